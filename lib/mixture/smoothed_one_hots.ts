import { got, outOfRange, wrongKind } from "../errors.ts";
import { wholeNumber } from "../text/whole_number.ts";

/**
 * The m proxy mixtures of Aioli's LearnParams, one leaning to each domain: mixture j has share f of domain j and
 * (1 − f)/(m − 1) of every other. f is the repository's `one_hot_factor`; the paper (arXiv:2411.05735) writes
 * (1 − ε) 1_j + ε/m, which is f = 1 − ε + ε/m ({@link oneHotFactor}).
 *
 * @param m domains, at least 2.
 * @param f the share of a mixture's own domain, above 1/m and up to 1. At 1/m all mixtures are the same one, and nothing
 * can be learnt from them.
 * @returns m mixtures of m shares, in the order of domains.
 * @throws {TypeError} when m or f is no number.
 * @throws {RangeError} when m is no whole number of at least 2, or f is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { smoothedOneHots } from "@mixlab/mixlab";
 *
 * deepEqual(smoothedOneHots(3, 0.5).map((p) => [...p]), [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5]]);
 * ```
 */
export function smoothedOneHots(m: number, f: number): Float64Array[] {
  wholeNumber("smoothedOneHots: m", m, 2, 2 ** 12);
  if (typeof f !== "number") throw wrongKind(`smoothedOneHots: f: wanted a number, got ${got(f)}`);
  if (!(f > 1 / m && f <= 1)) {
    throw outOfRange(
      `smoothedOneHots: f: wanted a share above 1/m = ${Number((1 / m).toPrecision(6))} and up to 1, got ${got(f)}`,
    );
  }
  const rest = (1 - f) / (m - 1);
  return Array.from({ length: m }, (_, j) => Float64Array.from({ length: m }, (_, i) => i === j ? f : rest));
}

/**
 * Aioli's `one_hot_factor` f of the paper's smoothing ε: f = 1 − ε + ε/m.
 *
 * @param m domains, at least 2.
 * @param epsilon the smoothing, from 0 (pure domains) to below 1.
 * @throws {TypeError} when m or ε is no number.
 * @throws {RangeError} when m is no whole number of at least 2, or ε is not in [0, 1).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { oneHotFactor } from "@mixlab/mixlab";
 *
 * equal(oneHotFactor(2, 0.75), 0.625);
 * ```
 */
export function oneHotFactor(m: number, epsilon: number): number {
  wholeNumber("oneHotFactor: m", m, 2, 2 ** 12);
  if (typeof epsilon !== "number") throw wrongKind(`oneHotFactor: epsilon: wanted a number, got ${got(epsilon)}`);
  if (!(epsilon >= 0 && epsilon < 1)) {
    throw outOfRange(`oneHotFactor: epsilon: wanted a number in [0, 1), got ${got(epsilon)}`);
  }
  return 1 - epsilon + epsilon / m;
}
