/**
 * Steps of a primal–dual interior-point method for convex goals.
 *
 * Each step is Newton's for the conditions of optimality with every product of slack and multiplier set to μ, and μ
 * falls to rounding (Boyd and Vandenberghe, Convex Optimization, section 11.7). For the worst target the largest loss is
 * an unknown s of its own, above every loss by a slack. Shares stay strictly between their bounds on the way, so that a
 * law with a pole at 0 is never asked for its value there.
 *
 * Rejected: eliminating the multipliers of the losses, which leaves a smaller symmetric system, but loses them to
 * rounding at gaps near 1e-8; slacks tied to s and the losses, which shortens every step to almost nothing; equal
 * weights for all residuals, under which ln p near 0 and losses far below s stop the search.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import { centre, type FreeShares, nearestFeasible } from "./free_shares.ts";
import type { Goal } from "./goal.ts";
import { objectiveOf } from "./objective.ts";
import { solveLinear } from "./solve_linear.ts";

/** The unknowns and what was computed there. */
export interface Point {
  p: Float64Array; // shares (m)
  z: Float64Array; // multipliers of the floors (n)
  y: Float64Array; // multipliers of the caps (n)
  w: Float64Array; // multipliers of L_i ≤ s (k), or the fixed weights
  nu: number; // multiplier of the sum
  s: number; // the largest loss, in the end
  slack: Float64Array; // s − L_i, in the end (k; only for "worst")
  L: Float64Array; // losses (k)
  G: Float64Array; // their gradients (k × m)
}

/** Where the search begins: within the bounds, near `start` where one is given. */
export function begin(goal: Goal, free: FreeShares, start?: ArrayLike<number>): Point {
  const { index, lower, upper, capped } = free, n = index.length;
  const p = centre(free);
  if (start !== undefined) {
    const near = nearestFeasible(free, start);
    for (let j = 0; j < p.length; j++) p[j] = 0.97 * near[j] + 0.03 * p[j];
  }
  const L = goal.law.predict(p, goal.at), k = L.length;
  if (!Number.isFinite(objectiveOf(goal.weights, L))) {
    throw outOfRange(
      `best mixture: wanted a law with finite losses between the bounds, got ${got(objectiveOf(goal.weights, L))} at ` +
        `the shares ${Array.from(p, (x) => Number(x.toPrecision(3))).join(", ")} (a share that a cap holds at 0?)`,
    );
  }
  const G = goal.law.gradient(p, goal.at).data;
  const w = goal.weights === "worst" ? new Float64Array(k).fill(1 / k) : goal.weights;
  const g = weighted(goal, free, p, w, G);
  let mean = 0, spread = 0;
  for (let a = 0; a < n; a++) mean += g[a] / n;
  for (let a = 0; a < n; a++) spread += Math.abs(g[a] - mean) * (p[index[a]] - lower[a]) / n;
  const mu = Math.max(spread, 1e-6) * (start === undefined ? 1 : 0.1);
  const z = new Float64Array(n), y = new Float64Array(n);
  for (let a = 0; a < n; a++) {
    z[a] = mu / (p[index[a]] - lower[a]);
    y[a] = capped[a] ? mu / (upper[a] - p[index[a]]) : 0;
  }
  const s = objectiveOf(goal.weights, L) + mu * k, slack = L.map((loss) => Math.max(s - loss, mu * k));
  return { p, z, y, w, nu: -mean, s, slack, L, G };
}

/** Σ w_i ∇L_i + λ ∇KL, the free shares only (n), with room behind them (length). */
function weighted(
  goal: Goal,
  free: FreeShares,
  p: Float64Array,
  w: Float64Array,
  G: Float64Array,
  length = free.index.length,
): Float64Array {
  const { index } = free, n = index.length, m = p.length, g = new Float64Array(length);
  for (let i = 0; i < w.length; i++) {
    if (w[i] !== 0) { for (let a = 0; a < n; a++) g[a] += w[i] * G[i * m + index[a]]; }
  }
  if (goal.kl > 0) {
    for (let a = 0; a < n; a++) g[a] += goal.kl * (Math.log(p[index[a]] / goal.prior[index[a]]) + 1);
  }
  return g;
}

