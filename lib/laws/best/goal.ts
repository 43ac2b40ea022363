/**
 * The whole problem that a best mixture solves: objective, pull to the prior, and bounds on the shares.
 *
 * @module
 */
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
