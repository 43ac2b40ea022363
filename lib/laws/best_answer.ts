/**
 * The best mixture beside its rivals, and how sure the comparison is.
 *
 * @module
 */
import type { RunTable } from "../tables/run_table.ts";
import { type BestMixture, bestMixture, type BestMixtureOptions } from "./best/best_mixture.ts";
import { objectiveOf, targetWeights } from "./best/objective.ts";
import type { PaperAnswer } from "./best/paper_answer.ts";
import { priorShares } from "./best/prior.ts";
import { type Interval, interval, probabilityBelowZero } from "./intervals.ts";
import type { At, FittedLaw } from "./law.ts";

/**
 * The best mixture and how sure it is: what {@link bestMixture} says, with intervals and rivals.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, ok } from "node:assert/strict";
 * import { type BestAnswer, fitTable, parseTable } from "@mixlab/mixlab";
 *
 * const best: BestAnswer = fitTable(parseTable(`run,share:code,share:web,loss:code,loss:web
 * 1,0.05,0.95,2.12,3.23
 * 2,0.25,0.75,1.80,3.38
 * 3,0.40,0.60,1.62,3.52
 * 4,0.70,0.30,1.37,3.96
 * 5,0.95,0.05,1.25,4.57`)).best;
 *
 * const [low, high] = best.intervals!.code; // 95 %
 * ok(low < best.mixture.code && best.mixture.code < high);
 * ok(best.probabilityBeatsPrior! > 0.95);
 * equal(best.bestRun.run, "3");
 * deepEqual(best.prior.mixture, { code: 0.5, web: 0.5 });
 * ```
 */
export interface BestAnswer extends BestMixture {
  /** 95 % interval of each share; null without replicates. */
  readonly intervals: Readonly<Record<string, Interval>> | null;
  /** 95 % interval of the predicted objective at the best mixture (nats per token). */
  readonly objectiveInterval: Interval | null;
  /** The prior mixture, its predicted objective, and how it compares. */
  readonly prior: Rival;
  /** The best run of the table, the objective that the law predicts for its mixture, and how it compares. */
  readonly bestRun: Rival & { readonly run: string; readonly measured: number };
  /** Probability that the best mixture has a lower objective than the prior; null when it cannot be told. */
  readonly probabilityBeatsPrior: number | null;
  /** Probability that the best mixture has a lower objective than the best run's; null when it cannot be told. */
  readonly probabilityBeatsBestRun: number | null;
}

/**
 * A mixture that the best one is compared with, under the same law.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { fitTable, parseTable, type Rival } from "@mixlab/mixlab";
 *
 * const { best } = fitTable(parseTable(`run,share:code,share:web,loss:code,loss:web
 * 1,0.05,0.95,2.12,3.23
 * 2,0.25,0.75,1.80,3.38
 * 3,0.40,0.60,1.62,3.52
 * 4,0.70,0.30,1.37,3.96
 * 5,0.95,0.05,1.25,4.57`));
 * const prior: Rival = best.prior; // even shares, since no other prior was given
 * ok(Math.abs(prior.gain - (prior.objective - best.objective)) < 1e-12); // nats per token
 * const [low] = prior.gainInterval!;
 * ok(low > 0); // so the best mixture is better, as far as these runs can tell
 * ```
 */
export interface Rival {
  /** Shares by domain. */
  readonly mixture: Readonly<Record<string, number>>;
  /** Predicted objective (nats per token). */
  readonly objective: number;
  /** Predicted objective less that of the best mixture (nats per token): what is gained. */
  readonly gain: number;
  /** 95 % interval of the gain. */
  readonly gainInterval: Interval | null;
}

/** How far to search under a replicate of the fit: the answer to the fit itself is near. */
function drawsFor(law: FittedLaw): number | undefined {
  return law.convex ? undefined : law.stepwise ? 20_000 : 4;
}

/** Sets the best mixture beside the prior and the best run, with intervals from the replicates of the fit. */
export function compareBest(
  found: BestMixture,
  fitted: FittedLaw,
  replicates: readonly FittedLaw[],
  factor: number,
  bestRun: PaperAnswer,
  limits: BestMixtureOptions,
  at: At | undefined,
  seed: number,
  table: RunTable,
): BestAnswer {
  const weights = targetWeights(limits.objective ?? { kind: "mean" }, fitted.targets);
  const value = (law: FittedLaw, shares: ArrayLike<number>) => objectiveOf(weights, law.predict(shares, at));
  const prior = priorShares(limits.prior, fitted.domains);
  const at0 = value(fitted, found.shares), atR = replicates.map((law) => value(law, found.shares));

  const rival = (shares: Float64Array): { rival: Rival; probability: number | null } => {
    const objective = value(fitted, shares), gain = objective - at0;
    const mixture = Object.fromEntries(fitted.domains.map((d, j) => [d, shares[j]]));
    if (replicates.length === 0) {
      return { rival: { mixture, objective, gain, gainInterval: null }, probability: null };
    }
    const gains = replicates.map((law, r) => value(law, shares) - atR[r]);
    return {
      rival: { mixture, objective, gain, gainInterval: interval(gain, gains, factor) },
      probability: probabilityBelowZero(-gain, gains.map((g) => -g), factor),
    };
  };
  const run = fitted.domains.map((d) => table.domains.indexOf(d)).map((j) => bestRun.shares![j]);
  const overPrior = rival(prior), overRun = rival(Float64Array.from(run));

  let intervals: Record<string, Interval> | null = null;
  if (replicates.length > 0) {
    const shares = replicates.map((law) =>
      bestMixture(law, { ...limits, at, seed, start: found.shares, draws: drawsFor(law) }).shares
    );
    intervals = Object.fromEntries(fitted.domains.map((d, j) => {
      const [low, high] = interval(found.shares[j], shares.map((s) => s[j]), factor);
      const floor = limits.floors?.[d] ?? 0, cap = limits.caps?.[d] ?? 1;
      return [d, [Math.max(floor, low), Math.min(cap, high)]];
    }));
  }
  return {
    ...found,
    intervals,
    objectiveInterval: replicates.length > 0 ? interval(at0, atR, factor) : null,
    prior: overPrior.rival,
    bestRun: {
      ...overRun.rival,
      run: (bestRun as PaperAnswer & { run: { id: string } }).run.id,
      measured: bestRun.objective!,
    },
    probabilityBeatsPrior: overPrior.probability,
    probabilityBeatsBestRun: overRun.probability,
  };
}
