/**
 * A run against its baseline over several seeds, paired: a seed's run is compared with the baseline of that seed.
 *
 *     difference: mean of v_N − b_N over seeds, with Student's interval
 *     speed-up:   exp of the mean of ln(N / reached), with Student's interval of the logarithms;
 *                 none where a seed never reaches the goal, since its factor is not known
 *
 * Source: the quantities are DoReMi's (compare_curves.ts), which tells of one seed; the intervals are ours.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import { studentInterval } from "../../lib/numerics/student_interval.ts";
import { type AgainstBaseline, compareCurves, type CurveComparison } from "./compare_curves.ts";
import type { EvaluationCurve } from "./evaluation_curves.ts";
import type { Crossing } from "./steps_to_reach.ts";

/**
 * A mean over seeds with its interval.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { OverSeeds } from "@mixlab/mixlab/analysis";
 *
 * const one: OverSeeds = { mean: -0.25, interval: null };
 * equal(one.interval, null); // a single seed says nothing of the spread
 * ```
 */
export interface OverSeeds {
  /** The mean. */
  readonly mean: number;
  /** Lower and upper end; null with one seed. */
  readonly interval: readonly [number, number] | null;
}

/**
 * One quantity over seeds.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { PairedAgainstBaseline } from "@mixlab/mixlab/analysis";
 *
 * const paired: PairedAgainstBaseline = {
 *   ...{ goal: 2.5, end: 2.45, difference: { mean: -0.05, interval: [-0.09, -0.01] } },
 *   ...{ reached: [150, null], speedUp: null, own: [200, 200] },
 * };
 * equal(paired.reached.filter((step) => step !== null).length, 1); // by one seed of two
 * ```
 */
export interface PairedAgainstBaseline {
  /** The baseline's value at the end, mean over seeds. */
  readonly goal: number;
  /** The run's. */
  readonly end: number;
  /** The run's less the baseline's of the same seed. */
  readonly difference: OverSeeds;
  /** By seed: updates at which the run first reaches its goal; null: never. */
  readonly reached: readonly (number | null)[];
  /** Geometric mean of the factors; null where a seed never reaches its goal. */
  readonly speedUp: OverSeeds | null;
  /** By seed: updates at which the baseline itself is first as low as at its end. */
  readonly own: readonly number[];
}

/**
 * What `compareOverSeeds` finds.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { compareOverSeeds, type SeedsComparison } from "@mixlab/mixlab/analysis";
 *
 * const about = { targets: ["web"], steps: [100, 200] };
 * const found: SeedsComparison = compareOverSeeds(
 *   [0, 1].map((seed) => ({ ...about, run: "doremi", seed, losses: [[2], [1.5 - seed]] })),
 *   [0, 1].map((seed) => ({ ...about, run: "natural", seed, losses: [[3], [2]] })),
 * );
 * deepEqual([found.seeds, found.mean.difference.mean, found.improved], [[0, 1], -1, [["web"], ["web"]]]);
 * ```
 */
export interface SeedsComparison {
  /** The seeds, in order; null: the table has none. */
  readonly seeds: readonly (number | null)[];
  /** Updates of every run. */
  readonly steps: number;
  /** Mean of the targets' losses. */
  readonly mean: PairedAgainstBaseline;
  /** The largest of the targets' losses. */
  readonly worst: PairedAgainstBaseline;
  /** Each target's loss. */
  readonly targets: Readonly<Record<string, PairedAgainstBaseline>>;
  /** By seed: the targets whose loss ends below the baseline's. */
  readonly improved: readonly (readonly string[])[];
  /** The targets whose whole interval of the difference is below 0. */
  readonly surelyImproved: readonly string[];
}

/**
 * Compares runs with the baselines of their seeds.
 *
 * @param runs one curve a seed.
 * @param baselines one curve a seed; seeds that the runs lack are left out.
 * @param options `crossing` as for `compareCurves`; `level` of the intervals (default 0.95).
 * @throws {RangeError} when there is no run, a seed stands twice, a run's seed has no baseline, or runs end at different
 * steps.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { compareOverSeeds } from "@mixlab/mixlab/analysis";
 *
 * const about = { targets: ["web"], steps: [100, 200, 400] };
 * const curves = (run: string, ends: number[]) =>
 *   ends.map((end, seed) => ({ ...about, run, seed, losses: [[3], [2.5], [end]] }));
 * const { mean } = compareOverSeeds(curves("doremi", [2, 2.25]), curves("natural", [2.5, 2.5]));
 * deepEqual(mean.reached, [200, 200]);
 * equal(mean.speedUp!.mean.toFixed(9), "2.000000000");
 * equal(mean.difference.mean, -0.375);
 * ```
 */
export function compareOverSeeds(
  runs: readonly EvaluationCurve[],
  baselines: readonly EvaluationCurve[],
  { crossing = "interpolated", level = 0.95 }: { crossing?: Crossing; level?: number } = {},
): SeedsComparison {
  if (runs.length === 0) throw outOfRange("runs: wanted at least one curve, got none");
  const bySeed = seedsOf(baselines), own = seedsOf(runs);
  const compared: CurveComparison[] = [];
  for (const [seed, run] of own) {
    const baseline = bySeed.get(seed);
    if (baseline === undefined) {
      const there = [...bySeed.keys()].map((one) => one ?? "none").join(", ");
      throw outOfRange(
        `run ${run.run}: wanted a baseline of its seed, ${seed ?? "none"}, got seeds ${there || "of no run"}`,
      );
    }
    compared.push(compareCurves(run, baseline, { crossing }));
  }
  const [{ steps }] = compared, other = compared.find((one) => one.steps !== steps);
  if (other !== undefined) throw outOfRange(`runs: wanted all to end at step ${steps}, got ${other.steps}`);
  const pair = (of: (one: CurveComparison) => AgainstBaseline) => paired(compared.map(of), level);
  const targets = Object.fromEntries(
    runs[0].targets.map((target) => [target, pair((one) => one.targets[target])]),
  );
  return {
    seeds: [...own.keys()].map((seed) => seed ?? null),
    steps,
    mean: pair(({ mean }) => mean),
    worst: pair(({ worst }) => worst),
    targets,
    improved: compared.map(({ improved }) => improved),
    surelyImproved: runs[0].targets.filter((target) => (targets[target].difference.interval?.[1] ?? 0) < 0),
  };
}

function seedsOf(curves: readonly EvaluationCurve[]): Map<number | undefined, EvaluationCurve> {
  const found = new Map<number | undefined, EvaluationCurve>();
  for (const curve of curves.toSorted((a, b) => (a.seed ?? 0) - (b.seed ?? 0))) {
    if (found.has(curve.seed)) throw outOfRange(`run ${curve.run}: wanted one curve a seed, got two of ${curve.seed}`);
    found.set(curve.seed, curve);
  }
  return found;
}

function paired(of: readonly AgainstBaseline[], level: number): PairedAgainstBaseline {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const factors = of.map(({ speedUp }) => speedUp);
  return {
    goal: mean(of.map(({ goal }) => goal)),
    end: mean(of.map(({ end }) => end)),
    difference: studentInterval(of.map(({ difference }) => difference), level),
    reached: of.map(({ reached }) => reached),
    speedUp: factors.every((factor) => factor !== null) ? ratio(factors, level) : null,
    own: of.map(({ own }) => own),
  };
}

function ratio(factors: readonly number[], level: number): OverSeeds {
  const { mean, interval } = studentInterval(factors.map(Math.log), level);
  return { mean: Math.exp(mean), interval: interval && [Math.exp(interval[0]), Math.exp(interval[1])] };
}
