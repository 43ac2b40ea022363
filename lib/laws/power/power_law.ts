/**
 * Step and size laws (Data Mixing Laws, arXiv 2403.16952, section 4):
 *
 *     L(x) = c + (x0 / x)^α,   c ≥ 0, α > 0,
 *
 * with x the tokens (or updates) of training, or the parameters of the model. The paper writes
 * exp(c) + exp(α (log x0 − log x)); here c is the floor itself. α may be shared by several curves.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { studentQuantile } from "../../numerics/student_t.ts";
import { falls, leverageAt, type Points, pointsOf, solveAt } from "./power_curve.ts";
import { type ExponentBounds, exponents, leastExponent, profileOf, riseOf } from "./power_profile.ts";
import { type GroupErrors, groupErrors } from "./power_errors.ts";

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

/**
 * Fits L(x) = c + (x0 / x)^α to curves, those of a group with one α (Data Mixing Laws, arXiv 2403.16952, section 4).
 *
 * The exponent is searched alone, everywhere between its bounds, since for a given one the best c ≥ 0 and x0 follow.
 * Intervals are those of the profile: all losses that some curve passes through which fits not significantly worse
 * (F test). They take the points' errors as independent; errors along a run are not quite.
 *
 * @returns one fit a curve, in their order.
 * @throws {TypeError} when a value is not a number.
 * @throws {RangeError} when there is no curve, a number is out of range, or a group has fewer points than parameters.
 *
 * @example
 * ```ts
 * import { equal, ok, throws } from "node:assert/strict";
 * import { fitPowerLaws } from "@mixlab/mixlab";
 *
 * const x = [1e9, 2e9, 4e9, 8e9, 16e9], noise = [1, -1, 1, -1, 1]; // tokens
 * const losses = x.map((D, i) => 2.5 + (5e8 / D) ** 0.6 + 0.001 * noise[i]);
 * const [fit] = fitPowerLaws([{ name: "web", x, losses }]);
 * ok(fit.converged, fit.reason);
 * ok(Math.abs(fit.alpha - 0.6) < 0.02);
 * const { low, high } = fit.interval(1e11)!; // six times further than any point
 * ok(low < 2.5 + (5e8 / 1e11) ** 0.6 && 2.5 + (5e8 / 1e11) ** 0.6 < high);
 *
 * throws(() => fitPowerLaws([{ name: "web", x: [1, 2], losses: [3, 2] }]), /web: .* wanted at least 3 different x, got 2/);
 * ```
 */
export function fitPowerLaws(curves: readonly PowerCurve[], options: PowerFitOptions = {}): readonly PowerFit[] {
  const { delta = Infinity, chooseByLast = 0, exponents: bounds = { least: 0.01, most: 10 } } = options;
  if (!(delta > 0)) throw outOfRange(`delta: wanted a Huber delta > 0 in nats per token, got ${got(delta)}`);
  if (!(Number.isInteger(chooseByLast) && chooseByLast >= 0)) {
    throw outOfRange(`chooseByLast: wanted a whole number of points ≥ 0, got ${got(chooseByLast)}`);
  }
  if (!(bounds.least > 0 && bounds.least < bounds.most && bounds.most < Infinity)) {
    throw outOfRange(`exponents: wanted 0 < least < most, got ${got(bounds.least)} and ${got(bounds.most)}`);
  }
  if (curves.length === 0) throw outOfRange("power law: wanted at least one curve, got none");
  curves.forEach(checkCurve);
  const groups = new Map<string, number[]>();
  curves.forEach(({ group }, i) => {
    const key = group === undefined ? `${i}` : `group ${group}`, members = groups.get(key);
    if (members) members.push(i);
    else groups.set(key, [i]);
  });
  const out = new Array<PowerFit>(curves.length);
  for (const members of groups.values()) {
    const fits = fitGroup(members.map((i) => curves[i]), delta, chooseByLast, bounds);
    members.forEach((i, at) => out[i] = fits[at]);
  }
  return out;
}

