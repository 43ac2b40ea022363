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
 * import { equal } from "node:assert/strict";
 * import type { RegMixSimulationOptions } from "@mixlab/mixlab";
 *
 * const asInThePaper: RegMixSimulationOptions = { draws: 1_000_000, top: 100, seed: 1 };
 * equal(asInThePaper.top, 100);
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
 * @throws {RangeError} when a name is unknown, the prior does not sum to 1, or a number is out of range.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { type FittedLaw, matrix, regMixSimulation } from "@mixlab/mixlab";
 *
 * const law: FittedLaw = {
 *   law: "example", domains: ["code", "text"], targets: ["all"], convex: true, segments: false, perTarget: [],
 *   warnings: [], predict: (p) => Float64Array.of((p[0] - 0.3) ** 2), gradient: (p) => matrix(1, 2, [2 * (p[0] - 0.3), 0]),
 *   hessian: (_, w) => matrix(2, 2, [2 * w[0], 0, 0, 0]), toJSON: () => { throw new Error("not needed here"); },
 * };
 * ok(Math.abs(regMixSimulation(law, { draws: 2000, top: 10 }).mixture!.code - 0.3) < 0.01);
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
