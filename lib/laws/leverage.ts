import { choleskyFactor, choleskySolve } from "../numerics/cholesky.ts";
import type { CurveProblem } from "./curve_problem.ts";

/**
 * How far each observation pulls its own prediction (N numbers from 0 to 1, with sum q): the diagonal of
 * J (JᵀWJ)⁻¹ JᵀW at θ. The residual of an observation with leverage h is its error shrunk by 1 − h.
 */
export function leverages({ curve, shares, weights, frozen }: CurveProblem, theta: Float64Array): Float64Array {
  const N = shares.rows, q = theta.length;
  const free = curve.names.map((_, i) => i).filter((i) =>
    !frozen?.[i] && theta[i] > curve.lower[i] && theta[i] < curve.upper[i]
  );
  const p = free.length, jacobian = new Float64Array(N * q), scale = new Float64Array(p);
  curve.evaluate(shares, theta, new Float64Array(N), jacobian);
  free.forEach((i, a) => {
    for (let n = 0; n < N; n++) scale[a] += weights[n] * jacobian[n * q + i] ** 2;
    scale[a] = 1 / Math.sqrt(scale[a] || 1); // an exponent far down has a tiny column
  });
  const gram = new Float64Array(p * p);
  for (let n = 0; n < N; n++) {
    for (let a = 0; a < p; a++) {
      const ja = weights[n] * scale[a] * jacobian[n * q + free[a]];
      if (ja !== 0) { for (let b = 0; b < p; b++) gram[a * p + b] += ja * scale[b] * jacobian[n * q + free[b]]; }
    }
  }
  for (let a = 0; a < p; a++) gram[a * p + a] += 1e-12;
  const out = new Float64Array(N), row = new Float64Array(p);
  if (!choleskyFactor(gram, p)) return out;
  for (let n = 0; n < N; n++) {
    const j = free.map((i, a) => scale[a] * jacobian[n * q + i]);
    row.set(j);
    choleskySolve(gram, p, row);
    out[n] = Math.min(1, weights[n] * j.reduce((s, v, a) => s + v * row[a], 0));
  }
  return out;
}
