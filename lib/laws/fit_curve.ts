/**
 * Fits one curve to one target: the θ that minimises Σ_n w_n ρ(y_n − f(p_n; θ)), with ρ Huber's loss or half the
 * square, within bounds.
 *
 * Newton's method with the exact Hessian, damped as Levenberg and Marquardt do when a full step fails. The linear
 * algebra is on the normal equations: the gradient is exact, so their squared condition number costs iterations, never
 * the accuracy of the answer. Laws have few parameters and are refitted thousands of times (leaving out, bootstrap),
 * which is why this is not the general `leastSquares`; a test holds the two to the same answers.
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";
import type { Curve } from "./curve.ts";
import { choleskyFactor, choleskySolve } from "../numerics/cholesky.ts";

/** What to fit. */
export interface CurveProblem {
  /** The curve. */
  readonly curve: Curve;
  /** N × m shares. */
  readonly shares: Matrix;
  /** N observations. */
  readonly y: Float64Array;
  /** N weights ≥ 0. */
  readonly weights: Float64Array;
  /** Huber δ; Infinity for least squares. */
  readonly delta: number;
  /** Parameters that stay where they start (q). */
  readonly frozen?: readonly boolean[];
  /** A single place to start from, instead of the curve's own starts. */
  readonly start?: Float64Array;
}

/** A fitted curve. */
export interface CurveFit {
  /** θ (q). */
  readonly theta: Float64Array;
  /** Σ_n w_n ρ(r_n). */
  readonly objective: number;
  /** Iterations of the winning start. */
  readonly iterations: number;
  /** Whether objective and predictions settled. */
  readonly converged: boolean;
  /** Why it stopped. */
  readonly reason: string;
}

const MAX_ITERATIONS = 1000;
/** Settled: the next full step would lower the objective by less than this part of it … */
const OBJECTIVE_TOLERANCE = 1e-13;
/** … and move no prediction by more than this (nats). */
const PREDICTION_TOLERANCE = 1e-9;

/** Steps that are taken although the objective no longer tells whether they help. */
const MAX_POLISH = 8;

/** Fits from every start and returns the lowest objective. */
export function fitCurve(problem: CurveProblem): CurveFit {
  const { curve, shares, y, weights } = problem;
  const starts = problem.start ? [problem.start] : curve.starts(shares, y, weights);
  const work = workspace(shares.rows, curve.names.length);
  let best: CurveFit | undefined;
  for (const start of starts) {
    const fit = fitFrom(problem, start, work);
    if (best === undefined || fit.objective < best.objective * (1 - 1e-12)) best = fit;
  }
  return best!;
}

interface Workspace {
  readonly values: Float64Array;
  readonly curved: Float64Array;
  readonly jacobian: Float64Array;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly majorant: Float64Array;
  readonly system: Float64Array;
  readonly step: Float64Array;
  readonly trial: Float64Array;
}

/** The last workspaces by N and q: refits of one table want the same arrays thousands of times. */
const kept = new Map<string, Workspace>();

/**
 * Arrays to work in, of no particular content. Only one fit runs at a time, so nobody else is using them; but whoever
 * calls another fit must not rely on them afterwards.
 */
function workspace(N: number, q: number): Workspace {
  const key = `${N} ${q}`;
  const found = kept.get(key);
  if (found) return found;
  const a = (n: number) => new Float64Array(n);
  const made: Workspace = {
    values: a(N),
    curved: a(N),
    jacobian: a(N * q),
    gradient: a(q),
    hessian: a(q * q),
    majorant: a(q * q),
    system: a(q * q),
    step: a(q),
    trial: a(q),
  };
  if (kept.size >= 4) kept.delete(kept.keys().next().value!);
  kept.set(key, made);
  return made;
}

