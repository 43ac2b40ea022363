/**
 * Seeded random numbers: the only source of randomness in Mixlab.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";

/**
 * A stream of random numbers, fixed by its seed. Every method moves the stream on.
 *
 * @example
 * ```ts
 * import { deepEqual, ok } from "node:assert/strict";
 * import { type Random, random } from "@mixlab/mixlab";
 *
 * // Runs to hold out: n of the N, the same ones for the same seed.
 * function heldOut(N: number, n: number, rng: Random): number[] {
 *   return rng.shuffle(Array.from({ length: N }, (_, i) => i)).slice(0, n).sort((a, b) => a - b);
 * }
 * deepEqual(heldOut(20, 4, random(7)), heldOut(20, 4, random(7)));
 * ok(new Set(heldOut(20, 4, random(8))).size === 4);
 * ```
 */
export interface Random {
  /** Uniform on [0, 1), with 53 random bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /**
   * Gamma with scale 1 and any shape > 0. A tiny shape may give 0, since the number itself is below float64.
   * @throws {RangeError} when the shape is not a finite number > 0.
   */
  gamma(shape: number): number;
  /**
   * Natural logarithm of a gamma number; finite where the number itself would underflow.
   * @throws {RangeError} when the shape is not a finite number > 0.
   */
  logGamma(shape: number): number;
  /**
   * A whole number from 0 to n − 1, all equally likely.
   * @throws {RangeError} when n is not a whole number from 1 to 2^53 − 1.
   */
  below(n: number): number;
  /** Puts the items in random order, in place, and returns them. */
  shuffle<A extends { length: number; [i: number]: unknown }>(items: A): A;
}

const TWO_53 = 2 ** 53;

/**
 * A stream of random numbers from a seed; the same seed gives the same numbers on every machine.
 *
 * The bits come from xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), its
 * state filled by a 32-bit mixing counter from both halves of the seed. Normals by Marsaglia's polar method, gammas by
 * Marsaglia and Tsang ("A simple method for generating gamma variables", 2000).
 *
 * @param seed a whole number from 0 to 2^53 − 1.
 * @throws {TypeError} when the seed is not a number.
 * @throws {RangeError} when the seed is not a whole number from 0 to 2^53 − 1.
 *
 * @example
 * ```ts
 * import { deepEqual, ok } from "node:assert/strict";
 * import { random } from "@mixlab/mixlab";
 *
 * const one = random(7), other = random(7);
 * deepEqual([one.uniform(), one.normal(), one.below(10)], [other.uniform(), other.normal(), other.below(10)]);
 * ok(one.gamma(0.5) >= 0);
 * ```
 */
export function random(seed: number): Random {
  if (typeof seed !== "number") throw wrongKind(`random: wanted a number as seed, got ${got(seed)}`);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw outOfRange(`random: wanted a whole number from 0 to 2^53 − 1 as seed, got ${got(seed)}`);
  }
  const bits = generator(seed);
  const uniform = () => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / TWO_53;
  /** Uniform on (0, 1], safe under a logarithm. */
  const positive = () => 1 - uniform();

  let spare: number | undefined; // the polar method makes normals in pairs
  function normal(): number {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    let u, v, s;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt(-2 * Math.log(s) / s);
    spare = v * scale;
    return u * scale;
  }

  /** Gamma for a shape ≥ 1. */
  function largeGamma(shape: number): number {
    const d = shape - 1 / 3, c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const z = normal(), w = 1 + c * z;
      if (w <= 0) continue;
      const v = w * w * w;
      if (Math.log(positive()) < z * z / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  function logGamma(shape: number): number {
    if (!(shape > 0 && Number.isFinite(shape))) {
      throw outOfRange(`gamma: wanted a finite shape > 0, got ${got(shape)}`);
    }
    // A gamma number of shape a < 1 is one of shape a + 1 times U^(1/a); in logarithms nothing underflows.
    return shape >= 1 ? Math.log(largeGamma(shape)) : Math.log(largeGamma(shape + 1)) + Math.log(positive()) / shape;
  }

  function below(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw outOfRange(`below: wanted a whole number from 1 to 2^53 − 1, got ${got(n)}`);
    }
    const limit = TWO_53 - TWO_53 % n; // draws past the last full multiple of n would favour small numbers
    let draw;
    do draw = uniform() * TWO_53; while (draw >= limit);
    return draw % n;
  }

  return {
    uniform,
    normal,
    exponential: () => -Math.log(positive()),
    gamma: (shape) => shape >= 1 && Number.isFinite(shape) ? largeGamma(shape) : Math.exp(logGamma(shape)),
    logGamma,
    below,
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = below(i + 1), kept = items[i];
        items[i] = items[j];
        items[j] = kept;
      }
      return items;
    },
  };
}

/** xoshiro128**: a function that gives 32 fresh bits at each call, as a signed integer. */
function generator(seed: number): () => number {
  let counter = (seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32) + 1, 0x9e3779b9);
  const mix = () => {
    counter = (counter + 0x9e3779b9) | 0;
    let z = counter;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  // The high half of the seed enters a second time, so that no two seeds start from the same state.
  let a = mix(), b = mix(), c = mix() ^ Math.floor(seed / 2 ** 32), d = mix() | 1;
  const next = () => {
    const five = Math.imul(b, 5), out = Math.imul((five << 7) | (five >>> 25), 9), t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return out;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}