/** Sum of slack × multiplier and their number. */
function complementarity(goal: Goal, free: FreeShares, x: Point): [total: number, count: number] {
  const { index, lower, upper, capped } = free;
  let total = 0, count = index.length;
  for (let a = 0; a < index.length; a++) {
    total += x.z[a] * (x.p[index[a]] - lower[a]);
    if (capped[a]) {
      total += x.y[a] * (upper[a] - x.p[index[a]]);
      count++;
    }
  }
  if (goal.weights === "worst") {
    for (let i = 0; i < x.L.length; i++) total += x.w[i] * x.slack[i];
    count += x.L.length;
  }
  return [total, count];
}

/**
 * Length of all residuals when every product should be mu. Each is weighted by what it can cost in nats at the point
 * `at`: a slope that is off matters little where the share is nearly 0 (there ln p is far from its tangent and would
 * stop every step).
 */
function residual(goal: Goal, free: FreeShares, x: Point, mu: number, at: Point): number {
  const { index, lower, upper, capped } = free, g = weighted(goal, free, x.p, x.w, x.G);
  let sum = 0;
  for (let a = 0; a < index.length; a++) {
    const up = x.p[index[a]] - lower[a];
    const cost = at.p[index[a]] - lower[a];
    sum += (cost * (g[a] - x.z[a] + x.y[a] + x.nu)) ** 2 + (x.z[a] * up - mu) ** 2;
    if (capped[a]) sum += (x.y[a] * (upper[a] - x.p[index[a]]) - mu) ** 2;
  }
  if (goal.weights === "worst") {
    let one = 1;
    for (let i = 0; i < x.w.length; i++) {
      one -= x.w[i];
      sum += (x.w[i] * x.slack[i] - mu) ** 2 + (at.w[i] * (x.L[i] + x.slack[i] - x.s)) ** 2;
    }
    sum += one * one;
  }
  return Math.sqrt(sum);
}

/** What a straight line along the slopes could still gain: for each share downhill, all the way to its bound. */
function slopeGap(goal: Goal, free: FreeShares, x: Point): number {
  const { index, lower, upper } = free, g = weighted(goal, free, x.p, x.w, x.G);
  let gap = 0;
  for (let a = 0; a < index.length; a++) {
    const slope = g[a] + x.nu;
    gap += slope > 0 ? slope * (x.p[index[a]] - lower[a]) : slope * (x.p[index[a]] - upper[a]);
  }
  return gap;
}

