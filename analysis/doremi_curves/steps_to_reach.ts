import { got, outOfRange, wrongKind } from "../../lib/errors.ts";

/**
 * How a step between two evaluations is told: where the straight line from the evaluation before crosses the goal, or
 * the step of the first evaluation that is there.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type Crossing, stepsToReach } from "@mixlab/mixlab/analysis";
 *
 * const how: Crossing = "first";
 * equal(stepsToReach([100, 200], [3, 2], 2.25, { crossing: how }), 200);
 * ```
 */
export type Crossing = "interpolated" | "first";

/**
 * Updates after which a quantity first reaches a goal; undefined: never.
 *
 *     first:         s_n of the least n with v_n ≤ goal
 *     interpolated:  s_{n−1} + (v_{n−1} − goal) / (v_{n−1} − v_n) · (s_n − s_{n−1}), of the same n
 *
 * With `higher` a quantity reaches the goal from below (accuracy). Source: DoReMi (arXiv 2305.10429) has "reaches the
 * baseline's accuracy" at 75k of 200k updates, from a figure; it does not say how a step between two evaluations was
 * read, and calls 200 / 75 = 2.67 "2.6x". So both readings are here: `interpolated`, the default, and `first`, which never
 * tells of a step that was not measured, but only of multiples of the steps between evaluations.
 *
 * @param steps updates done at each evaluation, rising.
 * @param values the quantity at each.
 * @throws {TypeError} when `crossing` is neither.
 * @throws {RangeError} when the lists differ in length or are empty, steps do not rise, or a number is not finite.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { stepsToReach } from "@mixlab/mixlab/analysis";
 *
 * const steps = [0, 100, 200, 300], losses = [5, 3, 2.5, 2.25];
 * equal(stepsToReach(steps, losses, 2.75), 150);
 * equal(stepsToReach(steps, losses, 2.75, { crossing: "first" }), 200);
 * equal(stepsToReach(steps, losses, 2), undefined); // never
 * equal(stepsToReach(steps, [0, 4, 20, 26], 20, { higher: true }), 200); // accuracy
 * ```
 */
export function stepsToReach(
  steps: readonly number[],
  values: readonly number[],
  goal: number,
  { crossing = "interpolated", higher = false }: { crossing?: Crossing; higher?: boolean } = {},
): number | undefined {
  if (crossing !== "first" && crossing !== "interpolated") {
    throw wrongKind(`crossing: wanted interpolated or first, got ${got(crossing)}`);
  }
  if (steps.length === 0) throw outOfRange("steps: wanted at least one evaluation, got none");
  if (values.length !== steps.length) {
    throw outOfRange(`values: wanted ${steps.length}, one a step, got ${values.length}`);
  }
  if (!Number.isFinite(goal)) throw outOfRange(`goal: wanted a finite number, got ${goal}`);
  steps.forEach((step, n) => {
    if (!(Number.isFinite(step) && (n === 0 || step > steps[n - 1]))) {
      throw outOfRange(`steps[${n}]: wanted steps that rise, got ${step}`);
    }
    if (!Number.isFinite(values[n])) throw outOfRange(`values[${n}]: wanted a finite number, got ${values[n]}`);
  });
  const n = values.findIndex((value) => higher ? value >= goal : value <= goal);
  if (n < 0) return undefined;
  if (n === 0 || crossing === "first") return steps[n];
  const before = values[n - 1];
  return steps[n - 1] + (before - goal) / (before - values[n]) * (steps[n] - steps[n - 1]);
}
