/**
 * The quadratic model of a robust objective around a point.
 *
 * @module
 */
import { huberLoss, huberPsi } from "./huber.ts";
import { norm2 } from "./qr.ts";

/** Σ w ρ ≈ constant + |A step + c|²/2. */
export interface LocalModel {
  /** n × p, column after column. */
  readonly a: Float64Array;
  readonly c: Float64Array;
  /** Norms of the columns of A (p). */
  readonly norms: Float64Array;
  /** Scale s of the residuals, squared: rss / (n − p), or Huber's estimate. */
  readonly variance: number;
}

/** Σ w r²/2, or Σ w ρ_δ(r) with Huber's loss. */
export function objectiveOf(residuals: Float64Array, weights: Float64Array, delta?: number): number {
  let sum = 0;
  for (let i = 0; i < residuals.length; i++) {
    const r = residuals[i];
    sum += weights[i] * (delta === undefined ? 0.5 * r * r : huberLoss(r, delta));
  }
  return sum;
}

/**
 * Residuals beyond δ have slope but no curvature. Newton's method would give their rows weight 0 (quick, but fragile
 * when they are many), reweighting gives δ/|r| (safe, but slow): a hundredth of the latter is both quick and safe.
 */
const OUTLIER_CURVATURE = 0.01;

/** The local model at residuals r with Jacobian J (n × p, column after column). */
export function linearise(
  jacobian: Float64Array,
  residuals: Float64Array,
  weights: Float64Array,
  delta?: number,
): LocalModel {
  const n = residuals.length, p = jacobian.length / n;
  const a = new Float64Array(jacobian.length), c = new Float64Array(n), norms = new Float64Array(p);
  const root = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const r = residuals[i], size = Math.abs(r);
    const curvature = delta === undefined || size <= delta ? 1 : OUTLIER_CURVATURE * delta / size;
    root[i] = Math.sqrt(weights[i] * curvature);
    c[i] = Math.sqrt(weights[i] / curvature) * (delta === undefined ? r : huberPsi(r, delta));
  }
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < n; i++) a[j * n + i] = root[i] * jacobian[j * n + i];
    norms[j] = norm2(a, j * n, (j + 1) * n);
  }
  return { a, c, norms, variance: residualVariance(residuals, weights, p, delta) };
}

/**
 * Σ w r² / (n − p); with Huber's loss Σ w ψ² / (n − p) / (mean ψ′)², the variance factor of an M-estimator (Huber and
 * Ronchetti, Robust Statistics, 2nd edition, equation 7.81 without its small-sample factor). NaN when n ≤ p, Infinity
 * when every residual lies beyond δ.
 */
export function residualVariance(residuals: Float64Array, weights: Float64Array, p: number, delta?: number): number {
  const n = residuals.length;
  let squares = 0, inside = 0, all = 0;
  for (let i = 0; i < n; i++) {
    const psi = delta === undefined ? residuals[i] : huberPsi(residuals[i], delta);
    squares += weights[i] * psi * psi;
    all += weights[i];
    if (delta === undefined || Math.abs(residuals[i]) <= delta) inside += weights[i];
  }
  return n > p ? squares / (n - p) / (inside / all) ** 2 : NaN;
}
