/**
 * Student's t distribution: its quantile, for intervals of fits with few degrees of freedom.
 *
 * The distribution function is written through the regularised incomplete beta function, whose continued fraction is
 * evaluated by Lentz's method (Abramowitz and Stegun 26.5.8, 26.7.1). Tested against SciPy.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";

/** The t with P(T ≤ t) = probability, for `df` > 0 degrees of freedom. */
export function studentQuantile(probability: number, df: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw outOfRange(`probability: wanted a number between 0 and 1, got ${probability}`);
  }
  if (!(df > 0)) throw outOfRange(`df: wanted degrees of freedom > 0, got ${df}`);
  if (probability === 0.5) return 0;
  if (probability < 0.5) return -studentQuantile(1 - probability, df);
  let low = 0, high = 1;
  while (studentCdf(high, df) < probability) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, df) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T ≤ t). */
export function studentCdf(t: number, df: number): number {
  const tail = 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on one side only; the other is its mirror image.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const tiny = 1e-300;
  let c = 1, d = 1 / nonZero(1 - (a + b) * x / (a + 1)), f = d;
  for (let i = 1; i < 1000; i++) {
    const even = i * (b - i) * x / ((a + 2 * i - 1) * (a + 2 * i));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    f *= c * d;
    const odd = -(a + i) * (a + b + i) * x / ((a + 2 * i) * (a + 2 * i + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    f *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * f;

  function nonZero(v: number): number {
    return Math.abs(v) < tiny ? tiny : v;
  }
}

/** log Γ(x) for x > 0: Stirling's series after shifting x above 12 (Abramowitz and Stegun 6.1.41). */
function logGamma(x: number): number {
  let shift = 0;
  while (x < 12) shift -= Math.log(x++);
  const i = 1 / (x * x);
  const series = (1 / 12 - i * (1 / 360 - i * (1 / 1260 - i / 1680))) / x;
  return shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
