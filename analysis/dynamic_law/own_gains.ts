/**
 * What a target gains by its own domain, against how much of it the parent had seen. Aioli's paper finds that effects
 * belong to a state of the model: what a group gains depends on how little of it was seen.
 *
 * The gain is a_ii less the mean of a_ij over the other domains, as the slope k of L_after = k p_own + b is for two.
 *
 * @module
 */
import { mean, sampleRankCorrelation } from "simple-statistics";
import type { DynamicLaw } from "./dynamic_law.ts";

/**
 * One target over the parents of one step.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicLaw, type OwnGains, ownGains } from "@mixlab/mixlab/analysis";
 *
 * const gains: readonly OwnGains[] = ownGains(dynamicLaw(await readTable(["data/segments.csv"])));
 * ok(gains.every(({ gains }) => gains.every((gain) => gain < 0))); // the own domain helps more than the others
 * ```
 */
export interface OwnGains {
  /** The step of the break. */
  readonly step: number;
  /** The target, a training domain. */
  readonly target: string;
  /** The parents, in the order of the lists below. */
  readonly parents: readonly string[];
  /** Each parent's share of the target's own domain. */
  readonly shares: readonly number[];
  /** Each parent's loss of the target at the break (nats per token). */
  readonly starts: readonly number[];
  /** a_ii less the mean of the other a_ij: nats per token, negative where the own domain helps more. */
  readonly gains: readonly number[];
  /** Rank correlation of gains and shares: above 0, the less was seen, the more is gained. Null when either does not vary. */
  readonly rankWithShare: number | null;
  /** Rank correlation of gains and losses at the break: below 0, the higher the loss, the more is gained. */
  readonly rankWithStart: number | null;
}

/**
 * The own gains of every target that is a training domain, by step; parents that the table does not hold are left out.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicLaw, ownGains } from "@mixlab/mixlab/analysis";
 *
 * const gains = ownGains(dynamicLaw(await readTable(["data/segments.csv"])));
 * ok(gains.every(({ rankWithShare }) => rankWithShare! > 0)); // as in Aioli's runs
 * ```
 */
export function ownGains({ domains, targets, steps }: DynamicLaw): readonly OwnGains[] {
  return steps.flatMap(({ step, parents }) => {
    const known = parents.filter(({ shares_m }) => shares_m !== undefined);
    return targets.flatMap((target, i) => {
      const own = domains.indexOf(target);
      if (own < 0 || domains.length < 2 || known.length === 0) return [];
      const shares = known.map(({ shares_m }) => shares_m![own]), starts = known.map(({ start_k }) => start_k[i]);
      const gains = known.map(({ a_km }) => a_km[i][own] - mean(a_km[i].filter((_, j) => j !== own)));
      return [{
        ...{ step, target, parents: known.map(({ parent }) => parent), shares, starts, gains },
        ...{ rankWithShare: rank(shares, gains), rankWithStart: rank(starts, gains) },
      }];
    });
  });
}

function rank(x: readonly number[], y: readonly number[]): number | null {
  const varies = (values: readonly number[]) => values.some((value) => value !== values[0]);
  return varies(x) && varies(y) ? sampleRankCorrelation([...x], [...y]) : null;
}