function checkCurve({ name, x, losses }: PowerCurve): void {
  if (x.length !== losses.length) {
    throw outOfRange(`${name}: wanted as many losses as x, got ${losses.length} and ${x.length}`);
  }
  for (const [what, values, least] of [["x", x, "> 0"], ["losses", losses, "≥ 0"]] as const) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (typeof value !== "number") throw wrongKind(`${name}: ${what}[${i}]: wanted a number, got ${got(value)}`);
      if (!(value >= 0 && value < Infinity && (value > 0 || what === "losses"))) {
        throw outOfRange(`${name}: ${what}[${i}]: wanted a finite number ${least}, got ${got(value)}`);
      }
    }
  }
}

/** Refuses what has no answer at all: too few x for c and x0, or for the exponent too. */
function requirePoints(curves: readonly PowerCurve[], last: number): void {
  const different = curves.map(({ x }) => new Set(Array.from(x)).size - (last > 0 ? last : 0));
  const why = "a law c + (x0 / x)^α has 3 parameters";
  const held = last > 0 ? ` besides the last ${last}` : "";
  const most = different.reduce((a, b) => Math.max(a, b));
  if (most < 3) {
    throw outOfRange(
      `${curves[different.indexOf(most)].name}: ${why}: wanted at least 3 different x${held}, got ${most}`,
    );
  }
  const few = different.findIndex((n) => n < 2);
  if (few >= 0) {
    throw outOfRange(
      `${curves[few].name}: c and x0 need at least 2 different x${held}, also where the exponent is shared, got ` +
        different[few],
    );
  }
}

function fitGroup(curves: readonly PowerCurve[], delta: number, last: number, bounds: ExponentBounds): PowerFit[] {
  requirePoints(curves, last);
  const ordered = curves.map(({ x, losses }) => {
    const order = Array.from(x, (_, i) => i).sort((a, b) => x[a] - x[b]);
    return { x: order.map((i) => x[i]), y: order.map((i) => losses[i]) };
  });
  const all = ordered.map(({ x, y }) => pointsOf(x, y)), profile = profileOf(all, delta);
  if (last === 0) {
    const { alpha, atBound } = leastExponent(profile, bounds);
    const errors = groupErrors(all, alpha, delta);
    const rise = errors.variance === null ? null : errors.variance * studentQuantile(0.975, errors.degrees) ** 2 / 2;
    const alphaInterval = rise === null ? null : riseOf(profile, alpha, rise, bounds);
    const reason = atBound
      ? `the exponent is at its bound ${alpha}: no power law within the bounds is the best`
      : "the slope by the exponent is 0";
    return curves.map((_, g) => fitted(g, alpha, all[g], { errors, alphaInterval, converged: !atBound, reason }));
  }
  const first = ordered.map(({ x, y }) => pointsOf(x.slice(0, -last), y.slice(0, -last)));
  const held = ordered.map(({ x, y }) => ({ x: x.slice(-last), y: y.slice(-last) }));
  const value = (alpha: number) =>
    first.reduce((sum, points, g) => {
      const at = solveAt(points, alpha, delta);
      return held[g].x.reduce((more, x, i) => {
        const r = Math.abs(held[g].y[i] - at.c - at.k * Math.exp(-alpha * (Math.log(x) - points.logMiddle)));
        return more + (r <= delta ? r * r / 2 : delta * (r - delta / 2));
      }, sum);
    }, 0);
  const { alpha, atBound } = leastExponent({ value }, bounds);
  const reason = atBound
    ? `the exponent is at its bound ${alpha}: none within the bounds predicts the last points best`
    : `the exponent that predicts the last ${last} points of each curve best from those before`;
  return curves.map((_, g) => fitted(g, alpha, first[g], { converged: !atBound, reason, chosenBy: last }));

  function fitted(g: number, alpha: number, points: Points, more: {
    readonly errors?: GroupErrors;
    readonly alphaInterval?: PowerFit["alphaInterval"];
    readonly converged: boolean;
    readonly reason: string;
    readonly chosenBy?: number;
  }): PowerFit {
    const { name } = curves[g], at = solveAt(points, alpha, delta), { errors, alphaInterval = null } = more;
    const { x } = ordered[g], n = points.y.length, from = x[0], to = x[n - 1];
    const level = (alpha: number, x: number) => Math.exp(-alpha * (Math.log(x) - points.logMiddle));
    const predict = (x: number) => at.c + at.k * level(alpha, positive(x));
    const interval: PowerFit["interval"] = (x, { level: confidence = 0.95, observed = false } = {}) => {
      positive(x);
      if (!(confidence > 0 && confidence < 1)) {
        throw outOfRange(`level: wanted a number between 0 and 1, got ${got(confidence)}`);
      }
      if (errors === undefined || errors.variance === null) return null;
      const t = studentQuantile((1 + confidence) / 2, errors.degrees), room = errors.variance * t * t;
      const ends = riseOf(profile, alpha, room / 2, bounds), least = profile.value(alpha);
      let low = Infinity, high = -Infinity;
      for (const a of [alpha, ...exponents({ least: ends.low ?? bounds.least, most: ends.high ?? bounds.most }, 60)]) {
        const here = solveAt(points, a, delta), u0 = level(a, x), value = here.c + here.k * u0;
        const left = Math.max(0, room - 2 * (profile.value(a) - least));
        const half = Math.sqrt(left * (leverageAt(falls(points, a), u0, here) + (observed ? 1 : 0)));
        [low, high] = [Math.min(low, value - half), Math.max(high, value + half)];
      }
      return { low: Math.max(0, low), high };
    };
    const floor = interval(Infinity), own = errors?.curves[g];
    const exponent = alphaInterval !== null && alphaInterval.low !== null && alphaInterval.high !== null;
    const identified = { exponent, floor: floor !== null && floor.low > 0 };
    return {
      name,
      c: at.c,
      alpha,
      logX0: at.k > 0 ? points.logMiddle + Math.log(at.k) / alpha : null,
      standardErrors: { c: own?.c ?? null, alpha: errors?.alpha ?? null, logX0: own?.logX0 ?? null },
      alphaInterval,
      identified,
      points: n,
      sharing: curves.length,
      degrees: errors?.degrees ?? 0,
      sd: errors?.variance === undefined || errors.variance === null ? null : Math.sqrt(errors.variance),
      objective: at.objective / n,
      range: { from, to },
      converged: more.converged,
      reason: more.reason,
      notes: notesOf(name, at, more, identified, alphaInterval, errors),
      predict,
      interval,
    };
  }
}

