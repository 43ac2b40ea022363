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

const MAX_ITERATIONS = 500;
/** Settled: the next full step would lower the objective by less than this part of it … */
const OBJECTIVE_TOLERANCE = 1e-13;
/** … and move no prediction by more than this (nats). */
const PREDICTION_TOLERANCE = 1e-9;

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

function workspace(N: number, q: number): Workspace {
  const a = (n: number) => new Float64Array(n);
  return {
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
}

function fitFrom(problem: CurveProblem, start: Float64Array, work: Workspace): CurveFit {
  const { curve, shares, y, weights, delta } = problem;
  const { values, jacobian, gradient, hessian, majorant, system, step, trial } = work;
  const N = shares.rows, q = curve.names.length;
  const theta = clamp(Float64Array.from(start), curve);
  const free = new Uint8Array(q);

  curve.evaluate(shares, theta, values, jacobian);
  let objective = robustSum(y, values, weights, delta);
  if (!Number.isFinite(objective)) {
    return { theta, objective: Infinity, iterations: 0, converged: false, reason: "the start has no finite loss" };
  }
  let damping = 0;
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    derivatives(problem, theta, work);
    for (let i = 0; i < q; i++) {
      const stuck = (theta[i] <= curve.lower[i] && gradient[i] > 0) || (theta[i] >= curve.upper[i] && gradient[i] < 0);
      free[i] = problem.frozen?.[i] || stuck ? 0 : 1;
    }

    let accepted = false;
    while (true) {
      const exact = damping === 0 && solveStep(hessian, undefined, 0);
      if (!exact) {
        if (damping === 0) damping = 1e-6;
        while (!solveStep(majorant, majorant, damping)) {
          damping *= 10;
          if (damping > 1e12) return stop(false, "no direction lowers the loss: the problem is singular", iteration);
        }
      }
      const decrease = expectedDecrease();
      const moved = predictedMove();
      if (decrease <= OBJECTIVE_TOLERANCE * objective + 1e-28 && moved <= PREDICTION_TOLERANCE && damping <= 1e-3) {
        return stop(true, "objective and predictions settled", iteration);
      }
      for (let i = 0; i < q; i++) trial[i] = theta[i] + step[i];
      clamp(trial, curve);
      curve.evaluate(shares, trial, values);
      const next = robustSum(y, values, weights, delta);
      if (next < objective || (next <= objective * (1 + 1e-15) && moved <= PREDICTION_TOLERANCE)) {
        const good = objective - next > 0.5 * decrease;
        theta.set(trial);
        objective = next;
        damping = good ? (damping < 1e-5 ? 0 : damping * 0.1) : damping;
        accepted = true;
        break;
      }
      if (moved <= PREDICTION_TOLERANCE && decrease <= 1e-10 * objective) {
        return stop(true, "objective and predictions settled to rounding", iteration);
      }
      damping = damping === 0 ? 1e-4 : damping * 8;
      if (damping > 1e12) return stop(false, "no smaller loss was found along any step", iteration);
    }
    if (accepted) curve.evaluate(shares, theta, values, jacobian);
  }
  return stop(false, `${MAX_ITERATIONS} iterations were not enough`, MAX_ITERATIONS);

  /** Solves (H + damping · diag D) step = −gradient over the free parameters; false when not positive definite. */
  function solveStep(H: Float64Array, D: Float64Array | undefined, mu: number): boolean {
    let largest = 0;
    for (let i = 0; i < q; i++) largest = Math.max(largest, majorant[i * q + i]);
    for (let i = 0; i < q; i++) {
      for (let j = 0; j < q; j++) {
        system[i * q + j] = free[i] && free[j] ? H[i * q + j] : 0;
      }
      if (!free[i]) system[i * q + i] = 1;
      else if (D !== undefined) system[i * q + i] += mu * Math.max(D[i * q + i], 1e-30 * largest);
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

  function predictedMove(): number {
    let most = 0;
    for (let n = 0; n < N; n++) {
      if (weights[n] === 0) continue;
      let move = 0;
      for (let i = 0; i < q; i++) move += jacobian[n * q + i] * step[i];
      most = Math.max(most, Math.abs(move));
    }
    return most;
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
  mirror(hessian, q);
  if (robust) mirror(majorant, q);
  else majorant.set(hessian);
  curve.addCurvature?.(shares, theta, curved, hessian);
}

/** The exact Hessian of Σ_n w_n ρ(r_n) at θ (q × q). */
export function hessianAt(problem: CurveProblem, theta: Float64Array): Float64Array {
  const work = workspace(problem.shares.rows, theta.length);
  problem.curve.evaluate(problem.shares, theta, work.values, work.jacobian);
  derivatives(problem, theta, work);
  return work.hessian;
}

/**
 * Fits again after a small change of the weights, from a fit to nearly the same data and a Hessian near the new one:
 * steps with that one Hessian cost a gradient each and contract fast when little has changed. The answer settles to
 * the same tolerances as `fitCurve`; where the contraction is slow, `fitCurve` takes over from there.
 */
export function refitCurve(problem: CurveProblem, near: Float64Array, hessian: Float64Array): CurveFit {
  const { curve, shares, y, weights, delta } = problem;
  const N = shares.rows, q = near.length;
  const bounded = near.some((t, i) => t <= curve.lower[i] || t >= curve.upper[i]);
  const factor = hessian.slice();
  problem.frozen?.forEach((frozen, i) => {
    if (!frozen) return;
    for (let j = 0; j < q; j++) factor[i * q + j] = factor[j * q + i] = 0;
    factor[i * q + i] = 1;
  });
  if (bounded || !choleskyFactor(factor, q)) return fitCurve({ ...problem, start: near });
  const theta = near.slice(), values = new Float64Array(N), jacobian = new Float64Array(N * q);
  const step = new Float64Array(q), gradient = new Float64Array(q);
  let last = Infinity;
  for (let iteration = 1; iteration <= 30; iteration++) {
    curve.evaluate(shares, theta, values, jacobian);
    gradient.fill(0);
    for (let n = 0; n < N; n++) {
      if (weights[n] === 0) continue;
      const s = weights[n] * Math.max(-delta, Math.min(delta, y[n] - values[n])), at = n * q;
      for (let i = 0; i < q; i++) gradient[i] -= s * jacobian[at + i];
    }
    problem.frozen?.forEach((frozen, i) => {
      if (frozen) gradient[i] = 0;
    });
    for (let i = 0; i < q; i++) step[i] = -gradient[i];
    choleskySolve(factor, q, step);
    let decrease = 0, inside = true;
    for (let i = 0; i < q; i++) {
      decrease -= gradient[i] * step[i] / 2;
      inside &&= theta[i] + step[i] > curve.lower[i] && theta[i] + step[i] < curve.upper[i];
    }
    const objective = robustSum(y, values, weights, delta);
    if (decrease <= OBJECTIVE_TOLERANCE * objective + 1e-28) {
      let most = 0;
      for (let n = 0; n < N; n++) {
        if (weights[n] === 0) continue;
        let move = 0;
        for (let i = 0; i < q; i++) move += jacobian[n * q + i] * step[i];
        most = Math.max(most, Math.abs(move));
      }
      if (most <= PREDICTION_TOLERANCE) {
        return {
          theta,
          objective,
          iterations: iteration,
          converged: true,
          reason: "objective and predictions settled",
        };
      }
    }
    // a decrease that does not shrink tenfold a step means that this Hessian is not near enough
    if (!inside || !(decrease < 0.1 * last)) break;
    last = decrease;
    for (let i = 0; i < q; i++) theta[i] += step[i];
  }
  return fitCurve({ ...problem, start: near });
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
