/** Reads the import statements of a module, for the test of the arrows. */

/** One import or re-export. */
export interface Import {
  /** What stands between the quotes; undefined where a dynamic import's name is computed. */
  readonly specifier: string | undefined;
  /** What is taken from there, as written: `{ a, type B }`; empty for `import("…")` and `import "…"`. */
  readonly clause: string;
  readonly line: number;
}

const STATIC = /^(?:import|export)\b([^;"'`]*?)\bfrom\s*(["'])(.*?)\2/gm;
const BARE = /^import\s*(["'])(.*?)\1/gm;
const DYNAMIC = /\bimport\s*\(\s*([^)]*?)\s*[,)]/g;
/** Widened to a string where only some configurations have the name, so that the others check the file too. */
const LITERAL = /^(["'])(.*)\1(?: as string)?$/;

/**
 * All imports of a module, static and dynamic, of values and of types. Code is expected as `deno fmt` leaves it:
 * statements begin their line.
 */
export function readImports(source: string): Import[] {
  const code = withoutComments(source);
  const line = (at: number) => code.slice(0, at).split("\n").length;
  const found: Import[] = [];
  for (const { 1: clause, 3: specifier, index } of code.matchAll(STATIC)) {
    found.push({ specifier, clause: clause.trim(), line: line(index) });
  }
  for (const { 2: specifier, index } of code.matchAll(BARE)) found.push({ specifier, clause: "", line: line(index) });
  for (const { 1: argument, index } of code.matchAll(DYNAMIC)) {
    found.push({ specifier: LITERAL.exec(argument)?.[2], clause: "", line: line(index) });
  }
  return found.sort((a, b) => a.line - b.line);
}

/** Comments become blank, line by line: examples in them import too. */
export function withoutComments(source: string): string {
  let inside = false;
  return source.split("\n").map((line) => {
    if (inside || /^\s*\/\*/.test(line)) {
      inside = !line.includes("*/");
      return inside ? "" : line.replace(/^.*?\*\//, "");
    }
    return line.replace(/^\s*\/\/.*/, "");
  }).join("\n");
}