function fitFrom(problem: CurveProblem, start: Float64Array, work: Workspace): CurveFit {
  const { curve, shares, y, weights, delta } = problem;
  const { values, jacobian, gradient, hessian, majorant, system, step, trial } = work;
  const q = curve.names.length;
  const theta = clamp(Float64Array.from(start), curve);
  const free = new Uint8Array(q), best = new Float64Array(q);

  curve.evaluate(shares, theta, values, jacobian);
  let objective = robustSum(y, values, weights, delta);
  if (!Number.isFinite(objective)) {
    return { theta, objective: Infinity, iterations: 0, converged: false, reason: "the start has no finite loss" };
  }
  let damping = 0, polished = 0;
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    derivatives(problem, theta, work);
    for (let i = 0; i < q; i++) {
      const stuck = (theta[i] <= curve.lower[i] && gradient[i] > 0) || (theta[i] >= curve.upper[i] && gradient[i] < 0);
      free[i] = problem.frozen?.[i] || stuck ? 0 : 1;
    }

    while (true) {
      // Newton's step first; where it cannot be trusted also the step of reweighted least squares, and the better wins.
      let next = Infinity, expected = 0, ratio = 0, solved = false, trusted = objective;
      for (const matrix of [hessian, majorant]) {
        if (!solveStep(matrix, damping)) continue;
        solved = true;
        const decrease = expectedDecrease(), moved = predictedMove(jacobian, weights, step);
        // From here on the objective cannot tell better from worse: its own rounding is larger than what is left to win.
        const below = damping <= 0.1 && decrease <= OBJECTIVE_TOLERANCE * objective + 1e-28;
        if (below && moved <= PREDICTION_TOLERANCE) {
          return stop(true, "objective and predictions settled", iteration);
        }
        if (below && polished++ < MAX_POLISH) {
          for (let i = 0; i < q; i++) trial[i] = theta[i] + step[i];
          clamp(trial, curve);
          curve.evaluate(shares, trial, values);
          const value = robustSum(y, values, weights, delta);
          if (value <= objective * (1 + 10 * OBJECTIVE_TOLERANCE)) {
            next = -Infinity; // taken on trust in Newton's step, not for its objective
            best.set(trial);
            trusted = value;
            break;
          }
        }
        // A step too far is shortened: where Huber's loss changes its pieces, the direction is good but not the length.
        for (let length = 1; length >= 0.1; length /= 2) {
          for (let i = 0; i < q; i++) trial[i] = theta[i] + length * step[i];
          clamp(trial, curve);
          curve.evaluate(shares, trial, values);
          const value = robustSum(y, values, weights, delta);
          if (length === 1 && below && moved <= 1e-6 && !(value < objective)) {
            return stop(true, "objective settled to rounding, predictions to 1e-6 nats", iteration);
          }
          if (value < next) {
            next = value;
            expected = decrease;
            best.set(trial);
          }
          if ((objective - value) / decrease > 0.5) break;
        }
        ratio = (objective - next) / expected;
        if (ratio > 0.5) break;
      }
      if (next < objective) {
        theta.set(best);
        objective = next === -Infinity ? trusted : next;
        if (ratio > 0.75) damping = damping < 1e-6 ? 0 : damping / 10;
        else if (ratio < 0.25) damping = Math.max(1e-4, damping * 4);
        break;
      }
      damping = Math.max(1e-4, damping * 8);
      if (damping > 1e18) {
        return stop(
          false,
          solved ? "no step lowers the loss" : "no direction lowers the loss: it is singular",
          iteration,
        );
      }
    }
    curve.evaluate(shares, theta, values, jacobian);
  }
  return stop(false, `${MAX_ITERATIONS} iterations were not enough`, MAX_ITERATIONS);

  /**
   * Solves (H + mu · diag M) step = −gradient over the free parameters, M the positive Hessian; false when that is not
   * positive definite.
   */
  function solveStep(H: Float64Array, mu: number): boolean {
    let largest = 0;
    for (let i = 0; i < q; i++) largest = Math.max(largest, majorant[i * q + i]);
    for (let i = 0; i < q; i++) {
      for (let j = 0; j < q; j++) system[i * q + j] = free[i] && free[j] ? H[i * q + j] : 0;
      if (!free[i]) system[i * q + i] = 1;
      else system[i * q + i] += mu * Math.max(majorant[i * q + i], 1e-14 * largest);
      step[i] = free[i] ? -gradient[i] : 0;
    }
    if (!choleskyFactor(system, q)) return false;
    choleskySolve(system, q, step);
    return step.every(Number.isFinite);
  }

  function expectedDecrease(): number {
    let sum = 0;
    for (let i = 0; i < q; i++) sum -= gradient[i] * step[i];
    return sum / 2;
  }

  function stop(converged: boolean, reason: string, iterations: number): CurveFit {
    return { theta, objective, iterations, converged, reason };
  }
}

