import { outOfRange } from "../../lib/errors.ts";
import { type EvaluationCurve, nameOf } from "./evaluation_curves.ts";
import { checkCurve } from "./mean_and_worst.ts";

/**
 * A run's losses less its baseline's, evaluation by evaluation; below 0 the run is better.
 *
 * @returns a row of k differences a step (nats per token)
 * @throws {RangeError} when the two were evaluated at other steps or on other targets, or a curve is not one.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { differencesOverSteps } from "@mixlab/mixlab/analysis";
 *
 * const about = { targets: ["web", "code"], steps: [100, 200] };
 * const run = { ...about, run: "doremi", losses: [[3.5, 3], [3, 2]] };
 * const baseline = { ...about, run: "natural", losses: [[4, 3], [3.25, 1.75]] };
 * deepEqual(differencesOverSteps(run, baseline), [[-0.5, 0], [-0.25, 0.25]]);
 * ```
 */
export function differencesOverSteps(run: EvaluationCurve, baseline: EvaluationCurve): number[][] {
  checkCurve(run);
  checkCurve(baseline);
  checkTargets(run, baseline);
  const wanted = baseline.steps.join(", "), steps = run.steps.join(", ");
  if (steps !== wanted) throw outOfRange(`${nameOf(run)}: wanted the baseline's steps, ${wanted}, got ${steps}`);
  return run.losses.map((losses_k, s) => losses_k.map((loss, i) => loss - baseline.losses[s][i]));
}

/** Throws unless both were evaluated on the same targets, in the same order. */
export function checkTargets(run: EvaluationCurve, { targets }: EvaluationCurve): void {
  if (run.targets.length === targets.length && run.targets.every((target, i) => target === targets[i])) return;
  throw outOfRange(
    `${nameOf(run)}: wanted the baseline's targets, ${targets.join(", ")}, got ${run.targets.join(", ")}`,
  );
}
