/**
 * Fitting again after a small change of the weights.
 *
 * @module
 */
import { choleskyFactor, choleskySolve } from "../numerics/cholesky.ts";
import { derivatives, predictedMove, workspace } from "./curve_derivatives.ts";
import {
  type CurveFit,
  type CurveProblem,
  OBJECTIVE_TOLERANCE,
  PREDICTION_TOLERANCE,
  robustSum,
} from "./curve_problem.ts";
import { fitCurve } from "./fit_curve.ts";

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
