/**
 * What methods believe of A against what is best for their trajectories.
 *
 * @module
 */
import { quantile } from "simple-statistics";
import { got, outOfRange } from "../../lib/errors.ts";
import type { Interval } from "../../lib/laws/intervals.ts";
import { domainScores } from "../../lib/methods/aioli/tilt_shares.ts";
import { rowOf } from "../../lib/numerics/matrix.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { type Spread, spreadOf } from "../shared/spread.ts";
import { believedEffects } from "./believed_effects.ts";
import { diagonalForm } from "./diagonal_form.ts";
import { effectReplicates } from "./effect_replicates.ts";
import { type EffectScale, effectScale } from "./effect_scale.ts";
import { type EffectSimilarity, effectSimilarity } from "./effect_similarity.ts";
import { type OptimalEffects, optimalEffects } from "./optimal_effects.ts";
import type { Trajectories } from "./read_trajectories.ts";
import { tableOfParent } from "./table_of_parent.ts";

/**
 * A method's belief on one trajectory beside the best one. k targets, m domains.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { ComparedEffects } from "@mixlab/mixlab/analysis";
 *
 * const favourite = ({ believedSums }: Pick<ComparedEffects, "believedSums">) =>
 *   believedSums.indexOf(Math.max(...believedSums));
 * equal(favourite({ believedSums: [0.2, 0.5, 0.3] }), 1);
 * ```
 */
export interface ComparedEffects {
  /** The method. */
  readonly method: string;
  /** Seed of its trajectory. */
  readonly seed: number;
  /** Children of the trajectory's end. */
  readonly children: number;
  /** What it believes (k rows of m), in its own unit; for two domains the diagonal form. */
  readonly believed: readonly (readonly number[])[];
  /** Column sums of it (m). */
  readonly believedSums: readonly number[];
  /** A^t*. */
  readonly optimal: OptimalEffects;
  /** Column sums of it (m), nats per token over a child. */
  readonly optimalSums: readonly number[];
  /** Their 95 % intervals (m), of children; null where too few children tell. */
  readonly sumIntervals: readonly Interval[] | null;
  /** The scale of the belief, and how well it explains the children. */
  readonly scale: EffectScale;
  /** How alike the column sums are. */
  readonly similarity: EffectSimilarity;
  /** 95 % interval of the similarity, of children; null where it cannot be told. */
  readonly similarityInterval: Interval | null;
  /** What a belief in equal column sums, its ranks drawn by lot, has on average: ½ cosine. Null where A^t* sums to 0. */
  readonly chance: number | null;
  /** By how much the column sums of the belief differ: (most − least) / |mean|; null where their mean is 0. */
  readonly range: number | null;
}

/**
 * The similarity of a method over its seeds.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MethodSimilarity } from "@mixlab/mixlab/analysis";
 *
 * const words = ({ method, similarity }: MethodSimilarity) => `${method}: ${similarity?.mean ?? "cannot tell"}`;
 * const none = { cosine: null, spearman: null, similarity: null, untold: 3, chance: null };
 * equal(words({ method: "aioli", ...none }), "aioli: cannot tell");
 * ```
 */
export interface MethodSimilarity {
  /** The method. */
  readonly method: string;
  /** Cosines over seeds that have one. */
  readonly cosine: Spread | null;
  /** Rank correlations over seeds that have one. */
  readonly spearman: Spread | null;
  /** Similarities over seeds that have one; null where none has. */
  readonly similarity: Spread | null;
  /** Seeds whose similarity cannot be told. */
  readonly untold: number;
  /** Mean of {@link ComparedEffects.chance} over seeds; null where a seed has none. */
  readonly chance: number | null;
}

/**
 * Compares each trajectory's belief with the best one for it.
 *
 * @param segments a table of segments with the label `method`: rows with `segment` "parent", where there are any, are left
 * out.
 * @param found the trajectories, with the same domains and targets.
 * @param options.last as in {@link believedEffects}.
 * @param options.replicates of the bootstrap over children; 0: no intervals. Default 200.
 * @param options.seed of the bootstrap. Default 0.
 * @returns in order of the trajectories: those without children in the table are left out.
 * @throws {RangeError} when names differ, a child has no trajectory, or children cannot be fitted.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { methodEffects, readTrajectories } from "@mixlab/mixlab/analysis";
 *
 * const segments = await readTable("data/method_effects_segments.csv", { where: "segment=child,seed=0" });
 * const found = methodEffects(segments, await readTrajectories("data/method_effects.json"), { replicates: 0 });
 * deepEqual(found.map(({ method }) => method), ["aioli", "skill-it", "doge", "doremi"]);
 * ```
 */
