/**
 * C: the source of SQLite, one document for each file that its amalgamation begins.
 *
 * @module
 */
import { join } from "node:path";
import type { Listing } from "./listing.ts";

const FILE = "deps/sqlite3/sqlite3.c";

/** Lists the files within sqlite3.c in the package better-sqlite3. */
export function c(folder: string): Listing {
  const parts = Deno.readTextFileSync(join(folder, FILE)).split(/(?=\/\*{14} Begin file )/);
  return {
    length: parts.length,
    at: (i) => ({ text: parts[i], where: `${FILE}: ${/Begin file (\S+)/.exec(parts[i])?.[1] ?? "beginning"}` }),
  };
}
