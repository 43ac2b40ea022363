/**
 * What notebooks call folders of this machine, and which published tables it has.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { mayKeep, publishedFolders } from "../../analysis/published.ts";
import { isInputError, outOfRange } from "../errors.ts";
import type { Collection } from "../jupyter/execute_notebook.ts";
import type { Places } from "../jupyter/normalise_outputs.ts";

/** This checkout. */
export const ROOT = join(import.meta.dirname!, "..", "..");

/** Names of folders: the checkout is `mixlab`, wherever it is, and published tables are in its `tables`. */
export function places(): Places {
  const home = Deno.env.get("HOME");
  return [
    ...publishedFolders().map((folder) => [resolve(folder), "mixlab/tables"] as const),
    [ROOT, "mixlab"],
    ...(home ? [[resolve(home), "~"] as const] : []),
  ];
}

/**
 * A collection of published tables: here where one of the folders for them has it.
 *
 * @param name what a tag of a cell of the notebook at `path` says behind `needs:`.
 * @throws {RangeError} when there is none of that name.
 */
export function collection(name: string, path: string): Collection {
  let keep: boolean;
  try {
    keep = mayKeep(name);
  } catch (error) {
    throw isInputError(error) ? outOfRange(`${path}: tag needs:${name}: ${error.message}`) : error;
  }
  const here = publishedFolders().some((folder) => isFolder(join(folder, name)));
  const note =
    `(Made from published tables without a licence: ${name}. Run it where they are to see it; it is not kept.)`;
  return { here, keep, note };
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
