/**
 * Where published tables are on this machine. They are never part of Mixlab: `deno task tables` downloads those that may be
 * downloaded, into `tables/`.
 *
 * @module
 */
import { join } from "node:path";
import { got, outOfRange } from "../lib/errors.ts";

/** Whose tables they are and what may be done with them. */
const ORIGINS: Readonly<Record<string, { readonly origin: string; readonly how: string; readonly keep: boolean }>> = {
  regmix: { origin: "sail-sg/regmix, MIT licence", how: "deno task tables --only regmix", keep: true },
  doremi: { origin: "sangmichaelxie/doremi, MIT licence", how: "deno task tables --only doremi", keep: true },
  aioli: { origin: "HazyResearch/aioli, no licence declared", how: "deno task tables --only aioli", keep: false },
  dml: {
    origin: "yegcjs/mixinglaws, no licence declared",
    how: "not downloaded, for want of a licence: set MIXLAB_REFERENCE to a folder that holds dml/",
    keep: false,
  },
};

/**
 * A published table, found or not.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { publishedTable, type PublishedTable } from "@mixlab/mixlab/analysis";
 *
 * const table: PublishedTable = await publishedTable("regmix/regmix_train_1M.csv", { folders: [] });
 * match(table.note, /^regmix\/regmix_train_1M\.csv is not here/);
 * ```
 */
export interface PublishedTable {
  /** Its path, where it is on this machine. */
  readonly path?: string;
  /** Whose it is; where it is not on this machine, also how to get it. */
  readonly note: string;
  /** Whether what is made of it may be kept in a notebook: its licence allows it. */
  readonly keep: boolean;
}

/** Whether outputs made from a collection may be kept. */
export function mayKeep(collection: string): boolean {
  return originOf(collection).keep;
}

function originOf(collection: string) {
  if (!Object.hasOwn(ORIGINS, collection)) {
    throw outOfRange(`published table: wanted a path below ${Object.keys(ORIGINS).join(", ")}, got ${got(collection)}`);
  }
  return ORIGINS[collection];
}

/** Folders that may hold published tables: MIXLAB_REFERENCE, `tables/` of this checkout, and the one beside it. */
export function publishedFolders(): string[] {
  const root = join(import.meta.dirname!, "..");
  // A folder that may not be asked for is one that is not there.
  const asked = Deno.permissions.querySync({ name: "env", variable: "MIXLAB_REFERENCE" }).state === "granted"
    ? Deno.env.get("MIXLAB_REFERENCE")
    : undefined;
  return [...(asked ? [asked] : []), join(root, "tables"), join(root, "..", "shared", "reference")];
}

/**
 * Looks for a published table.
 *
 * @param path its path: collection and file, such as `dml/dml_5mix.csv`.
 * @param options `folders`: where to look, in order. Default: `MIXLAB_REFERENCE`, `tables`, `../shared/reference`.
 * @throws {RangeError} when there is no such collection.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { publishedTable } from "@mixlab/mixlab/analysis";
 *
 * const { path, keep } = await publishedTable("dml/dml_5mix.csv", { folders: [] });
 * equal(path, undefined);
 * equal(keep, false); // no licence: nothing made of it is kept
 * ```
 */
export async function publishedTable(
  path: string,
  { folders = publishedFolders() }: { folders?: readonly string[] } = {},
): Promise<PublishedTable> {
  const { origin, how, keep } = originOf(path.split("/")[0]);
  for (const folder of folders) {
    try {
      await Deno.stat(join(folder, path));
      return { path: join(folder, path), note: `${path}: ${origin}`, keep };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return { note: `${path} is not here (${origin}); ${how}`, keep };
}
