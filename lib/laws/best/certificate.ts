/**
 * Proof of how good a mixture is.
 *
 * A convex loss lies above its tangent, and the largest loss above every weighted mean of the losses. So for weights w
 * (sum 1), gradient g = Σ w_i ∇L_i at p and any number ν, no mixture within the bounds has a goal below
 *   Σ w_i L_i(p) − g·p + ν Σ p + Σ_j min over lower ≤ v ≤ upper of ((g_j − ν) v + λ v ln(v / q_j)).
 * The gap is the goal at p minus this bound. Taken share by share it is a sum of terms ≥ 0, which keeps the small
 * differences exact. Without a pull (λ = 0) it is the Frank–Wolfe gap.
 *
 * @module
 */
import type { FreeShares } from "./free_shares.ts";
import { type Goal, goalValue } from "./goal.ts";
import { objectiveOf } from "./objective.ts";

/** What is proven of a mixture. */
export interface Certificate {
  /** Value of the goal (nats per token). */
  readonly value: number;
  /** No mixture within the bounds is better by more than this (nats per token). */
  readonly gap: number;
}

/** v ln(v / q), continuous at 0. */
const entropy = (v: number, q: number) => v > 0 ? v * Math.log(v / q) : 0;

/** The multiplier of Σ p = mass for which the tangent's minimiser has that sum, or nearly so: any number is valid. */
function multiplier(goal: Goal, free: FreeShares, g: Float64Array): number {
  const { index, lower, upper, mass } = free, n = index.length;
  if (goal.kl === 0) { // fill the cheapest shares first; the last one filled sets the price
    const order = Array.from(g.keys()).sort((a, b) => g[a] - g[b]);
    let left = mass;
    for (let a = 0; a < n; a++) left -= lower[a];
    for (const a of order) {
      left -= upper[a] - lower[a];
      if (left <= 1e-15) return g[a];
    }
    return g[order[n - 1]];
  }
  let low = Infinity, high = -Infinity; // at `low` every share is at its floor, at `high` at its cap
  for (let a = 0; a < n; a++) {
    const q = goal.prior[index[a]];
    low = Math.min(low, g[a] + goal.kl * (Math.log(Math.max(lower[a], 1e-300) / q) + 1));
    high = Math.max(high, g[a] + goal.kl * (Math.log(upper[a] / q) + 1));
  }
  for (let i = 0; i < 200 && high - low > 1e-16 * (Math.abs(low) + Math.abs(high)); i++) {
    const nu = (low + high) / 2;
    let sum = 0;
    for (let a = 0; a < n; a++) sum += pulled(goal, free, a, g[a], nu);
    if (sum < mass) low = nu;
    else high = nu;
  }
  return (low + high) / 2;
}

/** Where (g − ν) v + λ v ln(v / q) is least between the bounds. */
function pulled(goal: Goal, free: FreeShares, a: number, g: number, nu: number): number {
  const v = goal.prior[free.index[a]] * Math.exp((nu - g) / goal.kl - 1);
  return Math.min(free.upper[a], Math.max(free.lower[a], v));
}

/**
 * Value and gap of a mixture p (m) within the bounds, by the target weights w (k, sum 1); the weights are the goal's
 * own, except for "worst", where they are the multipliers that the solver found.
 */
export function certify(goal: Goal, free: FreeShares, p: Float64Array, w: Float64Array): Certificate {
  const { law, at, kl, prior } = goal, { index, lower, upper } = free, n = index.length, m = p.length;
  const losses = law.predict(p, at), value = goalValue(goal, p, losses);
  if (n === 0) return { value, gap: 0 }; // the only mixture there is
  const G = law.gradient(p, at).data, g = new Float64Array(n);
  for (let i = 0; i < w.length; i++) {
    if (w[i] > 0) { for (let a = 0; a < n; a++) g[a] += w[i] * G[i * m + index[a]]; }
  }
  let gap = goal.weights === "worst" ? Math.max(0, objectiveOf("worst", losses) - objectiveOf(w, losses)) : 0;
  const nu = multiplier(goal, free, g);
  for (let a = 0; a < n; a++) {
    const slope = g[a] - nu, x = p[index[a]];
    if (kl === 0) gap += slope > 0 ? slope * (x - lower[a]) : slope < 0 ? -slope * (upper[a] - x) : 0;
    else {
      const q = prior[index[a]], v = pulled(goal, free, a, g[a], nu);
      gap += Math.max(0, slope * (x - v) + kl * (entropy(x, q) - entropy(v, q)));
    }
  }
  return { value, gap: Number.isNaN(gap) ? Infinity : gap };
}
