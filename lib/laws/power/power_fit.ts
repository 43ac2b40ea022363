/**
 * What power laws are fitted to, how, and what is known of them then.
 *
 * @module
 */

/**
 * A curve to fit: losses of one target along one run, or along sizes of the model.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { fitPowerLaws, type PowerCurve } from "@mixlab/mixlab";
 *
 * // Curves of one group share their exponent: here the two targets of a run.
 * const steps = [100, 200, 400, 800], at = (c: number, scale: number) => steps.map((x) => c + scale * x ** -0.5);
 * const curves: PowerCurve[] = [
 *   { name: "run 1, code", group: "run 1", x: steps, losses: at(1.2, 9) },
 *   { name: "run 1, web", group: "run 1", x: steps, losses: at(2.5, 11) },
 * ];
 * const [code, web] = fitPowerLaws(curves);
 * equal(code.alpha, web.alpha);
 * equal(code.alpha.toFixed(6), "0.500000");
 * ```
 */
export interface PowerCurve {
  /** Whose curve it is, for messages. */
  readonly name: string;
  /** Curves of one group share their exponent. Default: each has its own. */
  readonly group?: string;
  /** Tokens, updates or parameters (n), > 0. */
  readonly x: ArrayLike<number>;
  /** Losses there (n), nats per token. */
  readonly losses: ArrayLike<number>;
}

/**
 * How power laws are fitted.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { fitPowerLaws, type PowerFitOptions } from "@mixlab/mixlab";
 *
 * const x = [1, 2, 4, 8, 16, 32], losses = x.map((v, i) => 2 + v ** -0.5 + (i === 2 ? 0.2 : 0)); // one point spoilt
 * const alpha = (options: PowerFitOptions) => fitPowerLaws([{ name: "code", x, losses }], options)[0].alpha;
 * ok(Math.abs(alpha({ delta: 0.001 }) - 0.5) < 0.01);
 * ok(Math.abs(alpha({}) - 0.5) > 0.05);
 * ```
 */
export interface PowerFitOptions {
  /** Huber δ in nats per token; without it, least squares. */
  readonly delta?: number;
  /**
   * Choose the exponent by how well a fit to all but the last points (largest x) of each curve predicts those: the
   * selection by extrapolation of Data Mixing Laws' code (5 points there for steps, 1 for sizes). There are no
   * standard errors and no intervals then. Default: 0, the exponent of the best fit to all points.
   */
  readonly chooseByLast?: number;
  /** Exponents that are looked at. Default: 0.01 to 10. */
  readonly exponents?: { readonly least: number; readonly most: number };
}

/**
 * A fitted power law, with what the data say of it.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { fitPowerLaws, type PowerFit } from "@mixlab/mixlab";
 *
 * // Three points and three parameters: the curve passes through all of them, and nothing tells how sure that is.
 * const [fit]: readonly PowerFit[] = fitPowerLaws([{ name: "code", x: [250, 500, 1000], losses: [2.9, 2.6, 2.4] }]);
 * equal(fit.degrees, 0);
 * equal(fit.identified.exponent, false);
 * equal(fit.interval(2000), null);
 * ok(fit.notes[0].includes("as many parameters as points"));
 * ```
 */
export interface PowerFit {
  /** Name of the curve. */
  readonly name: string;
  /** Floor: the loss that no x takes away, nats per token. */
  readonly c: number;
  /** Exponent. */
  readonly alpha: number;
  /** log x0, x0 in the unit of x; null where the curve does not fall at all. */
  readonly logX0: number | null;
  /** Standard errors; null where the data give none. */
  readonly standardErrors: { readonly c: number | null; readonly alpha: number | null; readonly logX0: number | null };
  /** 95 % interval of the exponent, from the profile of the fit; an end is null where it is open. */
  readonly alphaInterval: { readonly low: number | null; readonly high: number | null } | null;
  /** Whether the data determine the exponent (on both sides), and whether they tell the floor from 0. */
  readonly identified: { readonly exponent: boolean; readonly floor: boolean };
  /** Points of this curve. */
  readonly points: number;
  /** Curves that share the exponent. */
  readonly sharing: number;
  /** Points of all curves that share the exponent, less their free parameters. */
  readonly degrees: number;
  /** Standard deviation of a point about its curve, nats per token, over the curves of the group; null without degrees. */
  readonly sd: number | null;
  /** Mean of Huber's loss (or of half the square) of this curve's points. */
  readonly objective: number;
  /** Least and largest x of the points. */
  readonly range: { readonly from: number; readonly to: number };
  /** Whether the search settled. */
  readonly converged: boolean;
  /** Why the search ended: a sentence. */
  readonly reason: string;
  /** What a person should know, a sentence each. */
  readonly notes: readonly string[];
  /** Predicted loss at x (nats per token); Infinity gives the floor. */
  predict(x: number): number;
  /**
   * Interval of the loss at x, from the profile of the fit; null where the data give none. `observed`: of a measured
   * loss, with its noise, in place of the curve's. Default level 0.95.
   */
  interval(
    x: number,
    options?: { readonly level?: number; readonly observed?: boolean },
  ): { readonly low: number; readonly high: number } | null;
}
