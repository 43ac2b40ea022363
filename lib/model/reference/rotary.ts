/**
 * Rotary positions (Su et al., 2021) as GPT-NeoX has them: of each head the first R dimensions turn, dimension i with
 * dimension i + R/2, by position × base^(−2i/R); the others stay.
 *
 * @module
 */

/** Turns one head's rows, T × width, in place. A `direction` of −1 turns back, which is also the backward pass. */
export function rotate(x_TW: Float64Array, width: number, R: number, base: number, direction: 1 | -1): void {
  const half = R / 2, T = x_TW.length / width;
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < half; i++) {
      const angle = direction * t * base ** (-2 * i / R), cos = Math.cos(angle), sin = Math.sin(angle);
      const one = t * width + i, other = one + half, a = x_TW[one], b = x_TW[other];
      x_TW[one] = a * cos - b * sin;
      x_TW[other] = b * cos + a * sin;
    }
  }
}
