/**
 * Shares: finite, ≥ 0, with sum 1.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";

/** How far a sum of shares may be from 1 before it is refused rather than corrected. */
export const SHARE_TOLERANCE = 0.01;
/** Sums this near to 1 are rounding of sums: such shares are taken as they are, so that reading what was written changes nothing. */
const ROUNDING = 1e-12;

/** Options of {@link checkShares}. */
export interface ShareCheck {
  /** Largest |1 − Σ shares| to correct; default 0.01. */
  readonly tolerance?: number;
  /** Name of share i, for messages. */
  readonly name?: (i: number) => string;
  /** What the shares belong to and where they stand, for messages ("runs.csv:17:4: the shares of run 3"). */
  readonly what?: () => string;
}

/**
 * Checks shares and makes their sum exactly 1 (to rounding). The shares given are not changed.
 *
 * @returns the normalised shares, and the |1 − Σ| that was corrected (0 when nothing was).
 * @throws {RangeError} when a share is not finite or below 0, or when the sum is further from 1 than the tolerance.
 */
export function checkShares(
  shares: ArrayLike<number>,
  options: ShareCheck = {},
): { shares: Float64Array; correction: number } {
  const { tolerance = SHARE_TOLERANCE, name = (i) => `share ${i + 1}`, what = () => "the shares" } = options;
  checkTolerance(tolerance);
  let sum = 0;
  for (let i = 0; i < shares.length; i++) {
    if (!(shares[i] >= 0 && shares[i] < Infinity)) {
      throw outOfRange(`${what()}: ${name(i)} is ${got(shares[i])}; wanted a finite number ≥ 0`);
    }
    sum += shares[i];
  }
  const correction = Math.abs(1 - sum);
  // The second term forgives the rounding of the sum itself: 0.99 is within 0.01 of 1.
  if (!(correction <= tolerance + ROUNDING)) {
    const hint = correction > 1 && Math.abs(100 - sum) <= 100 * tolerance ? "; divide percentages by 100" : "";
    throw outOfRange(`${what()} sum to ${Number(sum.toPrecision(6))}; wanted 1 ± ${tolerance}${hint}`);
  }
  if (correction <= ROUNDING) return { shares: Float64Array.from(shares), correction: 0 };
  return { shares: Float64Array.from(shares, (p) => p / sum), correction };
}

/** Refuses a tolerance outside [0, 1). */
export function checkTolerance(tolerance: number): void {
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw outOfRange(`tolerance: wanted a number in [0, 1), got ${got(tolerance)}`);
  }
}

/**
 * Weights scaled to sum 1, whatever their sum.
 *
 * @throws {RangeError} when a weight is not finite or below 0, or when all are 0.
 */
export function normalise(
  weights: ArrayLike<number>,
  name: (i: number) => string = (i) => `weight ${i + 1}`,
): Float64Array {
  let largest = 0;
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i] >= 0 && weights[i] < Infinity)) {
      throw outOfRange(`${name(i)} is ${got(weights[i])}; wanted a finite number ≥ 0`);
    }
    largest = Math.max(largest, weights[i]);
  }
  if (largest === 0) throw outOfRange("wanted at least one weight above 0, got none");
  // Divided by the largest first, so that no sum overflows and the least weights do not vanish before they must.
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] / largest;
  return Float64Array.from(weights, (w) => w / largest / sum);
}

/**
 * Checks upper limits on shares: each in [0, 1], together at least 1, so that some mixture keeps them.
 *
 * @throws {RangeError} when one is out of range, or when no mixture can keep them.
 */
export function checkCaps(caps: ArrayLike<number>, name: (i: number) => string = (i) => `cap ${i + 1}`): Float64Array {
  let sum = 0;
  for (let i = 0; i < caps.length; i++) {
    if (!(caps[i] >= 0 && caps[i] <= 1)) throw outOfRange(`${name(i)} is ${got(caps[i])}; wanted a cap in [0, 1]`);
    sum += caps[i];
  }
  if (sum < 1 - ROUNDING) {
    throw outOfRange(`the caps sum to ${Number(sum.toPrecision(6))}; wanted at least 1, for no mixture keeps these`);
  }
  return Float64Array.from(caps);
}