/** The next point, or undefined when the search is done: at the solution, or where rounding allows no better. */
export function step(goal: Goal, free: FreeShares, x: Point): Point | undefined {
  const { law, at, kl } = goal, { index, lower, upper, capped, mass } = free, worst = goal.weights === "worst";
  const n = index.length, m = x.p.length, k = x.L.length;
  const [total, count] = complementarity(goal, free, x);
  const scale = 1 + Math.abs(objectiveOf(goal.weights, x.L));
  const over = worst ? objectiveOf("worst", x.L) - x.s : 0; // how far the largest loss is above s
  if (total <= 1e-14 * scale && over <= 1e-14 * scale && slopeGap(goal, free, x) <= 1e-12 * scale) return undefined;
  // μ waits for losses that are still above s − slack, or their multipliers would vanish before they count
  let above = 0;
  if (worst) { for (let i = 0; i < k; i++) above = Math.max(above, x.L[i] + x.slack[i] - x.s); }
  const mean = total / count;
  const mu = Math.max(0.05 * mean, Math.min(mean, 0.1 * above / count), 1e-16 * scale / count);

  // Newton's system for the shares, the multipliers of the losses, s and ν; all other unknowns are eliminated. The
  // losses are not: their multipliers would be differences of numbers near 1e16 in the end.
  const rows = worst ? k : 0, d = n + rows + (worst ? 2 : 1), H = law.hessian(x.p, x.w, at).data;
  const A = new Float64Array(d * d), b = weighted(goal, free, x.p, x.w, x.G, d);
  b[d - 1] = mass;
  for (let a = 0; a < n; a++) {
    const j = index[a], up = x.p[j] - lower[a], down = upper[a] - x.p[j];
    for (let c = 0; c < n; c++) A[a * d + c] = H[j * m + index[c]];
    A[a * d + a] += (kl > 0 ? kl / x.p[j] : 0) + x.z[a] / up + (capped[a] ? x.y[a] / down : 0);
    A[a * d + d - 1] = A[(d - 1) * d + a] = 1;
    b[a] = mu / up - (capped[a] ? mu / down : 0) - b[a] - x.nu;
    b[d - 1] -= x.p[j];
  }
  if (worst) b[d - 2] = -1;
  for (let i = 0; i < rows; i++) {
    const r = n + i;
    for (let a = 0; a < n; a++) A[r * d + a] = A[a * d + r] = x.G[i * m + index[a]];
    A[r * d + r] = -x.slack[i] / x.w[i];
    A[r * d + d - 2] = A[(d - 2) * d + r] = -1;
    b[r] = x.s - x.L[i] - mu / x.w[i];
    b[d - 2] += x.w[i];
  }
  if (!solveScaled(A, d, b)) return undefined;

  const dp = new Float64Array(m), dz = new Float64Array(n), dy = new Float64Array(n);
  const dw = b.subarray(n, n + rows), dslack = new Float64Array(rows);
  let alpha = 1;
  const near = 1 - Math.min(0.01, Math.max(1e-4, total)); // how far towards a bound a step may go
  const limit = (value: number, change: number) => {
    if (change < 0) alpha = Math.min(alpha, -near * value / change);
  };
  for (let a = 0; a < n; a++) {
    const j = index[a], up = x.p[j] - lower[a], down = upper[a] - x.p[j];
    dp[j] = b[a];
    dz[a] = mu / up - x.z[a] - x.z[a] / up * b[a];
    if (capped[a]) dy[a] = mu / down - x.y[a] + x.y[a] / down * b[a];
    limit(up, b[a]);
    limit(x.z[a], dz[a]);
    if (capped[a]) {
      limit(down, -b[a]);
      limit(x.y[a], dy[a]);
    }
  }
  for (let i = 0; i < rows; i++) {
    dslack[i] = mu / x.w[i] - x.slack[i] - x.slack[i] / x.w[i] * dw[i];
    limit(x.w[i], dw[i]);
    limit(x.slack[i], dslack[i]);
  }

  const before = residual(goal, free, x, mu, x);
  for (let tries = 0; tries < 50; tries++, alpha *= 0.5) {
    const p = add(x.p, dp, alpha), L = law.predict(p, at);
    if (!Number.isFinite(objectiveOf(goal.weights, L))) continue;
    const G = law.gradient(p, at).data;
    const next: Point = {
      p,
      z: add(x.z, dz, alpha),
      y: add(x.y, dy, alpha),
      w: worst ? add(x.w, dw, alpha) : x.w,
      nu: x.nu + alpha * b[d - 1],
      s: worst ? x.s + alpha * b[d - 2] : x.s,
      slack: worst ? add(x.slack, dslack, alpha) : x.slack,
      L,
      G,
    };
    // a loss far from its tangent: its true slack is the better guess, where there is one
    for (let i = 0; i < rows; i++) next.slack[i] = Math.max(next.s - L[i], 0.5 * next.slack[i]);
    const after = residual(goal, free, next, mu, x);
    if (after <= (1 - 0.01 * alpha) * before || after <= 1e-13 * scale) return next;
  }
  return undefined;
}

function add(x: Float64Array, d: Float64Array, alpha: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = x[i] + alpha * d[i];
  return out;
}

/** Solves A x = b (d) in place after scaling rows and columns to diagonals of 1 where they are larger. */
function solveScaled(A: Float64Array, d: number, b: Float64Array): boolean {
  const scale = new Float64Array(d);
  for (let r = 0; r < d; r++) scale[r] = 1 / Math.sqrt(Math.max(1, Math.abs(A[r * d + r])));
  for (let r = 0; r < d; r++) {
    for (let c = 0; c < d; c++) A[r * d + c] *= scale[r] * scale[c];
    b[r] *= scale[r];
  }
  if (!solveLinear(A, d, b)) return false;
  for (let r = 0; r < d; r++) b[r] *= scale[r];
  return true;
}
