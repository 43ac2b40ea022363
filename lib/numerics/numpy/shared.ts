/** What both generators share: checks, and the permutation. */
import { got, outOfRange, wrongKind } from "../../errors.ts";

/** Longest permutation: numpy draws from 32 bits up to here, and the result fits a Uint32Array. */
const LONGEST = 2 ** 32 - 1;

/** Refuses a seed that is no whole number from 0 to the largest. */
export function checkSeed(name: string, seed: number, largest: number): void {
  if (typeof seed !== "number") throw wrongKind(`${name}: wanted a number as seed, got ${got(seed)}`);
  if (!Number.isSafeInteger(seed) || seed < 0 || seed > largest) {
    throw outOfRange(`${name}: wanted a whole number from 0 to ${largest} as seed, got ${got(seed)}`);
  }
}

/** Refuses a length that is no whole number, or too long. */
export function checkLength(name: string, n: number): void {
  if (typeof n !== "number") throw wrongKind(`${name}: wanted a number of items, got ${got(n)}`);
  if (!Number.isSafeInteger(n) || n < 0 || n > LONGEST) {
    throw outOfRange(`${name}: wanted a whole number of items from 0 to ${LONGEST}, got ${got(n)}`);
  }
}

/**
 * 0 … n − 1 in an order made by exchanging each item, from the last one down, with one drawn from those up to it. A
 * draw is 32 bits cut to those that the item's number needs, repeated until it is not above it.
 */
export function shuffled(n: number, next32: () => number): Uint32Array {
  const items = new Uint32Array(n);
  for (let i = 0; i < n; i++) items[i] = i;
  for (let i = n - 1; i > 0; i--) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1;
    let j;
    do j = (next32() & mask) >>> 0; while (j > i);
    const kept = items[i];
    items[i] = items[j];
    items[j] = kept;
  }
  return items;
}
