/**
 * RegMix's search by simulation.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import type { At, FittedLaw } from "../law.ts";
import { narrow } from "./narrow.ts";
import { type Objective, objectiveOf, targetWeights } from "./objective.ts";
import { priorShares } from "./prior.ts";
import { answer, noAnswer, type PaperAnswer } from "./paper_answer.ts";
import { REGMIX_DRAWS, REGMIX_TOP, simulate } from "./simulate.ts";

/**
 * Settings of RegMix's simulation.
 *
 * @example
 * ```ts
 * import { deepEqual, notDeepEqual } from "node:assert/strict";
 * import { lawFromParameters, regMixSimulation, type RegMixSimulationOptions } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("linear", ["code", "web"], [
 *   { target: "code", parameters: { "a:code": 1, "a:web": 3 } },
 * ]);
 * const options: RegMixSimulationOptions = { draws: 1000, top: 10, seed: 1, prior: { code: 0.3, web: 0.7 } };
 * const chosen = regMixSimulation(law, options).mixture;
 * deepEqual(regMixSimulation(law, options).mixture, chosen); // the same seed gives the same answer
 * notDeepEqual(regMixSimulation(law, { ...options, top: 100 }).mixture, chosen);
 * ```
 */
export interface RegMixSimulationOptions {
  /** What is minimised. Default: the mean over the targets (RegMix: one target, Pile-CC). */
  readonly objective?: Objective;
  /** Shares of tokens to draw around, one a domain, sum 1. Default: even shares. */
  readonly prior?: Readonly<Record<string, number>>;
  /** Mixtures drawn. Default: 100,000, as in RegMix's notebook; its paper says 1,000,000. */
  readonly draws?: number;
  /** Mixtures averaged. Default: 128, as in RegMix's notebook; its paper says 100. */
  readonly top?: number;
  /** Seed. Default: 0. */
  readonly seed?: number;
  /** Losses at the start of the segment, for laws of segments. */
  readonly at?: At;
}

/**
 * The mixture that RegMix (arXiv 2407.01492) would choose from this law: draw mixtures from Dirichlet(prior), not
 * tempered and with strength 1, and average the shares of those with the lowest predicted objective.
 *
 * @throws {TypeError} when an option is of the wrong kind.
 * @throws {RangeError} when a name is unknown, the prior does not sum to 1, or a number is out of range.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { bestMixture, lawFromParameters, regMixSimulation } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["code", "web"], [
 *   { target: "code", parameters: { c: 1, "v:code": -1.5, "v:web": 0.2 } },
 *   { target: "web", parameters: { c: 2.9, "v:code": 0.6, "v:web": -1.2 } },
 * ]);
 * const theirs = regMixSimulation(law, { draws: 5000, top: 20, seed: 1 }), exact = bestMixture(law);
 * ok(Math.abs(theirs.mixture!.code - exact.mixture.code) < 0.02);
 * ok(theirs.objective! >= exact.objective); // nats per token
 * ```
 */
export function regMixSimulation(law: FittedLaw, options: RegMixSimulationOptions = {}): PaperAnswer {
  const { draws = REGMIX_DRAWS, top = REGMIX_TOP, seed = 0, at } = options;
  if (!Number.isInteger(draws) || draws < 1) throw outOfRange(`draws: wanted a whole number ≥ 1, got ${got(draws)}`);
  if (!Number.isInteger(top) || top < 1 || top > draws) {
    throw outOfRange(`top: wanted a whole number from 1 to the ${draws} draws, got ${got(top)}`);
  }
  const narrowed = narrow(law, options.objective);
  const weights = targetWeights(options.objective ?? { kind: "mean" }, narrowed.targets);
  const prior = priorShares(options.prior, law.domains);
  const value = (shares: Float64Array) => objectiveOf(weights, narrowed.predict(shares, at));
  const { mean, finite } = simulate(value, { prior, draws, top, seed });
  const name = "RegMix simulation";
  if (mean === undefined) return noAnswer(name, `only ${finite} of ${draws} draws have a finite prediction`);
  return answer(name, narrowed, mean, weights, `mean of the ${top} best of ${draws} draws, seed ${seed}`, at);
}
