/**
 * The error function in float64.
 *
 * @module
 */

/** Below it the series converges fast; above it the fraction does, and 1 − erf would lose digits. */
const TURN = 2;

/** erf(x) = 2/√π ∫₀ˣ e^(−t²) dt, to about 1e-16. */
export function erf(x: number): number {
  return Math.abs(x) < TURN ? series(x) : Math.sign(x) * (1 - fraction(Math.abs(x)));
}

/** erfc(x) = 1 − erf(x), with small relative error also where it is tiny. */
export function erfc(x: number): number {
  return x < TURN ? 1 - erf(x) : fraction(x);
}

/** e^(−x²) 2/√π Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)) (Abramowitz and Stegun 7.1.6): no term cancels another. */
function series(x: number): number {
  let term = x, sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

/** erfc for x ≥ TURN: e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 1½/(x + …)))) (Abramowitz and Stegun 7.1.14). */
function fraction(x: number): number {
  if (x === Infinity) return 0;
  let tail = x;
  for (let n = 80; n >= 1; n--) tail = x + n / 2 / tail;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail;
}
