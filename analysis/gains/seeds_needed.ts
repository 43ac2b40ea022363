import { got, outOfRange } from "../../lib/errors.ts";
import { studentQuantile } from "../../lib/numerics/student_t.ts";

/** No more are counted. */
const MOST = 1e6;

/**
 * How many seeds it takes to tell a difference of a given size from 0, where differences scatter as those measured do: the least
 * n whose interval is no wider than the difference on either side,
 *
 *     t_{(1 + level)/2, n−1} s / √n ≤ |difference|
 *
 * with s the standard deviation of the differences. With that many, an interval around a true difference of this size misses
 * 0 in about half of all experiments; twice as many make it likely.
 *
 * Source: Student's interval (Biometrika 6, 1908), solved for n.
 *
 * @param bySeed at least two differences, not all alike; `difference` is not 0.
 * @param level of the interval. Default 0.95.
 * @returns n, up to a million.
 * @throws {RangeError} when there are fewer than two differences, they are all alike, the difference is 0 or not finite, or
 * more than a million seeds would not do.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { seedsNeeded } from "@mixlab/mixlab/analysis";
 *
 * equal(seedsNeeded([-1, 0, 1], 1), 7); // s = 1; 2.447 / √7 < 1, and 2.571 / √6 is not
 * ```
 */
export function seedsNeeded(bySeed: readonly number[], difference: number, level = 0.95): number {
  const n = bySeed.length;
  if (n < 2) throw outOfRange(`bySeed: wanted at least 2 differences, got ${n}`);
  if (!(Number.isFinite(difference) && difference !== 0)) {
    throw outOfRange(`difference: wanted a finite number other than 0, got ${got(difference)}`);
  }
  const mean = bySeed.reduce((a, b) => a + b, 0) / n;
  const s = Math.sqrt(bySeed.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1));
  if (!(s > 0)) throw outOfRange(`bySeed: wanted differences that differ, got ${n} times ${bySeed[0]}`);
  const enough = (n: number) => studentQuantile((1 + level) / 2, n - 1) * s / Math.sqrt(n) <= Math.abs(difference);
  let low = 1, high = 2;
  while (!enough(high)) {
    if (high >= MOST) throw outOfRange(`difference: ${difference} cannot be told from 0 with ${MOST} seeds`);
    [low, high] = [high, Math.min(MOST, 2 * high)];
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