/**
 * Gradient and both Hessians at θ: the exact one, and the positive one of iteratively reweighted least squares, which
 * serves where the exact one is not positive definite. Needs values and jacobian; fills gradient, hessian, majorant.
 */
function derivatives(problem: CurveProblem, theta: Float64Array, work: Workspace): void {
  const { curve, shares, y, weights, delta } = problem;
  const { values, curved, jacobian, gradient, hessian, majorant } = work;
  const N = shares.rows, q = theta.length, robust = delta !== Infinity;
  gradient.fill(0);
  hessian.fill(0);
  majorant.fill(0);
  for (let n = 0; n < N; n++) {
    curved[n] = 0;
    if (weights[n] === 0) continue;
    const r = y[n] - values[n], inside = Math.abs(r) <= delta, at = n * q;
    const s = weights[n] * (inside ? r : Math.sign(r) * delta);
    curved[n] = -s;
    const hw = inside ? weights[n] : 0, mw = inside ? weights[n] : s / r;
    for (let i = 0; i < q; i++) {
      const ji = jacobian[at + i];
      if (ji === 0) continue; // shares are often zero
      gradient[i] -= s * ji;
      const row = i * q, h = hw * ji;
      if (h !== 0) { for (let j = 0; j <= i; j++) hessian[row + j] += h * jacobian[at + j]; }
      if (!robust) continue;
      const a = mw * ji;
      for (let j = 0; j <= i; j++) majorant[row + j] += a * jacobian[at + j];
    }
  }
  if (!robust) majorant.set(hessian);
  mirror(majorant, q);
  curve.addCurvature?.(shares, theta, curved, hessian);
  mirror(hessian, q);
}

/** The exact Hessian of Σ_n w_n ρ(r_n) at θ (q × q). */
export function hessianAt(problem: CurveProblem, theta: Float64Array): Float64Array {
  const work = workspace(problem.shares.rows, theta.length);
  problem.curve.evaluate(problem.shares, theta, work.values, work.jacobian);
  derivatives(problem, theta, work);
  return work.hessian.slice();
}

/** A Hessian may serve several steps of a refit, but only so many are made anew before the full search takes over. */
const MAX_RENEWALS = 8;

/**
 * Fits again after a small change of the weights, from a fit to nearly the same data and a Hessian near the new one:
 * steps with one Hessian cost a gradient each and contract fast when little has changed; it is made anew only when they
 * do not. The answer settles to the same tolerances as `fitCurve`, which takes over where Newton's steps go astray.
 */
