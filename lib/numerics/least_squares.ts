/**
 * Nonlinear least squares.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { checkedBounds, checkedNumbers, checkedOptions, checkedWeights } from "./least_squares_input.ts";
import { minimise } from "./levenberg_marquardt.ts";
import type { Matrix } from "./matrix.ts";
import { norm2 } from "./qr.ts";
import { uncertainty } from "./uncertainty.ts";

/**
 * What to fit: values y ≈ model(x, β). X is whatever one observation's predictors are: a number, a list, a record.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { leastSquares, type LeastSquaresProblem } from "@mixlab/mixlab";
 *
 * // Losses that fall with the share of code; run 4 was spoilt, and Huber's loss does not let it bend the curve.
 * const problem: LeastSquaresProblem<number> = {
 *   model: (share, [c, k, t]) => c + k * Math.exp(-t * share),
 *   x: [0, 0.2, 0.4, 0.6, 0.8, 1],
 *   y: [2.0, 1.67, 1.45, 1.80, 1.2, 1.14], // nats per token
 *   start: [1, 1, 1],
 *   bounds: { lower: [0, 0, 0] }, // a loss is never negative
 *   loss: "huber",
 *   delta: 0.01, // in the unit of y
 * };
 * const robust = leastSquares(problem), plain = leastSquares({ ...problem, loss: "linear", delta: undefined });
 * const atRun3 = (beta: number[]) => problem.model(0.4, beta);
 * ok(Math.abs(atRun3(robust.parameters) - 1.45) < 0.02);
 * ok(Math.abs(atRun3(plain.parameters) - 1.45) > 0.05);
 * ```
 */
export interface LeastSquaresProblem<X> {
  /** Predicted value at x with the parameters β (p). NaN or ±Infinity mean "not here": such steps are not taken. */
  model(x: X, beta: number[]): number;
  /** ∂ model / ∂ β at x (p numbers). Without it, finite differences. */
  jacobian?(x: X, beta: number[]): ArrayLike<number>;
  /** Predictors of the N observations. */
  x: ArrayLike<X>;
  /** Observed values (N). */
  y: ArrayLike<number>;
  /** Where to start (p), within the bounds. */
  start: ArrayLike<number>;
  /** "linear": sum of squares (default). "huber": squares within δ, linear beyond. */
  loss?: "linear" | "huber";
  /** Huber's δ > 0, in the unit of y; with loss "huber" and only then. */
  delta?: number;
  /** Least and greatest values of the parameters (p each; ±Infinity for none). */
  bounds?: { lower?: ArrayLike<number>; upper?: ArrayLike<number> };
  /** Most steps taken, default 2000. */
  maxIterations?: number;
  /** Weights ≥ 0 (N), default 1: they multiply the loss of an observation; with 0 it is left out. */
  weights?: ArrayLike<number>;
}

/**
 * A fit, and how far to trust it: standard errors are null where the data give none, and `converged` is never true of a
 * search that only ran out of time.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, match } from "node:assert/strict";
 * import { leastSquares, type LeastSquaresFit } from "@mixlab/mixlab";
 *
 * // "1.250 ± 0.013", or only the number where the data do not say.
 * function shown({ parameters, standardErrors }: LeastSquaresFit): string[] {
 *   return parameters.map((b, j) => {
 *     const error = standardErrors[j];
 *     return b.toFixed(3) + (error === null ? "" : ` ± ${error.toFixed(3)}`);
 *   });
 * }
 * const line = { model: (x: number, [a, b]: number[]) => a + b * x, start: [0, 0] };
 *
 * const four = leastSquares({ ...line, x: [0, 1, 2, 3], y: [1, 3.1, 4.9, 7] });
 * deepEqual(shown(four), ["1.030 ± 0.079", "1.980 ± 0.042"]);
 *
 * const two = leastSquares({ ...line, x: [0, 1], y: [1, 3] });
 * deepEqual(shown(two), ["1.000", "2.000"]);
 * equal(two.covariance, null);
 * match(two.reason, /2 observations for 2 parameters/);
 * ```
 */
export interface LeastSquaresFit {
  /** Parameters β (p). Where `converged` is false they are only where the search ended. */
  readonly parameters: number[];
  /**
   * Standard errors (p). null for a parameter at a bound, and for all where the data give none: N ≤ p, dependent
   * columns of the Jacobian, or no convergence.
   */
  readonly standardErrors: (number | null)[];
  /** p × p; rows and columns of parameters at a bound are 0 (taken as known). null where no standard error is known. */
  readonly covariance: Matrix | null;
  /** Σ w (y − model)². */
  readonly rss: number;
  /** What was minimised: rss / 2, or Σ w ρ_δ(y − model) with Huber's loss. */
  readonly objective: number;
  /** Largest over smallest singular value of the Jacobian, columns scaled to norm 1; Infinity when dependent. */
  readonly condition: number;
  /** Steps taken. */
  readonly iterations: number;
  /** Whether the parameters settled at a minimum. */
  readonly converged: boolean;
  /** Why the search ended: a sentence. */
  readonly reason: string;
}

