/**
 * Aioli's rule. S steps are R = S / updateSteps rounds. Each round estimates A on the run itself, tilts the mixture towards
 * the domains that lower all losses most, and trains on it for the rest of the round:
 *
 *     A^t = LearnParams(lpRounds, lpSteps, f);   Ā^t = normalised A^t;   p_j^t ∝ p_j^{t−1} exp(η Σ_i Ā_ij^t),   p^0 = 1/m
 *
 * Source: arXiv 2411.05735, algorithm 1. What options change: `ema` puts the running mean Ē^t in place of Ā^t; without
 * `recursive`, p_j^t ∝ exp(η Σ_i Ē_ij^t), from equal shares in each round; `normalizeA: false` takes A as it is;
 * `diagonal` sets A_ij to β_ij / W_jj where target i is domain j, and to 0 elsewhere, also at f = 1, where the repository
 * ignores the flag. Presets are those of the method (aioli.ts).
 *
 * @module
 */
import { random } from "../numerics/random.ts";
import { type Json, logRound, train } from "./actions.ts";
import { learnParams, type LearntParams } from "./aioli/learn_params.ts";
import { meanEffects } from "./aioli/mean_effects.ts";
import { normaliseEffects } from "./aioli/normalise_effects.ts";
import { type AioliSettings, aioliSettings } from "./aioli/settings.ts";
import { domainScores, tiltShares } from "./aioli/tilt_shares.ts";
import { tiltBounds } from "./aioli/tilt_bounds.ts";
import { byName } from "./round_record.ts";
import type { Rule } from "./rule.ts";

/** Above, the estimate is mostly noise: differences of evaluations are amplified so much. */
const MUCH_NOISE = 5;

/** The rule. Its options are those of the method, without a prior. */
export const aioliRule: Rule = {
  name: "aioli",
  check(options, context) {
    aioliSettings(options, context);
  },
  *run(options, context) {
    const settings = aioliSettings(options, context), { m, rounds, updateSteps, estimation, eta, ema } = settings;
    const { domains, targets } = context, rng = random(context.seed), equal_m = new Float64Array(m).fill(1 / m);
    const told: Json[] = [], sum_m = new Float64Array(m);
    let shares_m: Float64Array = equal_m, mean_km: number[][] | undefined;
    for (let round = 0; round < rounds; round++) {
      const learnt = yield* learnParams(settings, rng), { losses_k, A_km, W_mm, gain } = learnt;
      const normal = settings.normalizeA ? normaliseEffects(A_km) : { A_km, told: true };
      mean_km = ema === undefined ? normal.A_km : meanEffects(mean_km, normal.A_km, ema);
      const scores_m = domainScores(mean_km);
      shares_m = tiltShares(settings.recursive ? shares_m : equal_m, scores_m, eta);
      const rest = updateSteps - learnt.steps;
      const report = yield* train(shares_m, rest, { batches: settings.batches });
      sum_m.forEach((_, j) => sum_m[j] += rest * shares_m[j] + learnt.steps / m);
      told.push({ normalizedA: normal.A_km, scores: Array.from(scores_m), W: W_mm, noiseGain: gain });
      const notes = notesOf(learnt, normal.told, settings), bound = tiltBounds(m, eta).ratio;
      yield* logRound({
        kind: "round",
        round,
        step: round * updateSteps,
        mixture: byName(domains, shares_m),
        losses: byName(targets, losses_k),
        A: A_km,
        steps: learnt.steps + report.steps,
        tokens: learnt.tokens + report.tokens,
        estimation: { steps: estimation, share: estimation / updateSteps },
        evaluations: learnt.evaluations,
        ...(settings.normalizeA && bound < Infinity && { tiltBound: bound }),
        ...(notes.length > 0 && { notes }),
      });
    }
    return {
      mixture: Array.from(sum_m, (sum) => sum / context.steps),
      details: { last: Array.from(shares_m), rounds: told },
    };
  },
  evaluations: (options, context) => aioliEvaluations(aioliSettings(options, context)),
};

/** Passes over the val split: one at the start of each round, one after each visit. */
export function aioliEvaluations({ rounds, lpRounds, m }: AioliSettings): number {
  return rounds * (1 + lpRounds * m);
}

function notesOf({ gain, apart }: LearntParams, told: boolean, { lpRounds, lpSteps }: AioliSettings): string[] {
  return [
    ...(apart ? [] : [
      "The rows that the proxy mixtures had in this round do not tell them apart: A is solved with the mixtures asked for. " +
      "Raise lpSteps, lpRounds or the batch.",
    ]),
    ...(gain > MUCH_NOISE
      ? [
        `The proxy mixtures are so alike that the estimate amplifies the noise of evaluations ${
          gain.toFixed(1)
        } times ` +
        `(wanted at most ${MUCH_NOISE}): raise the one-hot factor.`,
      ]
      : []),
    ...(told ? [] : [
      `The estimate tells no domain from another: in ${lpRounds} visits of ${lpSteps} steps each no loss fell, all alike. ` +
      "All domains got the same score.",
    ]),
  ];
}
