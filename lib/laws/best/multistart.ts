/**
 * A good mixture under a law that is not convex: seeded local searches from many places. Nothing is proven.
 *
 * Each local search replaces the losses by convex quadratic models, solves those exactly under the same bounds and the
 * same pull, and goes there when the true goal falls; otherwise it shortens the step by a larger curvature.
 *
 * @module
 */
import { dirichlet } from "../../mixture/dirichlet.ts";
import { choleskyFactor } from "../../numerics/cholesky.ts";
import { matrix } from "../../numerics/matrix.ts";
import { random } from "../../numerics/random.ts";
import { solveConvex } from "./convex.ts";
import { centre, type FreeShares, freeShares, nearestFeasible } from "./free_shares.ts";
import { type Goal, goalValue, type Losses } from "./goal.ts";
import { outOfRange } from "../../errors.ts";

/** How far to search. */
export interface MultistartOptions {
  /** Seed of the random starts. Default: 0. */
  readonly seed?: number;
  /** Random starts, beside the vertices, the prior and `starts`. Default: 20. */
  readonly draws?: number;
  /** More places to start from (m shares each). */
  readonly starts?: readonly ArrayLike<number>[];
}

/** The best mixture found. */
export interface MultistartSolution {
  /** Shares (m). */
  readonly shares: Float64Array;
  /** Value of the goal (nats per token). */
  readonly value: number;
  /** Steps of all local searches together. */
  readonly iterations: number;
  /** Local searches done. */
  readonly searches: number;
  /** How many of them ended within 1e-6 nats of the best value. */
  readonly agreeing: number;
}

/** The best of many local searches. @throws {RangeError} when the law is finite at none of the starts. */
export function solveMultistart(goal: Goal, options: MultistartOptions = {}): MultistartSolution {
  const free = freeShares(goal), m = goal.prior.length, rng = random(options.seed ?? 0);
  const starts: Float64Array[] = [centre(free), nearestFeasible(free, goal.prior)];
  for (const start of options.starts ?? []) starts.push(nearestFeasible(free, start));
  for (const j of free.index) {
    starts.push(nearestFeasible(free, Float64Array.from({ length: m }, (_, i) => i === j ? 1 : 0)));
  }
  for (let i = 0; i < (options.draws ?? 20); i++) {
    starts.push(nearestFeasible(free, dirichlet(rng, new Float64Array(m).fill(1))));
  }
  let best: Float64Array | undefined, value = Infinity, iterations = 0;
  const values: number[] = [];
  for (const start of starts) {
    const found = descend(goal, free, start);
    if (found === undefined) continue;
    iterations += found.iterations;
    values.push(found.value);
    if (found.value < value) ({ shares: best, value } = found);
  }
  if (best === undefined) {
    throw outOfRange("best mixture: wanted a law with finite losses between the bounds, found none");
  }
  return {
    shares: best,
    value,
    iterations,
    searches: values.length,
    agreeing: values.filter((v) => v <= value + 1e-6).length,
  };
}

function descend(goal: Goal, free: FreeShares, start: Float64Array) {
  const { law, at } = goal, middle = centre(free);
  // a little inside, where slopes are finite
  let shares: Float64Array = start.map((x, j) => 0.999 * x + 0.001 * middle[j]);
  let losses: Float64Array = law.predict(shares, at);
  let value = goalValue(goal, shares, losses), iterations = 0, curvature = 0;
  if (!Number.isFinite(value)) return undefined;
  let weights: Float64Array = goal.weights === "worst"
    ? new Float64Array(losses.length).fill(1 / losses.length)
    : goal.weights;
  for (; iterations < 200 && curvature < 1e8; iterations++) {
    const model = quadratic(goal, shares, losses, weights, curvature);
    if (model === undefined) break;
    const next = solveConvex({ ...goal, law: model.law, at: undefined }, { start: shares });
    const promised = value - next.value, nextLosses = law.predict(next.shares, at);
    const nextValue = goalValue(goal, next.shares, nextLosses);
    if (!(promised > 1e-13 * (1 + Math.abs(value)))) break;
    if (nextValue <= value - 0.1 * promised) {
      [shares, losses, value, weights] = [next.shares, nextLosses, nextValue, next.weights];
      curvature = model.curvature > 1e-6 ? model.curvature / 4 : 0;
    } else curvature = Math.max(4 * model.curvature, 1e-3);
  }
  return { shares, value, iterations };
}

/** Convex models of the losses at p: L_i + g_i·d + ½ dᵀ B d with one B ⪰ 0 close to their weighted Hessian. */
function quadratic(goal: Goal, p: Float64Array, losses: Float64Array, weights: Float64Array, least: number) {
  const m = p.length, k = losses.length, G = goal.law.gradient(p, goal.at);
  const H = goal.law.hessian(p, weights, goal.at).data;
  if (!G.data.every(Number.isFinite) || !H.every(Number.isFinite)) return undefined;
  let size = 0, curvature = least;
  for (const h of H) size = Math.max(size, Math.abs(h));
  for (;;) {
    const factor = H.slice();
    for (let j = 0; j < m; j++) factor[j * m + j] += curvature + 1e-12 * size + 1e-300;
    if (choleskyFactor(factor, m)) break;
    curvature = Math.max(2 * curvature, 1e-6 * size, 1e-9);
  }
  const B = H.slice();
  for (let j = 0; j < m; j++) B[j * m + j] += curvature;
  const bend = (d: Float64Array) => {
    const out = new Float64Array(m);
    for (let a = 0; a < m; a++) for (let b = 0; b < m; b++) out[a] += B[a * m + b] * d[b];
    return out;
  };
  const from = (x: ArrayLike<number>) => p.map((value, j) => x[j] - value);
  const law: Losses = {
    predict(x) {
      const d = from(x), Bd = bend(d), out = Float64Array.from(losses);
      for (let i = 0; i < k; i++) for (let j = 0; j < m; j++) out[i] += (G.data[i * m + j] + 0.5 * Bd[j]) * d[j];
      return out;
    },
    gradient(x) {
      const Bd = bend(from(x)), out = matrix(k, m, G.data);
      for (let i = 0; i < k; i++) for (let j = 0; j < m; j++) out.data[i * m + j] += Bd[j];
      return out;
    },
    hessian(_, w) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += w[i];
      return { rows: m, columns: m, data: B.map((b) => b * sum) };
    },
  };
  return { law, curvature };
}
