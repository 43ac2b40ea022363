import { remainderCounts } from "../../mixture/largest_remainder.ts";

/**
 * What exact batches make of mixtures: the shares of the rows of `steps` batches of B, dealt by largest remainders with
 * the rounding carried from batch to batch, each mixture begun with nothing carried.
 *
 * @param mixtures mixtures of m shares.
 * @param steps batches of each.
 * @param B rows a batch.
 * @returns shares (m) of each mixture's B · steps rows.
 */
export function realisedMixtures(mixtures: readonly ArrayLike<number>[], steps: number, B: number): number[][] {
  return mixtures.map((shares_m) => {
    const rows_m = new Float64Array(shares_m.length), owed_m = new Float64Array(shares_m.length);
    for (let step = 0; step < steps; step++) {
      remainderCounts(shares_m, B, owed_m).forEach((count, j) => {
        rows_m[j] += count;
        owed_m[j] += B * shares_m[j] - count;
      });
    }
    return Array.from(rows_m, (rows) => rows / (B * steps));
  });
}
