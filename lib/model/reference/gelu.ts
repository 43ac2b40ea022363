import { erfc } from "./erf.ts";

/** Exact GELU, x Φ(x) (Hendrycks and Gimpel, 2016), element by element. */
export function gelu(x: Float64Array): Float64Array {
  return x.map((v) => v * normalBelow(v));
}

/** From the gradient of the output to that of the input: Φ(x) + x φ(x). */
export function geluBackward(dY: Float64Array, x: Float64Array): Float64Array {
  return dY.map((d, i) => d * (normalBelow(x[i]) + x[i] * Math.exp(-x[i] * x[i] / 2) / Math.sqrt(2 * Math.PI)));
}

/** Φ: the probability that a standard normal number is below x. */
function normalBelow(x: number): number {
  return erfc(-x / Math.SQRT2) / 2;
}
