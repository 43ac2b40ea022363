import { wholeNumber } from "../text/whole_number.ts";
import { checkShares } from "./simplex.ts";

/** Parts of a row below this are rounding of the product of share and rows, not a part that is owed. */
const ROUNDING = 1e-9;

/**
 * How many of n rows each domain gets: n p_i rounded down, and one more for those with the largest remainders, so that the
 * counts sum to n (Hamilton's method). A count is never negative and never 1 or more away from n p_i. Of domains with
 * equal remainders the first ones get the row.
 *
 * @param shares m shares with sum 1; a sum off by up to 0.01 is corrected.
 * @param n rows: a whole number from 0 to 2^31 − 1.
 * @returns m counts with sum n.
 * @throws {TypeError} when n is no number.
 * @throws {RangeError} when n is out of range, a share is not finite or below 0, or the shares do not sum to 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { largestRemainder } from "@mixlab/mixlab";
 *
 * // A smoothed one-hot of three domains in a batch of 8: 4.8, 1.6 and 1.6 sequences wanted.
 * deepEqual([...largestRemainder([0.6, 0.2, 0.2], 8)], [5, 2, 1]);
 * ```
 */
export function largestRemainder(shares: ArrayLike<number>, n: number): Int32Array {
  wholeNumber("largestRemainder: n", n, 0, 2 ** 31 - 1, "from 0 to 2^31 − 1");
  const { shares: p_m } = checkShares(shares, { what: () => "largestRemainder: the shares" });
  return remainderCounts(p_m, n);
}

/**
 * {@link largestRemainder} of shares that are known to sum to 1, with what domains are owed from before.
 *
 * @param owed_m rows owed to each domain (negative: had too many), added to the remainders; a domain whose n p_i is whole
 * makes no claim.
 */
export function remainderCounts(shares_m: ArrayLike<number>, n: number, owed_m?: ArrayLike<number>): Int32Array {
  const m = shares_m.length, counts_m = new Int32Array(m), left_m = new Float64Array(m), open: number[] = [];
  let extra = n;
  for (let i = 0; i < m; i++) {
    const wanted = n * shares_m[i];
    counts_m[i] = Math.floor(wanted + ROUNDING);
    extra -= counts_m[i];
    left_m[i] = wanted - counts_m[i];
    if (left_m[i] > ROUNDING) open.push(i);
  }
  const claim = (i: number) => left_m[i] + (owed_m?.[i] ?? 0);
  open.sort((i, j) => claim(j) - claim(i) || i - j);
  for (const i of open.slice(0, extra)) counts_m[i]++;
  return counts_m;
}
