/**
 * PCG64 (O'Neill, "PCG: a family of simple fast space-efficient statistically good algorithms for random number
 * generation", 2014): numpy's default source of bits, the XSL-RR output of a 128-bit linear congruence.
 *
 * @module
 */
import { seedSequence } from "./seed_sequence.ts";

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const MASK_64 = (1n << 64n) - 1n, MASK_128 = (1n << 128n) - 1n;

/** A stream of bits. */
export interface Bits {
  /** 64 fresh bits. */
  next64(): bigint;
  /** 32 fresh bits: the low half of 64, then the high half, as numpy hands them out. */
  next32(): number;
}

/** The bits of `numpy.random.PCG64(seed)`. */
export function pcg64(seed: number): Bits {
  const s = seedSequence(seed, 8);
  // generate_state(4, uint64) joins 32-bit words low first; the first two numbers are the state, the last two the stream.
  const long = (i: number) => BigInt(s[2 * i]) | BigInt(s[2 * i + 1]) << 32n;
  const increment = ((long(2) << 64n | long(3)) << 1n | 1n) & MASK_128;
  const step = (state: bigint) => (state * MULTIPLIER + increment) & MASK_128;
  let state = step((increment + (long(0) << 64n | long(1))) & MASK_128);
  let spare: number | undefined;

  function next64(): bigint {
    state = step(state);
    const folded = (state >> 64n ^ state) & MASK_64, turn = state >> 122n;
    return (folded >> turn | folded << (64n - turn)) & MASK_64;
  }

  function next32(): number {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    const both = next64();
    spare = Number(both >> 32n);
    return Number(both & 0xffffffffn);
  }

  return { next64, next32 };
}
