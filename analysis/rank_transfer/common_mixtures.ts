/**
 * Mixtures that two tables have in common.
 *
 * @module
 */
import { rowOf } from "../../lib/numerics/matrix.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";

/** Shares that differ by less than this are the same. */
const DECIMALS = 9;

/** What a mixture goes by: the same text for runs of the same one, in both tables. */
export function mixtureKeys({ shares, runs }: RunTable): string[] {
  return runs.map((_, n) => Array.from(rowOf(shares, n), (share) => share.toFixed(DECIMALS)).join());
}

/** The mean losses (k) of a table's runs, by mixture. */
export function lossesByMixture(table: RunTable): Map<string, Float64Array> {
  const { losses } = table, sums = new Map<string, { count: number; sum_k: Float64Array }>();
  mixtureKeys(table).forEach((key, n) => {
    const found = sums.get(key) ?? { count: 0, sum_k: new Float64Array(losses.columns) };
    found.count++;
    rowOf(losses, n).forEach((loss, i) => found.sum_k[i] += loss);
    sums.set(key, found);
  });
  return new Map([...sums].map(([key, { count, sum_k }]) => [key, sum_k.map((sum) => sum / count)]));
}
