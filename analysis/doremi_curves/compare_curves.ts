/**
 * A run against its baseline, as DoReMi's figures and tables compare them: for the mean and the worst log-perplexity and
 * that of each target, with v the run's and b the baseline's quantity, both ending after N updates,
 *
 *     goal = b_N,   difference = v_N − b_N,   reached = least step with v ≤ goal,   speed-up = N / reached
 *
 * own = least step with b ≤ goal: below N where the baseline no longer falls steadily, and a speed-up then says little;
 * and the number of targets that end below the baseline. Source: DoReMi (arXiv 2305.10429), tables 3a and 6, and its headline,
 * "reaches the baseline accuracy with 2.6x fewer steps", here for losses too.
 *
 * @module
 */
import { got, outOfRange } from "../../lib/errors.ts";
import { checkTargets } from "./differences_over_steps.ts";
import { type EvaluationCurve, nameOf } from "./evaluation_curves.ts";
import { checkCurve, meanAndWorst } from "./mean_and_worst.ts";
import { type Crossing, stepsToReach } from "./steps_to_reach.ts";

/**
 * One quantity of a run against its baseline.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { AgainstBaseline } from "@mixlab/mixlab/analysis";
 *
 * const mean: AgainstBaseline = { goal: 2.5, end: 2.25, difference: -0.25, reached: 150, speedUp: 2, own: 300 };
 * equal(mean.end - mean.goal, mean.difference);
 * ```
 */
export interface AgainstBaseline {
  /** The baseline's value at the end. */
  readonly goal: number;
  /** The run's value at the end. */
  readonly end: number;
  /** The run's less the baseline's; below 0 a loss is better. */
  readonly difference: number;
  /** Updates at which the run first reaches the goal; null: never. */
  readonly reached: number | null;
  /** All updates over those; null: never reached. */
  readonly speedUp: number | null;
  /** Updates at which the baseline itself is first as low as at its end: all of them where it falls to the end. */
  readonly own: number;
}

/**
 * What `compareCurves` finds.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { compareCurves, type CurveComparison } from "@mixlab/mixlab/analysis";
 *
 * const about = { targets: ["web"], steps: [100, 200] };
 * const found: CurveComparison = compareCurves(
 *   { ...about, run: "doremi", losses: [[2], [1.5]] },
 *   { ...about, run: "natural", losses: [[3], [2]] },
 * );
 * deepEqual([found.steps, found.improved, found.mean.speedUp], [200, ["web"], 2]);
 * ```
 */
export interface CurveComparison {
  /** Updates of both. */
  readonly steps: number;
  /** Mean of the targets' losses. */
  readonly mean: AgainstBaseline;
  /** The largest of the targets' losses. */
  readonly worst: AgainstBaseline;
  /** Each target's loss. */
  readonly targets: Readonly<Record<string, AgainstBaseline>>;
  /** The targets whose loss ends below the baseline's. */
  readonly improved: readonly string[];
}

/**
 * Compares a run's curve with its baseline's.
 *
 * @param options `crossing`: how a step between two evaluations is told (default `interpolated`).
 * @throws {RangeError} when the two differ in targets or in the step at which they end, or a curve is not one.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { compareCurves } from "@mixlab/mixlab/analysis";
 *
 * const about = { targets: ["web", "code"], steps: [100, 200, 300, 400] };
 * const baseline = { ...about, run: "natural", losses: [[4, 3], [3.5, 2.5], [3.2, 2.2], [3, 2]] };
 * const run = { ...about, run: "doremi", losses: [[3.6, 3], [3, 2.4], [2.8, 2.3], [2.6, 2.1]] };
 * const { worst, mean, targets, improved } = compareCurves(run, baseline);
 * equal(worst.speedUp, 2); // 3 nats after 200 of 400 updates
 * equal(mean.reached!.toFixed(6), "325.000000");
 * equal(targets.code.reached, null); // never
 * deepEqual(improved, ["web"]);
 * ```
 */
export function compareCurves(
  run: EvaluationCurve,
  baseline: EvaluationCurve,
  { crossing = "interpolated" }: { crossing?: Crossing } = {},
): CurveComparison {
  for (const curve of [run, baseline]) checkCurve(curve);
  checkTargets(run, baseline);
  const steps = baseline.steps.at(-1)!;
  if (run.steps.at(-1) !== steps) {
    throw outOfRange(
      `${nameOf(run)}: wanted it to end at the baseline's last step, ${steps}, got ${got(run.steps.at(-1))}`,
    );
  }
  const against = (values: readonly number[], goals: readonly number[]): AgainstBaseline => {
    const goal = goals.at(-1)!, end = values.at(-1)!;
    const reached = stepsToReach(run.steps, values, goal, { crossing });
    // What reaches the goal before the first update is no faster for it.
    const speedUp = reached === undefined || reached === 0 ? null : steps / reached;
    const own = stepsToReach(baseline.steps, goals, goal, { crossing })!;
    return { goal, end, difference: end - goal, reached: reached ?? null, speedUp, own };
  };
  const own = meanAndWorst(run), its = meanAndWorst(baseline);
  const targets = Object.fromEntries(
    run.targets.map((target, i) => {
      const column = (curve: EvaluationCurve) => curve.losses.map((losses_k) => losses_k[i]);
      return [target, against(column(run), column(baseline))];
    }),
  );
  return {
    steps,
    mean: against(own.mean, its.mean),
    worst: against(own.worst, its.worst),
    targets,
    improved: run.targets.filter((target) => targets[target].difference < 0),
  };
}
