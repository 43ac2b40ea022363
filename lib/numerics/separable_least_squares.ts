/**
 * Separable nonlinear least squares.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { checkedBounds, checkedNumbers, checkedOptions, checkedWeights } from "./least_squares_input.ts";
import { minimise } from "./levenberg_marquardt.ts";
import type { Matrix } from "./matrix.ts";
import { numericJacobian } from "./numeric_jacobian.ts";
import { factorColumns, norm2 } from "./qr.ts";
import { uncertainty } from "./uncertainty.ts";

/**
 * What to fit: y ≈ offset(x) + Σ_k c_k φ_k(x, α), with c linear and α nonlinear. X is any kind of predictor.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { separableLeastSquares, type SeparableProblem } from "@mixlab/mixlab";
 *
 * // Loss against shares (code, web): L = c + k exp(t · p_code), so [1, exp(t p_code)] is the basis, c and k linear.
 * const problem: SeparableProblem<readonly [code: number, web: number]> = {
 *   basis: ([code], [t]) => [1, Math.exp(t * code)],
 *   basisJacobian: ([code], [t]) => [[0], [code * Math.exp(t * code)]],
 *   x: [[0, 1], [0.25, 0.75], [0.5, 0.5], [1, 0]],
 *   y: [3, 2.2131, 1.7358, 1.2707], // 1 + 2 exp(−2 p_code), rounded
 *   start: [-1],
 * };
 * const { linear: [c, k], nonlinear: [t] } = separableLeastSquares(problem);
 * ok(Math.abs(c - 1) < 1e-3 && Math.abs(k - 2) < 1e-3 && Math.abs(t + 2) < 1e-3);
 * ```
 */
export interface SeparableProblem<X> {
  /** The q basis functions φ(x, α) at x. */
  basis(x: X, alpha: number[]): ArrayLike<number>;
  /** ∂ φ_k / ∂ α_j at x: q lists of p numbers. Without it, finite differences. */
  basisJacobian?(x: X, alpha: number[]): ArrayLike<ArrayLike<number>>;
  /** Predictors of the N observations. */
  x: ArrayLike<X>;
  /** Observed values (N). */
  y: ArrayLike<number>;
  /** Where α starts (p), within the bounds. The linear parameters need no start. */
  start: ArrayLike<number>;
  /** A known part of the model, without parameters; default 0. */
  offset?(x: X): number;
  /** Least and greatest values of α (p each; ±Infinity for none). */
  bounds?: { lower?: ArrayLike<number>; upper?: ArrayLike<number> };
  /** Most steps taken, default 2000. */
  maxIterations?: number;
  /** Weights ≥ 0 (N), default 1; with 0 an observation is left out. */
  weights?: ArrayLike<number>;
}

/**
 * A separable fit, and how far to trust it: linear and nonlinear parameters apart, their errors those of all together.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { leastSquares, type SeparableFit, separableLeastSquares } from "@mixlab/mixlab";
 *
 * const x = [0, 1, 2, 3, 4], y = [3.1, 2.21, 1.74, 1.42, 1.29];
 * const fit: SeparableFit = separableLeastSquares({ basis: (x, [t]) => [1, Math.exp(t * x)], x, y, start: [-1] });
 *
 * // The same minimum and the same standard errors as a search over all three parameters.
 * const all = leastSquares({ model: (x, [c, k, t]) => c + k * Math.exp(t * x), x, y, start: [1, 1, -1] });
 * ok(Math.abs(fit.rss - all.rss) < 1e-12);
 * ok(Math.abs(fit.standardErrors.nonlinear[0]! - all.standardErrors[2]!) < 1e-6);
 * ```
 */
