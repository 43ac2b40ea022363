/**
 * Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
 * a keyed bijection of 64 bits whose outputs at 0, 1, 2, … pass every known test of randomness. It needs no state, so
 * number n of a stream is had without the n before it.
 *
 * @param k0 low half of the key. @param k1 high half of the key.
 * @param c0 low half of the counter. @param c1 high half of the counter.
 * @param out where the two halves of the result go, as unsigned 32-bit numbers.
 */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number, out: Uint32Array): void {
  const k2 = k0 ^ k1 ^ 0x1bd11bda; // the constant keeps a key of zeros from being weak
  let x = (c0 + k0) | 0, y = (c1 + k1) | 0;
  // Five times four rounds, written out: this is the inner loop of everything that is drawn.
  x = (x + y) | 0, y = (y << 13 | y >>> 19) ^ x;
  x = (x + y) | 0, y = (y << 15 | y >>> 17) ^ x;
  x = (x + y) | 0, y = (y << 26 | y >>> 6) ^ x;
  x = (x + y) | 0, y = (y << 6 | y >>> 26) ^ x;
  x = (x + k1) | 0, y = (y + k2 + 1) | 0;
  x = (x + y) | 0, y = (y << 17 | y >>> 15) ^ x;
  x = (x + y) | 0, y = (y << 29 | y >>> 3) ^ x;
  x = (x + y) | 0, y = (y << 16 | y >>> 16) ^ x;
  x = (x + y) | 0, y = (y << 24 | y >>> 8) ^ x;
  x = (x + k2) | 0, y = (y + k0 + 2) | 0;
  x = (x + y) | 0, y = (y << 13 | y >>> 19) ^ x;
  x = (x + y) | 0, y = (y << 15 | y >>> 17) ^ x;
  x = (x + y) | 0, y = (y << 26 | y >>> 6) ^ x;
  x = (x + y) | 0, y = (y << 6 | y >>> 26) ^ x;
  x = (x + k0) | 0, y = (y + k1 + 3) | 0;
  x = (x + y) | 0, y = (y << 17 | y >>> 15) ^ x;
  x = (x + y) | 0, y = (y << 29 | y >>> 3) ^ x;
  x = (x + y) | 0, y = (y << 16 | y >>> 16) ^ x;
  x = (x + y) | 0, y = (y << 24 | y >>> 8) ^ x;
  x = (x + k1) | 0, y = (y + k2 + 4) | 0;
  x = (x + y) | 0, y = (y << 13 | y >>> 19) ^ x;
  x = (x + y) | 0, y = (y << 15 | y >>> 17) ^ x;
  x = (x + y) | 0, y = (y << 26 | y >>> 6) ^ x;
  x = (x + y) | 0, y = (y << 6 | y >>> 26) ^ x;
  out[0] = x + k2;
  out[1] = y + k0 + 5;
}
