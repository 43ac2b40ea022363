/**
 * Random numbers by number: the n-th depends on the seed and n alone.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { threefry2x32 } from "./threefry.ts";

/** Random numbers by number. It has no state: whoever asks for number n, in whatever order, gets the same. */
export interface CounterRandom {
  /** Number n of the stream, uniform on [0, 1) with 53 random bits. n is a whole number from 0 to 2^53 − 1. */
  uniform(n: number): number;
  /** 32 random bits, unsigned: the first half of those behind `uniform(n)`. */
  bits(n: number): number;
  /** Another stream, unrelated to this one and to those of other names; 1 and "1" are two names. */
  stream(name: string | number): CounterRandom;
}

// Numbers n < 2^53 fill the counter up to bit 52; these bits above them keep streams apart from numbers.
const STREAM_BY_NUMBER = 0x80000000, STREAM_BY_NAME = 0x40000000;

/**
 * Random numbers by number, from a seed; the same on every machine. The bits are Threefry-2x32-20's.
 *
 * @param seed a whole number from 0 to 2^53 − 1.
 * @throws {TypeError} when the seed is not a number.
 * @throws {RangeError} when the seed is not a whole number from 0 to 2^53 − 1.
 */
export function counterRandom(seed: number): CounterRandom {
  if (typeof seed !== "number") throw wrongKind(`seed: wanted a number, got ${got(seed)}`);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw outOfRange(`seed: wanted a whole number from 0 to 2^53 − 1, got ${got(seed)}`);
  }
  return keyed(seed >>> 0, high(seed));
}

function keyed(k0: number, k1: number): CounterRandom {
  const out = new Uint32Array(2);
  return {
    uniform(n) {
      threefry2x32(k0, k1, n >>> 0, high(n), out);
      return ((out[0] >>> 5) * 67108864 + (out[1] >>> 6)) / 2 ** 53;
    },
    bits(n) {
      threefry2x32(k0, k1, n >>> 0, high(n), out);
      return out[0];
    },
    stream(name) {
      if (typeof name === "number") {
        threefry2x32(k0, k1, name >>> 0, high(name) | STREAM_BY_NUMBER, out);
        return keyed(out[0], out[1]);
      }
      // Four bytes at a time, each under the key that the ones before it made; the length comes last.
      const bytes = new TextEncoder().encode(name);
      let a = k0, b = k1;
      const take = (word: number) => {
        threefry2x32(a, b, word, STREAM_BY_NAME, out);
        a = out[0], b = out[1];
      };
      for (let i = 0; i < bytes.length; i += 4) {
        take(bytes[i] | (bytes[i + 1] ?? 0) << 8 | (bytes[i + 2] ?? 0) << 16 | (bytes[i + 3] ?? 0) << 24);
      }
      take(bytes.length);
      return keyed(a, b);
    },
  };
}

function high(n: number): number {
  return Math.floor(n / 2 ** 32);
}
