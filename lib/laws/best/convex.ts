/**
 * The best mixture under a convex law, exactly.
 *
 * @module
 */
import { certify } from "./certificate.ts";
import { type FreeShares, freeShares } from "./free_shares.ts";
import type { Goal } from "./goal.ts";
import { begin, type Point, step } from "./interior_point.ts";

/** Where the solver begins and when it stops. */
export interface ConvexOptions {
  /** Shares (m) near the answer, such as the answer to a similar goal. */
  readonly start?: ArrayLike<number>;
  /** Most Newton steps. Default: 100. */
  readonly maxIterations?: number;
}

/** The best mixture and its proof. */
export interface ConvexSolution {
  /** Shares (m), exactly at a bound where the bound holds them. */
  readonly shares: Float64Array;
  /** Value of the goal (nats per token). */
  readonly value: number;
  /** No mixture within the bounds is better by more than this (nats per token). */
  readonly gap: number;
  /** Weights of the targets (k): the goal's own, or for "worst" the multipliers that prove the gap. */
  readonly weights: Float64Array;
  /** Newton steps. */
  readonly iterations: number;
}

/** Minimise a convex goal exactly. @throws {RangeError} when the law has no finite prediction between the bounds. */
export function solveConvex(goal: Goal, options: ConvexOptions = {}): ConvexSolution {
  const free = freeShares(goal), first = solveOnce(goal, free, options);
  if (options.maxIterations !== undefined || first.gap <= 1e-10 * (1 + Math.abs(first.value))) return first;
  // one goal in a hundred thousand stops early, beside a kink of the worst target: from there the way is free
  const second = solveOnce(goal, free, { start: first.shares });
  const iterations = first.iterations + second.iterations;
  return { ...(second.gap < first.gap ? second : first), iterations };
}

function solveOnce(goal: Goal, free: FreeShares, options: ConvexOptions): ConvexSolution {
  const worst = goal.weights === "worst", n = free.index.length;
  let point = begin(goal, free, options.start);
  let iterations = 0;
  for (const most = options.maxIterations ?? 100; n > 0 && iterations < most; iterations++) {
    const next = step(goal, free, point);
    if (next === undefined) break;
    point = next;
  }
  const sum = point.w.reduce((a, b) => a + b, 0);
  const weights = worst ? point.w.map((w) => w / sum) : point.w;
  const plain = { p: point.p, ...certify(goal, free, point.p, weights) };
  const snapped = snap(free, point);
  const onBounds = { p: snapped, ...certify(goal, free, snapped, weights) };
  const best = onBounds.gap <= Math.max(plain.gap, 1e-12) ? onBounds : plain;
  return { shares: best.p, value: best.value, gap: best.gap, weights, iterations };
}

/** The shares with those that their bounds hold put exactly there; the others share the difference. */
function snap(free: FreeShares, x: Point): Float64Array {
  const { index, lower, upper, capped, mass } = free, n = index.length, p = Float64Array.from(x.p);
  const inner: number[] = [];
  let left = mass;
  for (let a = 0; a < n; a++) {
    const j = index[a], up = p[j] - lower[a], down = upper[a] - p[j];
    if (up < 1e-7 && up < x.z[a]) p[j] = lower[a];
    else if (capped[a] && down < 1e-7 && down < x.y[a]) p[j] = upper[a];
    else inner.push(a);
    left -= p[j];
  }
  // in proportion to the room that each has, so that none crosses a bound
  let room = 0;
  const roomOf = (a: number) => left > 0 ? upper[a] - p[index[a]] : p[index[a]] - lower[a];
  for (const a of inner) room += roomOf(a);
  const part = room > 0 ? Math.min(1, Math.abs(left) / room) * Math.sign(left) : 0;
  for (const a of inner) p[index[a]] += part * roomOf(a);
  return p;
}