export interface SeparableFit {
  /** Linear parameters c (q). */
  readonly linear: number[];
  /** Nonlinear parameters α (p). */
  readonly nonlinear: number[];
  /** Standard errors of both, as `leastSquares` would give them for all parameters together; null where unknown. */
  readonly standardErrors: { readonly linear: (number | null)[]; readonly nonlinear: (number | null)[] };
  /** (q + p) × (q + p), linear parameters first; null where no standard error is known. */
  readonly covariance: Matrix | null;
  /** Σ w (y − model)². */
  readonly rss: number;
  /** Condition number of the whole Jacobian, columns scaled to norm 1. */
  readonly condition: number;
  /** Steps taken by α. */
  readonly iterations: number;
  /** Whether the parameters settled at a minimum. */
  readonly converged: boolean;
  /** Why the search ended: a sentence. */
  readonly reason: string;
}

/**
 * The parameters that minimise Σ w (y − offset(x) − Σ_k c_k φ_k(x, α))²: for each α the best c is solved for exactly,
 * and only α is searched (variable projection: Golub and Pereyra 1973; with `basisJacobian` Kaufman's form of the
 * Jacobian, 1975). It needs no start for c, fewer steps, and reaches the same minimum as `leastSquares`.
 *
 * @throws {TypeError} when something is of the wrong kind, or an option is unknown.
 * @throws {RangeError} when lengths differ, numbers are not finite, the start lies outside the bounds, or the basis is
 *   not finite at the start.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { separableLeastSquares } from "@mixlab/mixlab";
 *
 * // y = c + k exp(t x): c and k are linear.
 * const x = [0, 1, 2, 3, 4], y = x.map((v) => 1 + 2 * Math.exp(-0.5 * v));
 * const fit = separableLeastSquares({ basis: (x, [t]) => [1, Math.exp(t * x)], x, y, start: [-1] });
 * ok(fit.converged);
 * ok(Math.abs(fit.nonlinear[0] + 0.5) < 1e-9);
 * ```
 */
