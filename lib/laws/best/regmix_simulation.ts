/**
 * RegMix's search by simulation.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import { dirichlet } from "../../mixture/dirichlet.ts";
import { random } from "../../numerics/random.ts";
import type { At, FittedLaw } from "../law.ts";
import { type Objective, objectiveOf, targetWeights } from "./objective.ts";
import { priorShares } from "./prior.ts";
import { answer, noAnswer, type PaperAnswer } from "./paper_answer.ts";

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
  const { draws = 100_000, top = 128, seed = 0, at } = options, m = law.domains.length;
  if (!Number.isInteger(draws) || draws < 1) throw outOfRange(`draws: wanted a whole number ≥ 1, got ${got(draws)}`);
  if (!Number.isInteger(top) || top < 1 || top > draws) {
    throw outOfRange(`top: wanted a whole number from 1 to the ${draws} draws, got ${got(top)}`);
  }
  const weights = targetWeights(options.objective ?? { kind: "mean" }, law.targets);
  const prior = priorShares(options.prior, law.domains), rng = random(seed);
  const drawn = new Float64Array(draws * m), values = new Float64Array(draws);
  for (let i = 0; i < draws; i++) {
    const shares = dirichlet(rng, prior);
    drawn.set(shares, i * m);
    values[i] = objectiveOf(weights, law.predict(shares, at));
  }
  const name = "RegMix simulation", order = Array.from(values.keys()).filter((i) => Number.isFinite(values[i]));
  if (order.length < top) return noAnswer(name, `only ${order.length} of ${draws} draws have a finite prediction`);
  order.sort((a, b) => values[a] - values[b]);
  const mean = new Float64Array(m);
  for (const i of order.slice(0, top)) for (let j = 0; j < m; j++) mean[j] += drawn[i * m + j] / top;
  return answer(name, law, mean, weights, `mean of the ${top} best of ${draws} draws, seed ${seed}`, at);
}
