/**
 * What separates two lists of measurements that were made under the same seeds.
 *
 *     d_s = x_s − base_s        mean ± t_{(1 + level)/2, n−1} s / √n        p = 2 P(T_{n−1} ≤ −|mean| √n / s)
 *
 * Source: Student, Biometrika 6 (1908); the paired t-test. A seed decides first parameters and data of both runs of a
 * pair, so what it does to both alike drops out.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import { studentInterval } from "../../lib/numerics/student_interval.ts";
import { studentCdf } from "../../lib/numerics/student_t.ts";

/**
 * What an interval says of a difference where below 0 is better.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { pairedDifference, type Verdict } from "@mixlab/mixlab/analysis";
 *
 * const verdict: Verdict | null = pairedDifference([1, 2, 3], [2, 3.1, 4.2]).verdict;
 * equal(verdict, "better");
 * ```
 */
export type Verdict = "better" | "worse" | "cannot tell";

/**
 * A mean difference with what can be said of it. Below 0 is better.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { pairedDifference, type PairedDifference } from "@mixlab/mixlab/analysis";
 *
 * const single: PairedDifference = pairedDifference([2], [3]);
 * equal(single.mean, -1);
 * equal(single.interval, null); // one seed says nothing of how far seeds lie apart
 * ```
 */
export interface PairedDifference {
  /** The differences, seed by seed. */
  readonly bySeed: readonly number[];
  /** Their mean. */
  readonly mean: number;
  /** Student's interval of the mean; null with one seed. */
  readonly interval: readonly [number, number] | null;
  /** Two-sided p-value of the paired t-test; null with one seed. */
  readonly p: number | null;
  /** Seeds with a difference below 0. */
  readonly wins: number;
  /** "cannot tell" where the interval holds 0; null with one seed. */
  readonly verdict: Verdict | null;
}

/**
 * Differences, seed by seed.
 *
 * @param values n ≥ 1 measurements, and `base`, those that they are compared with, in the same order of seeds.
 * @param level of the interval. Default 0.95.
 * @throws {RangeError} when the lists are empty or differ in length, or the level is not between 0 and 1.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { pairedDifference } from "@mixlab/mixlab/analysis";
 *
 * const { mean, interval, p, verdict } = pairedDifference([9, 8, 7], [10, 10, 10]);
 * equal(mean, -2);
 * deepEqual(interval!.map((end) => end.toFixed(3)), ["-4.484", "0.484"]);
 * equal(p!.toFixed(4), "0.0742");
 * equal(verdict, "cannot tell");
 * ```
 */
export function pairedDifference(
  values: ArrayLike<number>,
  base: ArrayLike<number>,
  level = 0.95,
): PairedDifference {
  if (values.length !== base.length) {
    throw outOfRange(`base: wanted ${values.length} numbers, as there are values, got ${base.length}`);
  }
  const bySeed = Array.from(values, (value, s) => value - base[s]);
  const { mean, interval } = studentInterval(bySeed, level), n = bySeed.length;
  const verdict = interval === null ? null : interval[1] < 0 ? "better" : interval[0] > 0 ? "worse" : "cannot tell";
  return { bySeed, mean, interval, p: pValue(bySeed, mean, n), wins: bySeed.filter((d) => d < 0).length, verdict };
}

function pValue(bySeed: readonly number[], mean: number, n: number): number | null {
  if (n === 1) return null;
  if (mean === 0) return 1;
  const error = Math.sqrt(bySeed.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1) / n);
  return 2 * studentCdf(-Math.abs(mean) / error, n - 1);
}
