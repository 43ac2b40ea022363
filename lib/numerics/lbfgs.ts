/**
 * Minimisation of smooth functions.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { wolfeSearch } from "./wolfe_search.ts";

/**
 * Settings of `lbfgs`.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { lbfgs, type LBFGSOptions } from "@mixlab/mixlab";
 *
 * const quartic = (x: Float64Array, gradient: Float64Array) => {
 *   gradient[0] = 4 * (x[0] - 3) ** 3;
 *   return (x[0] - 3) ** 4;
 * };
 * const rough: LBFGSOptions = { gradientTolerance: 0.1 };
 * ok(lbfgs(quartic, [0], rough).iterations < lbfgs(quartic, [0]).iterations);
 * equal(lbfgs(quartic, [0], { maxIterations: 2 }).converged, false);
 * ```
 */
export interface LBFGSOptions {
  /** Pairs of steps and gradient changes kept; default 10. */
  history?: number;
  /** Most iterations; default 500. */
  maxIterations?: number;
  /** Largest entry of the gradient at which to stop; default 1e-8. */
  gradientTolerance?: number;
  /** Length tried first along the first direction is this over Σ|gradient|, at most this; default 1. */
  firstStep?: number;
}

/**
 * Where `lbfgs` ended, and whether the gradient was small enough there.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { lbfgs, type LBFGSResult } from "@mixlab/mixlab";
 *
 * const end: LBFGSResult = lbfgs((x, gradient) => {
 *   gradient[0] = Math.sinh(x[0]);
 *   return Math.cosh(x[0]);
 * }, [2]);
 * ok(end.converged, end.reason);
 * ok(Math.abs(end.x[0]) < 1e-8 && Math.abs(end.gradient[0]) <= 1e-8 && end.value === 1);
 * ```
 */
export interface LBFGSResult {
  /** Best point found. */
  readonly x: Float64Array;
  /** Value there. */
  readonly value: number;
  /** Gradient there. */
  readonly gradient: Float64Array;
  /** Iterations taken. */
  readonly iterations: number;
  /** Evaluations of the objective. */
  readonly evaluations: number;
  /** Whether the gradient is within its tolerance. */
  readonly converged: boolean;
  /** Why the search ended: a sentence. */
  readonly reason: string;
}

/**
 * Limited-memory BFGS with a line search for the strong Wolfe conditions (Nocedal and Wright, Numerical Optimization,
 * 2nd edition, algorithms 7.4, 7.5, 3.5 and 3.6).
 *
 * @param objective the value at x; it must also fill the gradient.
 * @throws {RangeError} when the start, or the value or gradient there, is not finite.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { lbfgs } from "@mixlab/mixlab";
 *
 * // Rosenbrock's valley, whose only minimum is at (1, 1).
 * const end = lbfgs(([x, y], gradient) => {
 *   gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
 *   gradient[1] = 200 * (y - x * x);
 *   return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
 * }, [-1.2, 1]);
 * ok(end.converged, end.reason);
 * ok(Math.abs(end.x[0] - 1) < 1e-7 && Math.abs(end.x[1] - 1) < 1e-7);
 * ```
 */
export function lbfgs(
  objective: (x: Float64Array, gradient: Float64Array) => number,
  start: ArrayLike<number>,
  options: LBFGSOptions = {},
): LBFGSResult {
  const { history = 10, maxIterations = 500, gradientTolerance = 1e-8, firstStep = 1 } = options;
  const n = start.length;
  let x = Float64Array.from(start), gradient = new Float64Array(n), evaluations = 1, iterations = 0;
  for (let j = 0; j < n; j++) {
    if (!Number.isFinite(x[j])) throw outOfRange(`lbfgs: wanted finite start[${j}], got ${got(start[j])}`);
  }
  let value = objective(x, gradient);
  if (!Number.isFinite(value) || !gradient.every(Number.isFinite)) {
    throw outOfRange(`lbfgs: wanted a finite value and gradient at the start, got ${value}`);
  }
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  const end = (converged: boolean, reason: string) => ({
    x,
    value,
    gradient,
    iterations,
    evaluations,
    converged,
    reason,
  });
  for (;;) {
    const steepest = gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    if (steepest <= gradientTolerance) return end(true, "Converged: the gradient is within its tolerance.");
    if (iterations >= maxIterations) {
      return end(false, `Stopped after ${iterations} iterations with a gradient of ${steepest.toExponential(2)}.`);
    }
    let direction = twoLoops(gradient, steps);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) { // curvature lost to rounding: begin again from steepest descent
      steps.length = 0;
      direction = gradient.map((g) => -g);
      slope = -dot(gradient, gradient);
    }
    const first = steps.length > 0 ? 1 : firstStep * Math.min(1, 1 / gradient.reduce((sum, g) => sum + Math.abs(g), 0));
    const found = wolfeSearch(objective, x, direction, value, slope, first);
    evaluations += found.evaluations;
    if (!found.point) {
      if (steps.length > 0) {
        steps.length = 0;
        continue;
      }
      return end(false, "Stopped: no lower value was found along the steepest descent.");
    }
    const { point } = found;
    const s = point.x.map((v, j) => v - x[j]), y = point.gradient.map((g, j) => g - gradient[j]), sy = dot(s, y);
    if (sy > Number.EPSILON * dot(y, y)) {
      steps.push({ s, y, rho: 1 / sy });
      if (steps.length > history) steps.shift();
    }
    x = point.x;
    gradient = point.gradient;
    value = point.value;
    iterations++;
  }
}

/** −H g by the two-loop recursion. */
function twoLoops(gradient: Float64Array, steps: readonly { s: Float64Array; y: Float64Array; rho: number }[]) {
  const d = gradient.map((g) => -g), alphas: number[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    const { s, y, rho } = steps[i];
    alphas[i] = rho * dot(s, d);
    for (let j = 0; j < d.length; j++) d[j] -= alphas[i] * y[j];
  }
  const last = steps.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let j = 0; j < d.length; j++) d[j] *= scale;
  }
  steps.forEach(({ s, y, rho }, i) => {
    const beta = rho * dot(y, d);
    for (let j = 0; j < d.length; j++) d[j] += (alphas[i] - beta) * s[j];
  });
  return d;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}
