/**
 * RegMix's published tables, as `deno task tables --only regmix` makes them: 512 runs of the 1M model to fit to; 256 mixtures
 * run with the 1M and the 60M model, and 64 with the 1B model, to rank.
 *
 * @module
 */
import { readTable } from "../../lib/tables/read_table.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { publishedTable } from "../published.ts";

/**
 * RegMix's tables that are on this machine.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { regMixTables, type RegMixTables } from "@mixlab/mixlab/analysis";
 *
 * const { tables }: { tables?: RegMixTables } = await regMixTables({ folders: [] });
 * ok(tables === undefined || tables.train.runs.length === 512);
 * ```
 */
export interface RegMixTables {
  /** 512 runs of the 1M model. */
  readonly train: RunTable;
  /** 256 other mixtures, run with the 1M model. */
  readonly of1M: RunTable;
  /** The same mixtures, run with the 60M model. */
  readonly of60M: RunTable;
  /** 64 mixtures, run with the 1B model; undefined where that table is not here. */
  readonly of1B?: RunTable;
}

/**
 * Reads RegMix's published tables.
 *
 * @param options `targets`: metrics to read, default all 13; `folders`: where to look, default as for {@link publishedTable}.
 * @returns the tables, or none where they are not on this machine; whose they are and, if not here, how to get them.
 *
 * @example
 * ```ts
 * import { equal, match } from "node:assert/strict";
 * import { regMixTables } from "@mixlab/mixlab/analysis";
 *
 * const { tables, note } = await regMixTables({ folders: [] });
 * equal(tables, undefined);
 * match(note, /deno task tables --only regmix/);
 * ```
 */
export async function regMixTables(
  { targets, folders }: { readonly targets?: readonly string[]; readonly folders?: readonly string[] } = {},
): Promise<{ readonly tables?: RegMixTables; readonly note: string }> {
  const find = (name: string) => publishedTable(`regmix/regmix_${name}.csv`, folders && { folders });
  const found = await Promise.all(["train_1M", "test_1M", "test_60M", "test_1B"].map(find));
  const missing = found.slice(0, 3).find(({ path }) => path === undefined);
  if (missing !== undefined) return { note: missing.note };
  const [train, of1M, of60M, of1B] = await Promise.all(
    found.map(({ path }) => path === undefined ? undefined : readTable(path, targets && { targets: [...targets] })),
  );
  return { tables: { train: train!, of1M: of1M!, of60M: of60M!, ...(of1B && { of1B }) }, note: found[0].note };
}
