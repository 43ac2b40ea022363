/**
 * numpy's modern random numbers, bit for bit: needed where others fixed a split by a numpy seed.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import { checkLength, checkSeed, shuffled } from "./shared.ts";
import { type Bits, pcg64 } from "./pcg64.ts";

/**
 * What of numpy's `Generator` is needed here. Every method moves the stream on.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type NumpyGenerator, numpyGenerator } from "@mixlab/mixlab/train";
 *
 * const first = (rng: NumpyGenerator) => rng.permutation(5)[0];
 * equal(first(numpyGenerator(42)), 4);
 * ```
 */
export interface NumpyGenerator {
  /** Uniform on [0, 1): `rng.random()`. */
  random(): number;
  /**
   * A whole number from low to high − 1: `rng.integers(low, high)`.
   * @throws {RangeError} unless low < high are whole numbers, they and their difference within ±(2^53 − 1).
   */
  integers(low: number, high: number): number;
  /**
   * 0 … n − 1 in random order: `rng.permutation(n)`.
   * @throws {RangeError} when n is not a whole number from 0 to 2^32 − 1.
   */
  permutation(n: number): Uint32Array;
}

/**
 * numpy's `default_rng(seed)`: PCG64 seeded through SeedSequence. The same numbers as numpy 1.17 and newer; also those
 * of Hugging Face's `dataset.shuffle(seed)`, which is `default_rng(seed).permutation(rows)`.
 *
 * @param seed a whole number from 0 to 2^53 − 1.
 * @throws {TypeError} when the seed is not a number.
 * @throws {RangeError} when the seed is not a whole number from 0 to 2^53 − 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { numpyGenerator } from "@mixlab/mixlab/train";
 *
 * // numpy.random.default_rng(42).permutation(10)
 * deepEqual([...numpyGenerator(42).permutation(10)], [5, 6, 0, 7, 3, 2, 4, 9, 1, 8]);
 * ```
 */
export function numpyGenerator(seed: number): NumpyGenerator {
  checkSeed("numpyGenerator", seed, Number.MAX_SAFE_INTEGER);
  const bits = pcg64(seed);
  return {
    random: () => Number(bits.next64() >> 11n) / 2 ** 53,
    integers(low, high) {
      if (
        !Number.isSafeInteger(low) || !Number.isSafeInteger(high) || !(high > low) ||
        high - low > Number.MAX_SAFE_INTEGER
      ) {
        throw outOfRange(
          `integers: wanted whole numbers with low < high and high − low < 2^53, got ${got(low)} and ${got(high)}`,
        );
      }
      return low + upTo(bits, high - low - 1);
    },
    permutation(n) {
      checkLength("permutation", n);
      return shuffled(n, bits.next32);
    },
  };
}

/** A whole number from 0 to `last`, by Lemire's multiplication ("Fast random integer generation in an interval", 2019). */
function upTo(bits: Bits, last: number): number {
  if (last === 0) return 0;
  if (last === 0xffffffff) return bits.next32();
  const size = BigInt(last) + 1n;
  const [width, next] = last < 0xffffffff
    ? [32n, () => BigInt(bits.next32())] as const
    : [64n, () => bits.next64()] as const;
  const low = (1n << width) - 1n;
  let product = next() * size;
  if ((product & low) < size) {
    const threshold = (low - BigInt(last)) % size;
    while ((product & low) < threshold) product = next() * size;
  }
  return Number(product >> width);
}
