/**
 * What the documentation of a module lacks, from `deno doc --json`: every exported symbol needs a docstring and an
 * example that names it and asserts something. That the examples run and hold is checked by `deno task doctest`.
 */

interface Documented {
  readonly jsDoc?: {
    readonly doc?: string;
    readonly tags?: readonly { readonly kind: string; readonly doc?: string }[];
  };
}

interface DocumentedSymbol {
  readonly name: string;
  readonly declarations: readonly Documented[];
}

/** The exported symbols of a module, as the pinned Deno describes them. */
export async function exportedSymbols(path: string): Promise<DocumentedSymbol[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: ["doc", "--json", path] })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const { version, nodes } = JSON.parse(new TextDecoder().decode(stdout));
  if (version !== 2) throw new Error(`deno doc --json: wanted format 2, got ${version}: adapt tests/docs.ts`);
  return Object.values(nodes as Record<string, { symbols?: DocumentedSymbol[] }>).flatMap(({ symbols }) =>
    symbols ?? []
  );
}

/** One line a symbol that lacks something, with its name and what it lacks. */
export function lacking(symbols: readonly DocumentedSymbol[]): string[] {
  return symbols.flatMap((symbol) => {
    const why = lack(symbol);
    return why === undefined ? [] : [`${symbol.name}: ${why}`];
  });
}

function lack({ name, declarations }: DocumentedSymbol): string | undefined {
  if (declarations.some(({ jsDoc }) => !jsDoc?.doc?.trim())) return "no docstring";
  const examples = declarations.flatMap(({ jsDoc }) => jsDoc?.tags ?? []).filter(({ kind }) => kind === "example");
  if (examples.length === 0) return "no @example";
  const whys = examples.map(({ doc }) => faultOf(doc ?? "", name));
  return whys.includes(undefined) ? undefined : whys[0];
}

/** What keeps an example from showing and checking a symbol. */
function faultOf(example: string, name: string): string | undefined {
  const code = /^```ts\n(.*?)^```/ms.exec(example)?.[1];
  if (code === undefined) return "its @example has no ```ts block";
  const imports = [...code.matchAll(/^import\s+(?:type\s+)?(?<what>[^;]*?)\s+from\s+"(?<from>[^"]+)";/gms)];
  const imported = (from: RegExp) =>
    imports.filter(({ groups }) => from.test(groups!.from)).flatMap(({ groups }) => groups!.what.match(/\w+/g) ?? []);
  if (!imported(/^@mixlab\/mixlab(\/(train|analysis))?$/).includes(name)) {
    return "its @example does not import it from @mixlab/mixlab";
  }
  const asserting = imported(/^node:assert(\/strict)?$/);
  if (asserting.length === 0) return "its @example does not import node:assert";
  const body = imports.reduce((rest, [text]) => rest.replace(text, ""), code).replace(/(^|\s)\/\/.*$/gm, "");
  if (!new RegExp(`\\b${name}\\b`).test(body)) return "its @example imports it but does not use it";
  const call = new RegExp(`(?<![\\w.])(?:${asserting.join("|")})(?:\\.\\w+)?\\(`);
  return call.test(body) ? undefined : "its @example asserts nothing";
}