export function methodEffects(
  segments: RunTable,
  found: Trajectories,
  { last, replicates = 200, seed = 0 }: {
    readonly last?: number;
    readonly replicates?: number;
    readonly seed?: number;
  } = {},
): ComparedEffects[] {
  const { domains, targets, trajectories } = found;
  sameNames("domains", segments, domains);
  sameNames("targets", segments, targets);
  refuseOrphans(segments, found);
  return trajectories.flatMap((trajectory) => {
    const children = tableOfParent(segments, trajectory);
    if (children === undefined) return [];
    const optimal = optimalEffects(children), start_k = rowOf(children.startLosses!, 0);
    const whole = believedEffects(trajectory, start_k, { ...(last !== undefined && { last }) });
    const believed = optimal.form === "diagonal" ? diagonalForm(whole) : whole;
    const own = sums(believed), best = sums(optimal.A_km);
    const again = replicates === 0 ? [] : effectReplicates(children, optimal, { replicates, seed });
    const alike = again.flatMap((A_km) => effectSimilarity(own, sums(A_km)).similarity ?? []);
    const similarity = effectSimilarity(own, best), told = similarity.similarity !== null && alike.length > 0;
    return [{
      ...{ method: trajectory.method, seed: trajectory.seed, children: children.runs.length },
      ...{ believed, believedSums: own, optimal, optimalSums: best },
      sumIntervals: again.length === 0 ? null : domains.map((_, j) => percentiles(again.map((A_km) => sums(A_km)[j]))),
      scale: effectScale(children, believed),
      ...{ similarity, similarityInterval: told ? percentiles(alike) : null },
      ...{ chance: chanceOf(best), range: rangeOf(own) },
    }];
  });
}

/**
 * Similarities by method: means and spreads over seeds.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { methodEffects, readTrajectories, similarityByMethod } from "@mixlab/mixlab/analysis";
 *
 * const segments = await readTable("data/method_effects_segments.csv", { where: "segment=child" });
 * const compared = methodEffects(segments, await readTrajectories("data/method_effects.json"), { replicates: 0 });
 * const [aioli] = similarityByMethod(compared);
 * equal(aioli.method, "aioli");
 * equal(aioli.similarity!.count, 3); // seeds
 * ```
 */
export function similarityByMethod(
  compared: readonly Pick<ComparedEffects, "method" | "similarity" | "chance">[],
): MethodSimilarity[] {
  return [...new Set(compared.map(({ method }) => method))].map((method) => {
    const own = compared.filter((each) => each.method === method);
    const of = (part: keyof EffectSimilarity) => {
      const values = own.flatMap(({ similarity }) => similarity[part] ?? []);
      return values.length === 0 ? null : spreadOf(values);
    };
    const similarity = of("similarity"), chances = own.flatMap(({ chance }) => chance ?? []);
    return {
      ...{ method, cosine: of("cosine"), spearman: of("spearman"), similarity },
      untold: own.length - (similarity?.count ?? 0),
      chance: chances.length < own.length ? null : spreadOf(chances).mean,
    };
  });
}

const sums = (A_km: readonly (readonly number[])[]) => Array.from(domainScores(A_km));

/** The mean over all orders of Spearman is 0. */
function chanceOf(best: readonly number[]): number | null {
  const { cosine } = effectSimilarity(best.map(() => 1), best);
  return cosine === null ? null : cosine / 2;
}

function rangeOf(own: readonly number[]): number | null {
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  return mean === 0 ? null : (Math.max(...own) - Math.min(...own)) / Math.abs(mean);
}

function percentiles(values: readonly number[]): Interval {
  return [quantile([...values], 0.025), quantile([...values], 0.975)];
}

function sameNames(what: "domains" | "targets", segments: RunTable, wanted: readonly string[]): void {
  if (segments[what].join("\n") === wanted.join("\n")) return;
  throw outOfRange(
    `${segments.source}: ${what}: wanted ${wanted.join(", ")} as the trajectories have, got ${
      segments[what].join(", ")
    }`,
  );
}

function refuseOrphans({ runs, source }: RunTable, { trajectories }: Trajectories): void {
  for (const { id, seed, labels: { method, segment } } of runs) {
    if (segment === "parent") continue;
    if (method === undefined) throw outOfRange(`${source}: run ${id}: wanted a column method, got none`);
    if (trajectories.some((each) => each.method === method && each.seed === seed)) continue;
    throw outOfRange(
      `${source}: run ${id}: wanted a trajectory of ${got(method)}, seed ${seed ?? "none"}, got only those of ` +
        trajectories.map((each) => `${each.method}, seed ${each.seed}`).join("; "),
    );
  }
}
