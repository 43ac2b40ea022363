/**
 * Orders of 0 … n − 1 that take no memory to speak of.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import type { CounterRandom } from "./counter_random.ts";

/** Up to here the whole order is made at once: of so few numbers a network of any length favours some orders. */
const SMALL = 256;
/** Rounds of the network. */
const ROUNDS = 8;

/**
 * A pseudo-random order of the n numbers 0 … n − 1, fixed by the stream: each appears exactly once, and where any of
 * them stands is computed, not stored. Up to n = 256 a table is shuffled (Fisher and Yates), so that all n! orders are
 * equally likely.
 *
 * Above, a Feistel network permutes the 2^b numbers of b bits, n ≤ 2^b < 2n; a result that is not below n is put
 * through it again until it is ("cycle walking", Black and Rogaway, "Ciphers with arbitrary finite domains", 2002), so
 * less than twice on average. Halves may differ by one bit: rounds change them in turn.
 *
 * @param n a whole number from 1 to 2^53 − 1.
 * @param random the stream.
 * @returns the number at place i; i must be a whole number from 0 to n − 1.
 * @throws {RangeError} when n is not a whole number from 1 to 2^53 − 1.
 */
export function permutation(n: number, random: CounterRandom): (i: number) => number {
  if (!Number.isSafeInteger(n) || n < 1) {
    throw outOfRange(`permutation: wanted a whole number from 1 to 2^53 − 1, got ${got(n)}`);
  }
  if (n <= SMALL) {
    const table = shuffled(n, random);
    return (i) => table[i];
  }
  let bits = 9;
  while (2 ** bits < n) bits++;
  const low = bits >> 1, lowSize = 2 ** low, lowMask = lowSize - 1, highMask = 2 ** (bits - low) - 1;
  const keys = Int32Array.from({ length: ROUNDS }, (_, r) => random.bits(r));
  return (i) => {
    let x = i;
    do {
      let a = Math.floor(x / lowSize), b = x % lowSize;
      for (let r = 0; r < ROUNDS; r += 2) {
        a ^= mix(b ^ keys[r]) & highMask;
        b ^= mix(a ^ keys[r + 1]) & lowMask;
      }
      x = a * lowSize + b;
    } while (x >= n);
    return x;
  };
}

function shuffled(n: number, random: CounterRandom): Uint8Array {
  const table = Uint8Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random.uniform(i) * (i + 1)), kept = table[i];
    table[i] = table[j];
    table[j] = kept;
  }
  return table;
}

/** Mixes 32 bits well (the finishing step of MurmurHash3, by Appleby). */
function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
