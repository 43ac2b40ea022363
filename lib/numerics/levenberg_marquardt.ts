/**
 * The iteration behind every nonlinear least-squares fit: Levenberg–Marquardt in a trust region (Moré, "The
 * Levenberg–Marquardt algorithm: implementation and theory", 1978) with Huber loss, box bounds and an honest stop.
 *
 * n values, p parameters. Jacobians are stored column after column.
 *
 * @module
 */
import { linearise, objectiveOf } from "./linearise.ts";
import { numericJacobian, type Values } from "./numeric_jacobian.ts";
import { norm2 } from "./qr.ts";
import { gaussNewton, settledness } from "./gauss_newton.ts";
import { type Step, stepWithin, trustRegion, unpivoted } from "./trust_region_step.ts";

/** What is minimised: Σ w ρ(f(β) − y) within bounds. */
export interface Problem {
  readonly values: Values;
  /** Fills the derivatives of the values; false when one is not finite. Without it, finite differences. */
  readonly jacobian?: Values;
  readonly y: Float64Array;
  /** n weights > 0. */
  readonly weights: Float64Array;
  /** Huber δ; without it ρ(r) = r²/2. */
  readonly delta?: number;
  readonly start: readonly number[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly maxIterations: number;
  /** Size of the numbers that the values are differences of, for the share of rounding in them. */
  readonly magnitude: number;
}

/** Where the iteration ended. */
export interface Minimum {
  readonly parameters: number[];
  /** f(β) − y (n). */
  readonly residuals: Float64Array;
  readonly jacobian: Float64Array;
  /** Σ w ρ. */
  readonly objective: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly reason: string;
}

/** Steps are at least so small beside parameter plus standard error when a fit counts as converged … */
const SETTLED = 1e-7;
/** … and iteration goes on to here while that is cheap. */
const EXHAUSTED = 1e-12;
/** Where coarse finite differences give way to fine ones. */
const COARSE = 1e-9;
/**
 * First radius of the trust region, in lengths of the scaled start: the customary factor of Moré's algorithm (MINPACK's
 * documented default). It was taken as it is and not tuned on any problem.
 */
const FACTOR = 100;
/** Steps that change the objective by no more than rounding does, before the iteration ends. */
const POLISHING = 15;

/** Iterate from the start until nothing moves any more. The values at the start must be finite. */
export function minimise(problem: Problem): Minimum {
  const { y, weights, delta, lower, upper, start, maxIterations } = problem;
  const n = y.length, p = start.length;
  let beta = start.slice(), values = new Float64Array(n), residuals = new Float64Array(n);
  let trialValues = new Float64Array(n), trialResiduals = new Float64Array(n);
  let jacobian = new Float64Array(n * p), nextJacobian = new Float64Array(n * p);
  const largest = new Float64Array(p); // Moré's scaling: the largest column norm seen so far
  let norms: Float64Array = new Float64Array(p);
  let fine = problem.jacobian !== undefined;

  problem.values(beta, values);
  subtract(values, y, residuals);
  let objective = objectiveOf(residuals, weights, delta);
  const differentiate = (beta: number[], values: Float64Array, out: Float64Array) =>
    problem.jacobian
      ? problem.jacobian(beta, out)
      : numericJacobian(problem.values, beta, values, sizeOf(values), out, { lower, upper, norms, fine });
  const sizeOf = (values: Float64Array) => Math.max(problem.magnitude, norm2(values));

  let radius = 0, iterations = 0, polished = 0;
  const stop = (converged: boolean, reason: string): Minimum => ({
    parameters: beta,
    residuals,
    jacobian,
    objective,
    iterations,
    converged,
    reason,
  });
  if (!differentiate(beta, values, jacobian)) {
    return stop(false, "The derivatives at the start are not finite.");
  }

  for (;;) {
    const local = linearise(jacobian, residuals, weights, delta);
    norms = local.norms;
    for (let j = 0; j < p; j++) largest[j] = Math.max(largest[j], norms[j]);
    const scale = largest.map((d) => d || 1);
    const noise = Number.EPSILON * (objective + norm2(local.c) * sizeOf(values));
    const newton = gaussNewton(local, beta, lower, upper, fine ? (problem.jacobian ? 1e-14 : 1e-12) : 1e-10);
    if (newton.free.length === 0) {
      return stop(true, "Converged: every parameter is at a bound that holds it there.");
    }
    const settled = settledness(newton, local, beta, start, sizeOf(values));
    const ended = fine ? settled <= EXHAUSTED || polished >= POLISHING : settled <= COARSE || polished >= 2;
    if (ended || iterations >= maxIterations) {
      if (!fine && (ended || settled <= SETTLED)) {
        // Finish with better derivatives: they decide the last digits and the standard errors.
        fine = true;
        polished = 0;
        radius = 0;
        if (differentiate(beta, values, nextJacobian)) {
          [jacobian, nextJacobian] = [nextJacobian, jacobian];
          continue;
        }
        return stop(false, "Stopped: no accurate derivatives could be had where the steps ended.");
      }
      if (settled <= SETTLED) return stop(true, "Converged: the next step would change no parameter noticeably.");
      if (newton.rank < newton.free.length) return stop(false, deficient(newton.rank, newton.free.length));
      if (iterations >= maxIterations) {
        return stop(false, `Stopped after ${iterations} iterations, before the parameters had settled.`);
      }
      return stop(false, "Stopped: the objective no longer changes, but the parameters have not settled.");
    }

    const { qr, free, c } = newton;
    if (qr.rank === 0) return stop(false, deficient(0, free.length));
    const freeScale = Float64Array.from(free, (j) => scale[j]);
    const b = unpivoted(qr, Float64Array.from(free, (j) => scale[j] / (norms[j] || 1)));
    const here = Float64Array.from(free, (j, f) => beta[j] * freeScale[f]);
    const top = c.subarray(0, b.rows);
    if (radius === 0) radius = FACTOR * (norm2(here) || 1);
    let damped: ReturnType<typeof trustRegion> | undefined;
    /** A damped step within the box, in the parameters' own units. */
    const inside = ({ q, lambda }: Step) => {
      const from = Float64Array.from(free, (j) => lower[j] - beta[j]);
      const to = Float64Array.from(free, (j) => upper[j] - beta[j]);
      return { step: stepWithin(b, top, lambda, q, freeScale, from, to), lambda };
    };

    for (let accepted = false; !accepted;) {
      const whole = newton.step && norm2(newton.step.map((s, f) => s * freeScale[f])) <= 1.1 * radius;
      const { step, lambda } = whole
        ? { step: newton.step!, lambda: 0 }
        : inside((damped ??= trustRegion(b, top))(radius));
      const trial = beta.slice();
      free.forEach((j, f) => trial[j] = Math.min(upper[j], Math.max(lower[j], beta[j] + step[f])));
      const moved = Float64Array.from(free, (j, f) => (trial[j] - beta[j]) * freeScale[f]);
      const length = norm2(moved);
      const predicted = -quadratic(b, top, moved);
      const finite = problem.values(trial, trialValues);
      let trialObjective = Infinity;
      if (finite) {
        subtract(trialValues, y, trialResiduals);
        trialObjective = objectiveOf(trialResiduals, weights, delta);
      }
      const actual = objective - trialObjective;
      const rounding = predicted <= 4 * noise && Math.abs(actual) <= 16 * noise;
      const ratio = rounding ? 1 : actual / predicted;
      const good = Number.isFinite(trialObjective) && predicted > 0 && ratio > 1e-4;
      if (good && length > 0 && differentiate(trial, trialValues, nextJacobian)) {
        accepted = true;
        iterations++;
        polished = rounding ? polished + 1 : 0;
        beta = trial;
        objective = trialObjective;
        [values, trialValues] = [trialValues, values];
        [residuals, trialResiduals] = [trialResiduals, residuals];
        [jacobian, nextJacobian] = [nextJacobian, jacobian];
        if (ratio < 0.25) radius = Math.min(radius, length) * 0.5;
        else if (ratio > 0.75 || lambda === 0) radius = Math.max(radius * (lambda === 0 ? 1 : 2), 2 * length);
      } else {
        // Shorter next time: by the parabola through value, slope and trial value where there is one.
        const slope = dotGradient(b, top, moved);
        let shrink = slope < 0 && Number.isFinite(actual) ? 0.5 * slope / (slope + actual) : 0.1;
        if (!(shrink >= 0.1)) shrink = 0.1;
        radius = Math.min(radius, length || radius) * Math.min(shrink, 0.5);
        if (radius <= 1e-15 * norm2(here) || radius < 1e-300) {
          // No shorter step is different from none: let the test above decide, once, with the best derivatives.
          polished = POLISHING;
          break;
        }
      }
    }
  }
}

const deficient = (rank: number, p: number) =>
  `Stopped where the data determine only ${rank} of ${p} free parameters: the Jacobian is rank-deficient.`;

function subtract(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < a.length; i++) out[i] = a[i] - b[i];
}

type Rows = { rows: number; columns: number; data: Float64Array };

/** (B q)·c + |B q|²/2, the change of the local model of the objective. */
function quadratic(b: Rows, c: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < b.rows; i++) {
    let value = 0;
    for (let j = 0; j < b.columns; j++) value += b.data[i * b.columns + j] * q[j];
    sum += value * (c[i] + 0.5 * value);
  }
  return sum;
}

/** (B q)·c, the slope of the objective along q. */
function dotGradient(b: Rows, c: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < b.rows; i++) {
    let value = 0;
    for (let j = 0; j < b.columns; j++) value += b.data[i * b.columns + j] * q[j];
    sum += value * c[i];
  }
  return sum;
}
