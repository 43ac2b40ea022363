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
import type { PowerCurve, PowerFit, PowerFitOptions } from "./power_fit.ts";
import { fitGroup } from "./power_group.ts";

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