/**
 * The parameters that minimise Σ w (y − model(x, β))², or Σ w ρ_δ(y − model(x, β)) with Huber's loss, from a start and
 * within bounds.
 *
 * Levenberg–Marquardt in a trust region scaled by the parameters' own effects (Moré 1978). Standard errors are the
 * roots of the diagonal of s² (JᵀWJ)⁻¹ with s² = rss / (N − p), N counting the observations of weight > 0 and p the
 * parameters not at a bound; with Huber's loss s² = Σ w ψ² / (N − p) / (mean ψ′)² (Huber and Ronchetti, Robust
 * Statistics, section 7.6).
 *
 * `converged` is true only when a further undamped step would move no parameter by more than 1e-7 of its size plus its
 * standard error, and the data determine every parameter. A search that flattens out on its way to infinity, stalls,
 * or runs out of iterations says so in `reason`.
 *
 * @throws {TypeError} when something is of the wrong kind, or an option is unknown.
 * @throws {RangeError} when lengths differ, numbers are not finite, bounds cross, the start lies outside them, or the
 *   model is not finite at the start.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { leastSquares } from "@mixlab/mixlab";
 *
 * // NIST's problem Misra1a: volume adsorbed (y) against pressure (x).
 * const x = [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760];
 * const y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78];
 *
 * const fit = leastSquares({ model: (x, [a, b]) => a * (1 - Math.exp(-b * x)), x, y, start: [500, 0.0001] });
 * ok(fit.converged, fit.reason);
 * equal(fit.parameters[0].toPrecision(8), "238.94213"); // NIST certifies 238.94212918
 * equal(fit.standardErrors[0]!.toPrecision(5), "2.7070"); // and 2.7070075241
 * ```
 */
export function leastSquares<X>(problem: LeastSquaresProblem<X>): LeastSquaresFit {
  const who = "leastSquares";
  checkedOptions(who, problem, KNOWN, ["model", "x", "y", "start"]);
  const { x, loss = "linear", delta } = problem;
  const model = asFunction(problem.model, "model")!, jacobian = asFunction(problem.jacobian, "jacobian");
  const start = Array.from(checkedNumbers(who, "start", problem.start));
  const p = start.length;
  if (p === 0) throw outOfRange(`${who}: wanted at least one parameter in start, got none`);
  const all = checkedNumbers(who, "y", problem.y);
  if (x.length !== all.length) {
    throw outOfRange(`${who}: wanted as many x as y, got ${x.length} of x and ${all.length} of y`);
  }
  if (loss !== "linear" && loss !== "huber") {
    throw outOfRange(`${who}: wanted "linear" or "huber" as loss, got ${got(loss)}`);
  }
  if (loss === "huber" ? !(delta! > 0 && delta! < Infinity) : delta !== undefined) {
    throw outOfRange(
      loss === "huber"
        ? `${who}: wanted a finite delta > 0 with loss "huber", got ${got(delta)}`
        : `${who}: delta goes with loss "huber" only, got delta ${got(delta)} with loss "linear"`,
    );
  }
  const { lower, upper } = checkedBounds(who, problem.bounds, start);
  const maxIterations = problem.maxIterations ?? 2000;
  if (!(Number.isInteger(maxIterations) && maxIterations >= 0)) {
    throw outOfRange(`${who}: wanted a whole number ≥ 0 as maxIterations, got ${got(maxIterations)}`);
  }
  const { kept, weights } = checkedWeights(who, problem.weights, all.length);
  const n = kept.length, y = Float64Array.from(kept, (i) => all[i]);

  const values = (beta: number[], out: Float64Array) => {
    for (let i = 0; i < n; i++) {
      const value = out[i] = model(x[kept[i]], beta);
      if (!Number.isFinite(value)) return false;
    }
    return true;
  };
  const derivatives = jacobian && ((beta: number[], out: Float64Array) => {
    for (let i = 0; i < n; i++) {
      const row = jacobian(x[kept[i]], beta);
      if (row.length !== p) {
        throw outOfRange(`${who}: wanted ${p} derivatives from jacobian, one a parameter, got ${got(row.length)}`);
      }
      for (let j = 0; j < p; j++) {
        if (!Number.isFinite(row[j])) return false;
        out[j * n + i] = row[j];
      }
    }
    return true;
  });
  for (const i of kept) {
    const value: unknown = model(x[i], start);
    if (typeof value !== "number") throw wrongKind(`${who}: wanted a number from model, got ${got(value)}`);
    if (!Number.isFinite(value)) {
      throw outOfRange(`${who}: the model is ${value} at the start for observation ${i}; start where it is finite`);
    }
  }

  const end = minimise({
    values,
    jacobian: derivatives,
    y,
    weights,
    delta,
    start,
    lower,
    upper,
    maxIterations,
    magnitude: norm2(y),
  });
  const known = uncertainty(end, weights, lower, upper, delta);
  let rss = 0;
  for (let i = 0; i < n; i++) rss += weights[i] * end.residuals[i] ** 2;
  return {
    parameters: end.parameters,
    standardErrors: known.standardErrors,
    covariance: known.covariance,
    rss,
    objective: end.objective,
    condition: known.condition,
    iterations: end.iterations,
    converged: end.converged,
    reason: end.reason + (n <= p ? ` With ${n} observations for ${p} parameters there are no standard errors.` : ""),
  };

  function asFunction<F>(value: F, name: string): F {
    if (value !== undefined && typeof value !== "function") {
      throw wrongKind(`${who}: wanted a function as ${name}, got ${got(value)}`);
    }
    return value;
  }
}

const KNOWN = [
  "model",
  "jacobian",
  "x",
  "y",
  "start",
  "loss",
  "delta",
  "bounds",
  "maxIterations",
  "weights",
];
