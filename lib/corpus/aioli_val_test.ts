/**
 * Aioli's split of SlimPajama, by name.
 *
 * @module
 */
import { numpyGenerator } from "../numerics/numpy/numpy_random.ts";

/**
 * Rows of a domain's test split that become val and test, in the order in which Aioli writes them.
 *
 * Aioli's rule for SlimPajama: take the rows of one domain out of the test split, shuffle them with seed 42 (Hugging
 * Face's `shuffle`, which is `numpy.random.default_rng(42).permutation`), then even positions are val and odd ones test.
 *
 * @param n rows of the domain in the source's test split.
 * @param seed seed of the shuffle; Aioli's is 42.
 * @returns row numbers, from 0 to n − 1, each in exactly one of the two.
 * @throws {TypeError} when n or the seed is not a number.
 * @throws {RangeError} when n or the seed is no whole number, or out of range.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { aioliValTest } from "@mixlab/mixlab/train";
 *
 * const { val, test } = aioliValTest(10);
 * deepEqual([...val], [5, 0, 3, 4, 1]);
 * deepEqual([...test], [6, 7, 2, 9, 8]);
 * ```
 */
export function aioliValTest(n: number, seed = 42): { val: Uint32Array; test: Uint32Array } {
  const order = numpyGenerator(seed).permutation(n);
  return { val: order.filter((_, i) => i % 2 === 0), test: order.filter((_, i) => i % 2 === 1) };
}
