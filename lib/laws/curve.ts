/**
 * A curve is one target's law in its free parameters θ: what a law file has to state, and all it has to state.
 * Fitting, standard errors, warnings, leaving out and JSON are the same for every curve and live elsewhere.
 *
 * Shapes: N runs, m domains, q free parameters; `shares_Nm`, `theta_q`, `values_N`, `jacobian_Nq`, `hessian_qq`.
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";

/**
 * One target's law in its free parameters θ: what a law file has to state. A law that you write yourself gives one to
 * `curveLaw`; fitting, standard errors, leaving out and the best mixture follow from it.
 *
 * N runs, m domains, q parameters. Values are nats per token (or what the law's `response` says), shares of tokens.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { type Curve, lawNamed, matrix } from "@mixlab/mixlab";
 *
 * // The largest error of a curve's derivatives by θ, against differences: what to check first in a law of your own.
 * function worstDerivative(curve: Curve, shares: number[], theta: number[]): number {
 *   const q = theta.length, h = 1e-6, p = matrix(1, shares.length, shares);
 *   const jacobian = new Float64Array(q), up = new Float64Array(1), down = new Float64Array(1);
 *   curve.evaluate(p, Float64Array.from(theta), up, jacobian);
 *   return Math.max(...theta.map((_, j) => {
 *     curve.evaluate(p, Float64Array.from(theta, (t, i) => i === j ? t + h : t), up);
 *     curve.evaluate(p, Float64Array.from(theta, (t, i) => i === j ? t - h : t), down);
 *     return Math.abs((up[0] - down[0]) / (2 * h) - jacobian[j]);
 *   }));
 * }
 * const curve = lawNamed("log-linear").spec.curve(["code", "web"], "code", {});
 * ok(worstDerivative(curve, [0.3, 0.7], [1, -1.5, 0.2]) < 1e-8);
 * ```
 */
export interface Curve {
  /** Names of the q free parameters, in the order of θ; "v:NAME" is the vertex exponent of domain NAME. */
  readonly names: readonly string[];
  /** Lower bounds of θ (q). */
  readonly lower: Float64Array;
  /** Upper bounds of θ (q). */
  readonly upper: Float64Array;
  /** For each parameter the domain whose share alone it acts on, or −1: frozen when that share never varies. */
  readonly domainOf: readonly number[];
  /**
   * Parameters that are chosen by `starts` and then kept, for laws that are fitted in steps. A refit begins anew from
   * its own starts, since another choice may be due.
   */
  readonly staged?: readonly number[];
  /** Fills the N values f(p_n; θ), and the N × q derivatives by θ when asked. */
  evaluate(shares_Nm: Matrix, theta_q: Float64Array, values_N: Float64Array, jacobian_Nq?: Float64Array): void;
  /**
   * Adds Σ_n weight_n ∂²f_n/∂θ² to the q × q matrix, at least to its lower triangle: Newton's step needs it where the
   * curve is not linear in θ.
   */
  addCurvature?(
    shares_Nm: Matrix,
    theta_q: Float64Array,
    weights_N: Float64Array,
    hessian_qq: Float64Array,
  ): void;
  /** Places to start from; parameters that enter linearly are solved there, not searched. */
  starts(shares_Nm: Matrix, y_N: Float64Array, weights_N: Float64Array): Float64Array[];
  /** f at one mixture. */
  value(shares: ArrayLike<number>, theta_q: Float64Array): number;
  /** Adds scale × ∂f/∂p to `out` (m). */
  addShareGradient(shares: ArrayLike<number>, theta_q: Float64Array, scale: number, out: Float64Array): void;
  /** Adds scale × ∂²f/∂p² to `out` (m × m). */
  addShareHessian(shares: ArrayLike<number>, theta_q: Float64Array, scale: number, out: Float64Array): void;
}
