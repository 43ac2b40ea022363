/**
 * The whole problem that a best mixture solves: objective, pull to the prior, and bounds on the shares.
 *
 * @module
 */
import { type Matrix, matrix } from "../../numerics/matrix.ts";
import type { At, FittedLaw } from "../law.ts";
import type { Box } from "./constraints.ts";
import { objectiveOf, type TargetWeights } from "./objective.ts";

/** The part of a law that minimisation needs. */
export type Losses = Pick<FittedLaw, "predict" | "gradient" | "hessian">;

/** Minimise objective(losses(p)) + kl · KL(p ‖ prior) over the shares p (m) in a box, Σ p = 1. */
export interface Goal {
  /** The losses as functions of the shares. */
  readonly law: Losses;
  /** Where the law predicts. */
  readonly at?: At;
  /** Weights of the targets (k, sum 1), or "worst". */
  readonly weights: TargetWeights;
  /** Weight λ ≥ 0 of the pull (nats). */
  readonly kl: number;
  /** Shares to pull to (m, sum 1). */
  readonly prior: Float64Array;
  /** Bounds on the shares. */
  readonly box: Box;
}

/** KL(p ‖ q) = Σ p_j ln(p_j / q_j) in nats, with 0 ln 0 = 0. */
export function divergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < p.length; j++) if (p[j] > 0) sum += p[j] * Math.log(p[j] / q[j]);
  return sum;
}

/** Value of the goal: the objective and the pull (nats per token). */
export function goalValue(goal: Goal, shares: ArrayLike<number>, losses = goal.law.predict(shares, goal.at)): number {
  return objectiveOf(goal.weights, losses) + (goal.kl > 0 ? goal.kl * divergence(shares, goal.prior) : 0);
}

/** Derivative (m) of a goal with weighted targets; one of the largest losses speaks for "worst". */
export function goalGradient(goal: Goal, shares: ArrayLike<number>): Float64Array {
  const { law, at, kl, prior } = goal;
  const weights = goal.weights === "worst" ? largestOf(law.predict(shares, at)) : goal.weights;
  const G = law.gradient(shares, at), m = shares.length, out = new Float64Array(m);
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] > 0) { for (let j = 0; j < m; j++) out[j] += weights[i] * G.data[i * m + j]; }
  }
  if (kl > 0) { for (let j = 0; j < m; j++) out[j] += kl * (Math.log(shares[j] / prior[j]) + 1); }
  return out;
}

/** Second derivative (m × m) of a goal with weighted targets; one of the largest losses speaks for "worst". */
export function goalHessian(goal: Goal, shares: ArrayLike<number>): Matrix {
  const { law, at, kl } = goal;
  const weights = goal.weights === "worst" ? largestOf(law.predict(shares, at)) : goal.weights;
  const H = law.hessian(shares, weights, at), out = matrix(H.rows, H.columns, H.data);
  if (kl > 0) { for (let j = 0; j < H.rows; j++) out.data[j * H.rows + j] += kl / shares[j]; }
  return out;
}

function largestOf(losses: Float64Array): Float64Array {
  const weights = new Float64Array(losses.length);
  weights[losses.indexOf(Math.max(...losses))] = 1;
  return weights;
}