export function refitCurve(problem: CurveProblem, near: Float64Array, hessian: Float64Array): CurveFit {
  const { curve, shares, y, weights, delta } = problem;
  const N = shares.rows, q = near.length, work = workspace(N, q);
  const { values, jacobian, gradient, step, system } = work;
  // Parameters that sit at a bound stay there; whether they still want to is checked at the end.
  const atLower = near.map((t, i) => t <= curve.lower[i] ? 1 : 0),
    atUpper = near.map((t, i) => t >= curve.upper[i] ? 1 : 0);
  const held = near.map((_, i) => problem.frozen?.[i] || atLower[i] || atUpper[i] ? 1 : 0);
  const theta = near.slice();
  const good = near.slice(); // the lowest place so far: a step astray must not become the start of the full search
  const giveUp = () => fitCurve({ ...problem, start: good });

  if (!factorise(hessian)) return giveUp();
  let last = Infinity, renewals = 0, lowest = Infinity;
  for (let iteration = 1; iteration <= 60; iteration++) {
    curve.evaluate(shares, theta, values, jacobian);
    const objective = robustSum(y, values, weights, delta);
    gradient.fill(0);
    for (let n = 0; n < N; n++) {
      if (weights[n] === 0) continue;
      const s = weights[n] * Math.max(-delta, Math.min(delta, y[n] - values[n])), at = n * q;
      for (let i = 0; i < q; i++) gradient[i] -= s * jacobian[at + i];
    }
    const { decrease, inside, leaves } = newStep();
    if (
      decrease <= OBJECTIVE_TOLERANCE * objective + 1e-28 &&
      predictedMove(jacobian, weights, step) <= PREDICTION_TOLERANCE
    ) {
      if (leaves) return giveUp();
      return { theta, objective, iterations: iteration, converged: true, reason: "objective and predictions settled" };
    }
    if (!(objective <= lowest * (1 + 1e-9))) return giveUp();
    lowest = objective;
    good.set(theta);
    if (!(decrease < 0.2 * last)) {
      if (++renewals > MAX_RENEWALS) return giveUp();
      derivatives(problem, theta, work);
      if (!factorise(work.hessian)) return giveUp();
      if (!newStep().inside) return giveUp();
      last = Infinity;
    } else {
      if (!inside) return giveUp();
      last = decrease;
    }
    for (let i = 0; i < q; i++) theta[i] += step[i];
  }
  return giveUp();

  function factorise(h: Float64Array): boolean {
    system.set(h);
    for (let i = 0; i < q; i++) {
      if (!held[i]) continue;
      for (let j = 0; j < q; j++) system[i * q + j] = system[j * q + i] = 0;
      system[i * q + i] = 1;
    }
    return choleskyFactor(system, q);
  }

  function newStep(): { decrease: number; inside: boolean; leaves: boolean } {
    let leaves = false, decrease = 0, inside = true;
    for (let i = 0; i < q; i++) {
      if (!problem.frozen?.[i]) {
        leaves ||= (atLower[i] === 1 && gradient[i] < 0) || (atUpper[i] === 1 && gradient[i] > 0);
      }
      step[i] = held[i] ? 0 : -gradient[i];
    }
    choleskySolve(system, q, step);
    for (let i = 0; i < q; i++) {
      if (held[i]) continue;
      decrease -= gradient[i] * step[i] / 2;
      inside &&= theta[i] + step[i] > curve.lower[i] && theta[i] + step[i] < curve.upper[i];
    }
    return { decrease, inside, leaves };
  }
}

/** The largest change of a prediction that a step makes, to first order (nats). */
function predictedMove(jacobian: Float64Array, weights: Float64Array, step: Float64Array): number {
  const q = step.length;
  let most = 0;
  for (let n = 0; n < weights.length; n++) {
    if (weights[n] === 0) continue;
    let move = 0;
    for (let i = 0; i < q; i++) move += jacobian[n * q + i] * step[i];
    most = Math.max(most, Math.abs(move));
  }
  return most;
}

/** Σ_n w_n ρ(y_n − f_n), ρ Huber's loss (Infinity for least squares). */
export function robustSum(y: Float64Array, values: Float64Array, weights: Float64Array, delta: number): number {
  let sum = 0;
  for (let n = 0; n < y.length; n++) {
    if (weights[n] === 0) continue;
    const r = Math.abs(y[n] - values[n]);
    sum += weights[n] * (r <= delta ? r * r / 2 : delta * (r - delta / 2));
  }
  return sum;
}

function clamp(theta: Float64Array, { lower, upper }: Curve): Float64Array {
  for (let i = 0; i < theta.length; i++) theta[i] = Math.min(Math.max(theta[i], lower[i]), upper[i]);
  return theta;
}

function mirror(h: Float64Array, q: number): void {
  for (let i = 0; i < q; i++) for (let j = 0; j < i; j++) h[j * q + i] = h[i * q + j];
}
