/**
 * numpy's legacy random numbers, bit for bit.
 *
 * @module
 */
import { legacyDistributions } from "./legacy_distributions.ts";
import { checkLength, checkSeed, shuffled } from "./shared.ts";
import { mt19937 } from "./mt19937.ts";

/**
 * What of numpy's `RandomState` is needed here. Every method moves the stream on.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type NumpyRandomState, numpyRandomState } from "@mixlab/mixlab/train";
 *
 * const first = (rng: NumpyRandomState) => rng.permutation(10)[0];
 * equal(first(numpyRandomState(0)), 2);
 * ```
 */
export interface NumpyRandomState {
  /** Uniform on [0, 1): `random_sample()`. */
  random(): number;
  /**
   * 0 … n − 1 in random order: `permutation(n)`.
   * @throws {RangeError} when n is not a whole number from 0 to 2^32 − 1.
   */
  permutation(n: number): Uint32Array;
  /** Standard normal: `standard_normal()`. */
  normal(): number;
  /** Exponential with mean 1: `standard_exponential()`. */
  exponential(): number;
  /**
   * Gamma with scale 1: `standard_gamma(shape)`.
   * @throws {TypeError} when the shape is not a number.
   * @throws {RangeError} when the shape is not a finite number ≥ 0.
   */
  gamma(shape: number): number;
  /**
   * m shares ≥ 0 with sum 1 to rounding: `dirichlet(alpha)`.
   * @throws {RangeError} when there is no concentration, one is not a finite number > 0, or all of them are so small that
   * every gamma number is 0 (numpy gives NaN).
   */
  dirichlet(alpha: ArrayLike<number>): Float64Array;
}

/**
 * numpy's `RandomState(seed)`, which is also what `numpy.random.seed(seed)` and the functions of `numpy.random` use.
 *
 * Bits, uniform numbers and permutations are numpy's. So are the others, drawn in numpy's order from the same uniform
 * ones, but for the last bit: numpy takes logarithms and powers from the C library of its machine, which rounds about one
 * in a thousand of them otherwise.
 *
 * @param seed a whole number from 0 to 2^32 − 1.
 * @throws {TypeError} when the seed is not a number.
 * @throws {RangeError} when the seed is not a whole number from 0 to 2^32 − 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { numpyRandomState } from "@mixlab/mixlab/train";
 *
 * // numpy.random.RandomState(0).permutation(10)
 * deepEqual([...numpyRandomState(0).permutation(10)], [2, 8, 4, 9, 1, 6, 7, 3, 0, 5]);
 * // numpy.random.RandomState(0).dirichlet([1.5, 1.5, 1.5])
 * deepEqual([...numpyRandomState(0).dirichlet([1.5, 1.5, 1.5])].map((p) => p.toFixed(6)), ["0.408444", "0.157240", "0.434315"]);
 * ```
 */
export function numpyRandomState(seed: number): NumpyRandomState {
  checkSeed("numpyRandomState", seed, 2 ** 32 - 1);
  const next = mt19937(seed);
  const random = () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 2 ** 53;
  return {
    random,
    permutation(n) {
      checkLength("permutation", n);
      return shuffled(n, next);
    },
    ...legacyDistributions(random),
  };
}
