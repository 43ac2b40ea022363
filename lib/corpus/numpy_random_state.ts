/**
 * numpy's legacy random numbers, bit for bit.
 *
 * @module
 */
import { checkLength, checkSeed, shuffled } from "./numpy/shared.ts";
import { mt19937 } from "./numpy/mt19937.ts";

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
}

/**
 * numpy's `RandomState(seed)`, which is also what `numpy.random.seed(seed)` and the functions of `numpy.random` use.
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
 * ```
 */
export function numpyRandomState(seed: number): NumpyRandomState {
  checkSeed("numpyRandomState", seed, 2 ** 32 - 1);
  const next = mt19937(seed);
  return {
    random: () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 2 ** 53,
    permutation(n) {
      checkLength("permutation", n);
      return shuffled(n, next);
    },
  };
}
