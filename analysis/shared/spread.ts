import { mean, standardDeviation } from "simple-statistics";
import { outOfRange } from "../../lib/errors.ts";

/**
 * Mean and spread of a measure over fits.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type Spread, spreadOf } from "@mixlab/mixlab/analysis";
 *
 * const spread: Spread = spreadOf([1, 3]);
 * deepEqual(spread, { mean: 2, sd: 1, least: 1, most: 3, count: 2 });
 * ```
 */
export interface Spread {
  /** Mean. */
  readonly mean: number;
  /** Standard deviation, divided by the count as numpy does, and so Aioli's notebooks. */
  readonly sd: number;
  /** The least. */
  readonly least: number;
  /** The most. */
  readonly most: number;
  /** Fits. */
  readonly count: number;
}

/**
 * Mean and spread of values.
 *
 * @throws {RangeError} when there are none.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * import { spreadOf } from "@mixlab/mixlab/analysis";
 *
 * equal(spreadOf([0.9, 0.8, 1]).sd.toFixed(4), "0.0816");
 * throws(() => spreadOf([]), /wanted at least one/);
 * ```
 */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw outOfRange("spread: wanted at least one value, got none");
  const least = values.reduce((a, b) => Math.min(a, b)), most = values.reduce((a, b) => Math.max(a, b));
  return { mean: mean([...values]), sd: standardDeviation([...values]), least, most, count: values.length };
}
