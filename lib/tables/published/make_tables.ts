/**
 * Downloaded files in, tables out.
 *
 * @module
 */
import { join } from "node:path";
import type { Collection } from "./collections.ts";
import type { Source } from "./source.ts";
import { writeWhole } from "../../files/write_whole.ts";

/** The tables that were made, and those that could not be. */
export interface MadeTables {
  /** Paths below the folder of tables. */
  readonly made: readonly string[];
  /** Paths with the files they miss. */
  readonly notMade: readonly { readonly table: string; readonly missing: readonly string[] }[];
}

/** Where a downloaded file is kept, below the folder of tables. */
export function originalPath(out: string, source: Source): string {
  // A colon is no character of a file name on Windows, where it would name a hidden stream.
  const path = source.path.replace(/[:*?"<>|]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
  return join(out, "originals", `${source.repository}@${source.commit.slice(0, 7)}`, path);
}

/**
 * Makes all tables of a collection whose files are among `sources`, which must have been downloaded below `out`.
 *
 * @throws SyntaxError when a file does not hold what the recipe expects.
 * @throws CannotWrite when the disk refuses.
 */
export async function makeTables(collection: Collection, sources: readonly Source[], out: string): Promise<MadeTables> {
  const paths = new Map(
    sources.filter((source) => source.repository === collection.repository)
      .map((source) => [source.path, originalPath(out, source)]),
  );
  const made: string[] = [], notMade: { table: string; missing: string[] }[] = [];
  for (const recipe of collection.recipes) {
    const missing = recipe.from.filter((path) => !paths.has(path));
    if (missing.length > 0) {
      notMade.push({ table: recipe.makes, missing });
      continue;
    }
    const files = new Map(
      await Promise.all(recipe.from.map(async (path) => [path, await Deno.readFile(paths.get(path)!)] as const)),
    );
    const table = await recipe.make(files);
    const bytes = typeof table === "string" ? new TextEncoder().encode(table) : table;
    writeWhole(join(out, ...recipe.makes.split("/")), bytes);
    made.push(recipe.makes);
  }
  return { made, notMade };
}
