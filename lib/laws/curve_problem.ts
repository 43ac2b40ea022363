/**
 * What it is to fit one curve to one target, and when a fit has settled.
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";
import type { Curve } from "./curve.ts";

/** What to fit. */
export interface CurveProblem {
  /** The curve. */
  readonly curve: Curve;
  /** N × m shares. */
  readonly shares: Matrix;
  /** N observations. */
  readonly y: Float64Array;
  /** N weights ≥ 0. */
  readonly weights: Float64Array;
  /** Huber δ; Infinity for least squares. */
  readonly delta: number;
  /** Parameters that stay where they start (q). */
  readonly frozen?: readonly boolean[];
  /** A single place to start from, instead of the curve's own starts. */
  readonly start?: Float64Array;
}

/** A fitted curve. */
export interface CurveFit {
  /** θ (q). */
  readonly theta: Float64Array;
  /** Σ_n w_n ρ(r_n). */
  readonly objective: number;
  /** Iterations of the winning start. */
  readonly iterations: number;
  /** Whether objective and predictions settled. */
  readonly converged: boolean;
  /** Why it stopped. */
  readonly reason: string;
}

/** Settled: the next full step would lower the objective by less than this part of it … */
export const OBJECTIVE_TOLERANCE = 1e-13;
/** … and move no prediction by more than this (nats). */
export const PREDICTION_TOLERANCE = 1e-9;

/** Σ_n w_n ρ(y_n − f_n), ρ Huber's loss (Infinity for least squares). */
export function robustSum(y: Float64Array, values: Float64Array, weights: Float64Array, delta: number): number {
  let sum = 0;
  for (let n = 0; n < y.length; n++) {
    if (weights[n] === 0) continue;
    const r = Math.abs(y[n] - values[n]);
    sum += weights[n] * (r <= delta ? r * r / 2 : delta * (r - delta / 2));
  }
  return sum;
}
