/** Where the published tables are, for tests that check against them. */

const folder = Deno.env.get("MIXLAB_REFERENCE") ?? new URL("../../shared/reference", import.meta.url).pathname;

function present(): boolean {
  try {
    return Deno.statSync(folder).isDirectory;
  } catch {
    return false;
  }
}

/** The path of a reference file, or undefined where the reference folder is absent. With CI=true absence is an error. */
export function reference(...path: string[]): string | undefined {
  if (present()) return [folder, ...path].join("/");
  if (Deno.env.get("CI") === "true") {
    throw new Error(`the reference tables are missing: wanted the folder ${folder} (set MIXLAB_REFERENCE)`);
  }
  return undefined;
}

/** Registers a test that needs the reference tables; without them it is reported as skipped, by name. */
export function needsReference(
  name: string,
  test: (path: (...path: string[]) => string) => void | Promise<void>,
): void {
  const here = reference() !== undefined;
  Deno.test({
    name: here ? name : `${name} (skipped: no reference tables, set MIXLAB_REFERENCE)`,
    ignore: !here,
    fn: () => test((...path) => reference(...path)!),
  });
}
