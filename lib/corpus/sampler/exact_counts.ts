import { remainderCounts } from "../../mixture/largest_remainder.ts";

/**
 * How many of B sequences each of m domains gets, when no draw decides: B p_i by largest remainders, with what was
 * rounded away carried into the next batch.
 *
 * Every domain gets B p_i rounded down, and one more where B p_i is no whole number and the remainder plus the carried
 * one is among the largest. So a count is never negative, never more than one away from B p_i, and the counts sum to B.
 * (Aioli's sampler forces every count to 1 or more and lets the last domain take what is left, which may be negative:
 * specs/aioli.md, section 3.3.) The carried remainders stay bounded, so over n batches a domain gets n B p_i sequences
 * to within about one: long-run shares are exact. A domain whose B p_i is whole keeps its carried remainder for later.
 * Equal claims go to the domain that stands first; the carried remainders then turn them round.
 *
 * @param shares_m shares with sum 1.
 * @param B sequences in the batch.
 * @param carried_m sequences owed to each domain (negative: had too many), with sum 0; not changed.
 */
export function exactCounts(
  shares_m: ArrayLike<number>,
  B: number,
  carried_m: ArrayLike<number>,
): { counts_m: Int32Array; carried_m: Float64Array } {
  const counts_m = remainderCounts(shares_m, B, carried_m);
  const after_m = Float64Array.from(carried_m, (owed, i) => owed + B * shares_m[i] - counts_m[i]);
  return { counts_m, carried_m: after_m };
}