export function separableLeastSquares<X>(problem: SeparableProblem<X>): SeparableFit {
  const who = "separableLeastSquares";
  checkedOptions(who, problem, KNOWN, ["basis", "x", "y", "start"]);
  const { x, basis, basisJacobian, offset } = problem;
  for (const [name, value] of Object.entries({ basis, basisJacobian, offset })) {
    if (value !== undefined && typeof value !== "function") {
      throw wrongKind(`${who}: wanted a function as ${name}, got ${got(value)}`);
    }
  }
  const start = Array.from(checkedNumbers(who, "start", problem.start)), p = start.length;
  if (p === 0) throw outOfRange(`${who}: wanted at least one parameter in start, got none; see linearLeastSquares`);
  const all = checkedNumbers(who, "y", problem.y);
  if (x.length !== all.length) {
    throw outOfRange(`${who}: wanted as many x as y, got ${x.length} of x and ${all.length} of y`);
  }
  const { lower, upper } = checkedBounds(who, problem.bounds, start);
  const maxIterations = problem.maxIterations ?? 2000;
  if (!(Number.isInteger(maxIterations) && maxIterations >= 0)) {
    throw outOfRange(`${who}: wanted a whole number ≥ 0 as maxIterations, got ${got(maxIterations)}`);
  }
  const { kept, weights } = checkedWeights(who, problem.weights, all.length);
  const n = kept.length, root = weights.map(Math.sqrt);
  const y = Float64Array.from(kept, (i) => all[i] - (offset ? offset(x[i]) : 0));
  if (!y.every(Number.isFinite)) throw outOfRange(`${who}: wanted finite offsets, got one that is not`);
  const q = basis(x[kept[0]], start).length;
  if (!(q > 0)) throw outOfRange(`${who}: wanted at least one basis function, got ${got(q)}`);

  /** φ at α, column after column; undefined where one is not finite. */
  const evaluate = (alpha: number[]): Float64Array | undefined => {
    const phi = new Float64Array(n * q);
    for (let i = 0; i < n; i++) {
      const row = basis(x[kept[i]], alpha);
      if (row.length !== q) {
        throw outOfRange(`${who}: wanted ${q} basis functions as at the start, got ${got(row.length)}`);
      }
      for (let k = 0; k < q; k++) {
        if (!Number.isFinite(row[k])) return undefined;
        phi[k * n + i] = row[k];
      }
    }
    return phi;
  };
  const solve = (phi: Float64Array) => {
    const norms = Float64Array.from({ length: q }, (_, k) => norm2(phi, k * n, (k + 1) * n) || 1);
    const qr = factorColumns(phi.map((value, at) => value * root[at % n] / norms[Math.floor(at / n)]), n, q);
    return { qr, linear: qr.solve(y.map((value, i) => value * root[i])).map((c, k) => c / norms[k]) };
  };
  const combine = (phi: Float64Array, linear: Float64Array, out: Float64Array) => {
    out.fill(0);
    for (let k = 0; k < q; k++) for (let i = 0; i < n; i++) out[i] += linear[k] * phi[k * n + i];
    return out.every(Number.isFinite);
  };
  const values = (alpha: number[], out: Float64Array) => {
    const phi = evaluate(alpha);
    return phi !== undefined && combine(phi, solve(phi).linear, out);
  };
  /** Σ_k c_k ∂φ_k/∂α_j, with the linear parameters held. */
  const derivatives = (alpha: number[], linear: Float64Array, out: Float64Array) => {
    for (let i = 0; i < n; i++) {
      const rows = basisJacobian!(x[kept[i]], alpha);
      for (let j = 0; j < p; j++) {
        let sum = 0;
        for (let k = 0; k < q; k++) sum += linear[k] * rows[k][j];
        if (!Number.isFinite(sum)) return false;
        out[j * n + i] = sum;
      }
    }
    return true;
  };
  const projected = basisJacobian && ((alpha: number[], out: Float64Array) => {
    const phi = evaluate(alpha);
    if (!phi) return false;
    const { qr, linear } = solve(phi);
    if (!derivatives(alpha, linear, out)) return false;
    for (let j = 0; j < p; j++) {
      const column = out.subarray(j * n, (j + 1) * n).map((value, i) => value * root[i]);
      qr.applyQt(column);
      column.fill(0, 0, qr.rank);
      qr.applyQ(column);
      for (let i = 0; i < n; i++) out[j * n + i] = column[i] / root[i];
    }
    return true;
  });
  if (!values(start, new Float64Array(n))) {
    throw outOfRange(`${who}: the basis is not finite at the start; start where it is`);
  }
  const end = minimise({
    values,
    jacobian: projected,
    y,
    weights,
    start,
    lower,
    upper,
    maxIterations,
    magnitude: norm2(y),
  });

  const alpha = end.parameters, phi = evaluate(alpha)!, { qr, linear } = solve(phi);
  const whole = new Float64Array(n * (q + p)), fitted = end.residuals.map((r, i) => r + y[i]);
  whole.set(phi);
  const held = (trial: number[], out: Float64Array) => {
    const phi = evaluate(trial);
    return phi !== undefined && combine(phi, linear, out);
  };
  const part = whole.subarray(n * q), norms = new Float64Array(p);
  const differentiable = basisJacobian
    ? derivatives(alpha, linear, part)
    : numericJacobian(held, alpha, fitted, norm2(fitted), part, { lower, upper, norms, fine: true });
  const independent = qr.rank === q;
  const known = uncertainty(
    {
      parameters: [...linear, ...alpha],
      residuals: end.residuals,
      jacobian: whole,
      converged: end.converged && differentiable && independent,
    },
    weights,
    Float64Array.from([...new Array(q).fill(-Infinity), ...lower]),
    Float64Array.from([...new Array(q).fill(Infinity), ...upper]),
  );
  let rss = 0;
  for (let i = 0; i < n; i++) rss += weights[i] * end.residuals[i] ** 2;
  return {
    linear: Array.from(linear),
    nonlinear: alpha,
    standardErrors: { linear: known.standardErrors.slice(0, q), nonlinear: known.standardErrors.slice(q) },
    covariance: known.covariance,
    rss,
    condition: known.condition,
    iterations: end.iterations,
    converged: end.converged && independent,
    reason: independent
      ? end.reason
      : `Stopped where only ${qr.rank} of ${q} basis functions are independent: the linear parameters are not determined.`,
  };
}

const KNOWN = ["basis", "basisJacobian", "x", "y", "start", "offset", "bounds", "maxIterations", "weights"];
