/**
 * Standard errors of a curve's parameters, and which of them the data do not pin.
 *
 * @module
 */
import { choleskyFactor, choleskyInverse } from "../numerics/cholesky.ts";
import { matrix, rowOf } from "../numerics/matrix.ts";
import { conditionNumber } from "../numerics/svd.ts";
import { studentQuantile } from "../numerics/student_t.ts";
import type { CurveFit, CurveProblem } from "./curve_problem.ts";
import { fitCurve } from "./fit_curve.ts";

/** What the data say about each parameter of one fit. */
export interface ParameterErrors {
  /** Standard error, or null where the data do not pin the parameter (q). */
  readonly standardErrors: (number | null)[];
  /** 95 % bound from above for an exponent that may as well be −∞, by index. */
  readonly atMost: ReadonlyMap<number, number>;
  /** Exponents that the data bound on neither side. */
  readonly loose: readonly number[];
  /** Condition number of the Jacobian with columns scaled to length 1, free parameters only. */
  readonly condition: number;
  /** Estimated variance of one observation (squared nats); null without degrees of freedom. */
  readonly variance: number | null;
}

/** An exponent this far down has no effect where its domain has a share of a few per cent or more. */
const FAR_DOWN = 40;

/**
 * Classical standard errors s² (JᵀJ)⁻¹; under Huber's loss those of an M-estimator (Huber, Robust Statistics, 1981,
 * section 7.6): s² = Σψ²/(N − q) / (mean ψ′)².
 */
export function parameterErrors(problem: CurveProblem, fit: CurveFit): ParameterErrors {
  const { curve, shares, y, weights, delta } = problem;
  const N = shares.rows, q = curve.names.length, theta = fit.theta;
  const values = new Float64Array(N), jacobian = new Float64Array(N * q);
  curve.evaluate(shares, theta, values, jacobian);
  const used = weights.reduce((n, w) => n + (w > 0 ? 1 : 0), 0);
  const atBound = (i: number) => theta[i] <= curve.lower[i] || theta[i] >= curve.upper[i];
  const free = curve.names.map((_, i) => i).filter((i) => !problem.frozen?.[i] && !atBound(i));
  const degrees = used - free.length;

  let psi2 = 0, inside = 0, total = 0;
  for (let n = 0; n < N; n++) {
    const r = Math.min(Math.abs(y[n] - values[n]), delta);
    psi2 += weights[n] * r * r;
    inside += weights[n] * (r < delta ? 1 : 0);
    total += weights[n];
  }
  const share = inside / total;
  const variance = degrees > 0 && share > 0 ? psi2 / degrees / (share * share) : null;

  // Columns scaled to length 1: an exponent far down has a tiny column that would drown in the others.
  const length = free.map((i) => {
    let s = 0;
    for (let n = 0; n < N; n++) s += weights[n] * jacobian[n * q + i] ** 2;
    return Math.sqrt(s);
  });
  const p = free.length, scaled = matrix(N, p);
  for (let n = 0; n < N; n++) {
    const w = Math.sqrt(weights[n]);
    free.forEach((i, a) => scaled.data[n * p + a] = w * jacobian[n * q + i] / (length[a] || 1));
  }
  // Dependent columns have an infinite condition number, which JSON cannot say.
  const condition = p === 0 ? 1 : Math.min(conditionNumber(scaled), 1e16);
  const gram = new Float64Array(p * p);
  for (let n = 0; n < N; n++) {
    const row = rowOf(scaled, n);
    for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) gram[a * p + b] += row[a] * row[b];
  }
  const standardErrors: (number | null)[] = new Array(q).fill(null);
  const factor = gram.slice();
  if (variance !== null && length.every((l) => l > 0) && choleskyFactor(factor, p)) {
    const inverse = choleskyInverse(factor, p);
    free.forEach((i, a) => {
      const se = Math.sqrt(variance * inverse[a * p + a]) / length[a];
      // an error wider than all that the law allows says nothing (of an amplitude that may as well be 0, for instance)
      standardErrors[i] = Number.isFinite(se) && se < curve.upper[i] - curve.lower[i] ? se : null;
    });
  }

  const atMost = new Map<number, number>(), loose: number[] = [];
  if (variance !== null) {
    const exponents = free.filter((i) => curve.names[i].startsWith("v:"));
    const middle = median(exponents.map((i) => theta[i]));
    for (const i of exponents) {
      const doubtful = standardErrors[i] === null || standardErrors[i]! > 1 || theta[i] < middle - 3;
      const bound = doubtful ? upperBound(problem, fit, i, variance, degrees) : undefined;
      if (bound === undefined) continue;
      standardErrors[i] = null;
      if (bound < Infinity) atMost.set(i, bound);
      else loose.push(i);
    }
  }
  return { standardErrors, atMost, loose, condition, variance };
}

/**
 * If pushing exponent i far down (others refitted) is as good a fit as the data can tell, the one-sided 95 % bound
 * from the profile of the objective (Infinity when there is none); undefined when the data do pin the exponent.
 */
function upperBound(
  problem: CurveProblem,
  fit: CurveFit,
  i: number,
  variance: number,
  degrees: number,
): number | undefined {
  const rise = (t: number) => 0.5 * variance * t * t; // of Σρ, when a parameter moves t standard errors away
  const profile = (value: number) => {
    const start = fit.theta.slice();
    start[i] = value;
    const frozen = start.map((_, k) => k === i || problem.frozen?.[k] ? 1 : 0);
    return fitCurve({ ...problem, start, frozen: Array.from(frozen, Boolean) }).objective - fit.objective;
  };
  if (profile(fit.theta[i] - FAR_DOWN) > rise(studentQuantile(0.975, degrees))) return undefined;
  const most = rise(studentQuantile(0.95, degrees));
  let low = fit.theta[i], step = 0.5;
  while (profile(low + step) < most) {
    low += step;
    step *= 2;
    if (step > 64) return Infinity;
  }
  for (let k = 0; k < 12; k++) {
    step /= 2;
    if (profile(low + step) < most) low += step;
  }
  return low;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1];
}