function positive(x: number): number {
  if (!(x > 0)) throw outOfRange(`x: wanted a number > 0, in the unit of the curve's x, got ${got(x)}`);
  return x;
}

function notesOf(
  name: string,
  { c, k }: { readonly c: number; readonly k: number },
  { reason, converged, chosenBy }: {
    readonly reason: string;
    readonly converged: boolean;
    readonly chosenBy?: number;
  },
  identified: PowerFit["identified"],
  interval: PowerFit["alphaInterval"],
  errors: GroupErrors | undefined,
): string[] {
  const notes: string[] = [], digits = (v: number) => String(Number(v.toPrecision(3)));
  if (!converged) notes.push(`${name}: ${reason}`);
  if (k === 0) notes.push(`${name}: the losses do not fall with x`);
  if (chosenBy !== undefined) {
    notes.push(
      `${name}: the exponent was chosen by the last ${chosenBy} points; how sure it is cannot be told from them`,
    );
  } else if (errors === undefined || errors.variance === null) {
    notes.push(
      `${name}: the law has as many parameters as points: it passes through them, and nothing tells how sure it is`,
    );
  } else if (!identified.exponent && interval !== null) {
    const { low, high } = interval;
    notes.push(
      `${name}: the exponent is not identified: ` +
        (low === null && high === null
          ? "any within the bounds fits as well"
          : low === null
          ? `any below ${digits(high!)} fits as well`
          : `any above ${digits(low)} fits as well`),
    );
  }
  if (errors !== undefined && errors.variance !== null && !identified.floor) {
    notes.push(`${name}: the floor is not identified: ${c === 0 ? "0 fits best" : "0 fits as well"}`);
  }
  return notes;
}
