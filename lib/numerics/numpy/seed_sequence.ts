/**
 * numpy's SeedSequence: a seed spread over as many random bits as a generator's state needs.
 *
 * @module
 */
const POOL = 4;
const INIT_A = 0x43b0d7e5, MULT_A = 0x931e8875, INIT_B = 0x8b51f9dd, MULT_B = 0x58f38ded;
const MIX_LEFT = 0xca01f9dd, MIX_RIGHT = 0x4973f715;

/** The seed as 32-bit words, low word first; 0 is one word. */
function words(seed: number): number[] {
  const high = Math.floor(seed / 2 ** 32);
  return high === 0 ? [seed >>> 0] : [seed >>> 0, high];
}

/** A hash whose multiplier moves on at every call, as numpy's `hashmix`. */
function hasher(): (value: number) => number {
  let constant = INIT_A;
  return (value) => {
    const mixed = value ^ constant;
    constant = Math.imul(constant, MULT_A) >>> 0;
    const scaled = Math.imul(mixed, constant) >>> 0;
    return (scaled ^ (scaled >>> 16)) >>> 0;
  };
}

function mix(x: number, y: number): number {
  const both = (Math.imul(MIX_LEFT, x) - Math.imul(MIX_RIGHT, y)) >>> 0;
  return (both ^ (both >>> 16)) >>> 0;
}

/**
 * 32-bit words of state for a seed, as `numpy.random.SeedSequence(seed).generate_state(count)` gives them.
 *
 * @param seed a whole number from 0 to 2^53 − 1.
 */
export function seedSequence(seed: number, count: number): Uint32Array {
  const entropy = words(seed), hash = hasher();
  const pool = Array.from({ length: POOL }, (_, i) => hash(entropy[i] ?? 0));
  for (let from = 0; from < POOL; from++) {
    for (let to = 0; to < POOL; to++) {
      if (from !== to) pool[to] = mix(pool[to], hash(pool[from]));
    }
  }
  let constant = INIT_B;
  return Uint32Array.from({ length: count }, (_, i) => {
    const mixed = pool[i % POOL] ^ constant;
    constant = Math.imul(constant, MULT_B) >>> 0;
    const scaled = Math.imul(mixed, constant) >>> 0;
    return scaled ^ (scaled >>> 16);
  });
}
