/**
 * Gradient and Hessians of a fit's objective, and the arrays that they are computed in.
 *
 * @module
 */
import type { CurveProblem } from "./curve_problem.ts";

/** Arrays of one fit: N observations, q parameters. */
export interface Workspace {
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
export function workspace(N: number, q: number): Workspace {
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

/**
 * Gradient and both Hessians at θ: the exact one, and the positive one of iteratively reweighted least squares, which
 * serves where the exact one is not positive definite. Needs values and jacobian; fills gradient, hessian, majorant.
 */
export function derivatives(problem: CurveProblem, theta: Float64Array, work: Workspace): void {
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

/** The largest change of a prediction that a step makes, to first order (nats). */
export function predictedMove(jacobian: Float64Array, weights: Float64Array, step: Float64Array): number {
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

function mirror(h: Float64Array, q: number): void {
  for (let i = 0; i < q; i++) for (let j = 0; j < i; j++) h[j * q + i] = h[i * q + j];
}
