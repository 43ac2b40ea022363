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
import { choleskyFactor, choleskySolve } from "../numerics/cholesky.ts";
import type { Curve } from "./curve.ts";
import { derivatives, predictedMove, type Workspace, workspace } from "./curve_derivatives.ts";
import {
  type CurveFit,
  type CurveProblem,
  OBJECTIVE_TOLERANCE,
  PREDICTION_TOLERANCE,
  robustSum,
} from "./curve_problem.ts";

const MAX_ITERATIONS = 1000;
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

function clamp(theta: Float64Array, { lower, upper }: Curve): Float64Array {
  for (let i = 0; i < theta.length; i++) theta[i] = Math.min(Math.max(theta[i], lower[i]), upper[i]);
  return theta;
}
