/**
 * Fits the curves of a group, which share their exponent.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import { studentQuantile } from "../../numerics/student_t.ts";
import { falls, leverageAt, type Points, pointsOf, solveAt } from "./power_curve.ts";
import { type GroupErrors, groupErrors } from "./power_errors.ts";
import type { PowerCurve, PowerFit } from "./power_fit.ts";
import { type ExponentBounds, exponents, leastExponent, profileOf, riseOf } from "./power_profile.ts";

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

/** Fits one group: the exponent by the profile, or by the last points of each curve. */
export function fitGroup(
  curves: readonly PowerCurve[],
  delta: number,
  last: number,
  bounds: ExponentBounds,
): PowerFit[] {
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
