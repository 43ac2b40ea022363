/**
 * Epochs of a domain: p_j · positions / tokens of its train split, where positions are B T × updates. A run that goes on
 * from another has gone through that one's data besides. m domains.
 *
 * Up to four epochs of the same text do about as well as fresh text (Muennighoff et al., "Scaling Data-Constrained
 * Language Models", 2023, section 5).
 *
 * @module
 */
import type { SweepPlan, SweepRun } from "../plan.ts";

/** Epochs beyond which repeated text is worth less than fresh text. */
export const MOST_EPOCHS = 4;

/**
 * How often runs go through the train split of a domain.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { DomainEpochs } from "@mixlab/mixlab/train";
 *
 * const line = ({ domain, largest, run }: DomainEpochs) => `${domain}: up to ${largest.toFixed(1)} times, in ${run}`;
 * const web: DomainEpochs = { domain: "web", trainTokens: 1000, mean: 2, largest: 5, run: "03, seed 0" };
 * equal(line(web), "web: up to 5.0 times, in 03, seed 0");
 * ```
 */
export interface DomainEpochs {
  /** Its name. */
  readonly domain: string;
  /** Tokens of its train split. */
  readonly trainTokens: number;
  /** Mean over the runs. */
  readonly mean: number;
  /** Most of any run. */
  readonly largest: number;
  /** The first run that has as many. */
  readonly run: string;
}

/** Epochs of each domain. @param positions that a run trains on itself. */
export function epochsOf(
  { runs, domains }: Pick<SweepPlan, "runs" | "domains">,
  trainTokens: readonly number[],
  positions: (run: SweepRun) => number,
): DomainEpochs[] {
  const seen = new Map<string, readonly number[]>();
  for (const run of runs) {
    const before = run.parent === undefined ? undefined : seen.get(run.parent), own = positions(run);
    seen.set(run.key, run.shares.map((share, j) => (before?.[j] ?? 0) + share * own));
  }
  return domains.map((domain, j) => {
    const epochs = runs.map(({ key }) => seen.get(key)![j] / trainTokens[j]);
    const largest = epochs.reduce((most, n) => Math.max(most, n), 0), { id, seed } = runs[epochs.indexOf(largest)];
    const mean = epochs.reduce((sum, n) => sum + n, 0) / runs.length;
    return { domain, trainTokens: trainTokens[j], mean, largest, run: `${id}, seed ${seed}` };
  });
}
