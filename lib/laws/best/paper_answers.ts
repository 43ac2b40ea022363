/**
 * All the answers that the papers' own code would give.
 *
 * @module
 */
import type { RunTable } from "../../tables/run_table.ts";
import type { At, FittedLaw } from "../law.ts";
import { aioliThreeDomains, aioliTwoDomains } from "./aioli_optima.ts";
import { bestSweptRun } from "./best_swept_run.ts";
import type { TokenSupply } from "./constraints.ts";
import { dataMixingLawsGrid } from "./data_mixing_laws_grid.ts";
import type { Objective } from "./objective.ts";
import type { PaperAnswer } from "./paper_answer.ts";
import { regMixSimulation } from "./regmix_simulation.ts";
import { softmaxNelderMead } from "./softmax_nelder_mead.ts";

/**
 * What the answers should be best for.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { PaperAnswersOptions } from "@mixlab/mixlab";
 *
 * const options: PaperAnswersOptions = { simulation: true, seed: 7 };
 * equal(options.seed, 7);
 * ```
 */
export interface PaperAnswersOptions {
  /** What is minimised. Default: the mean over the targets. */
  readonly objective?: Objective;
  /** Caps on shares; only the grid of Data Mixing Laws knows any. */
  readonly caps?: Readonly<Record<string, number>>;
  /** Tokens there are; only the grid of Data Mixing Laws knows caps. */
  readonly tokens?: TokenSupply;
  /** Prior of RegMix's draws. */
  readonly prior?: Readonly<Record<string, number>>;
  /** Also RegMix's simulation of 100,000 draws. Default: no. */
  readonly simulation?: boolean;
  /** Seed of the simulation. Default: 0. */
  readonly seed?: number;
  /** Losses at the start of the segment, for laws of segments. */
  readonly at?: At;
}

/**
 * The best swept run (where there are runs), the softmax Nelder–Mead of Aioli's code, the grid of Data Mixing Laws,
 * Aioli's own optima where there are two or three domains, and on request RegMix's simulation.
 *
 * @throws {RangeError} when a name is unknown or a number is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type FittedLaw, matrix, paperAnswers } from "@mixlab/mixlab";
 *
 * const law: FittedLaw = {
 *   law: "example", domains: ["code", "text"], targets: ["all"], convex: true, segments: false, perTarget: [],
 *   warnings: [], predict: (p) => Float64Array.of((p[0] - 0.3) ** 2), gradient: (p) => matrix(1, 2, [2 * (p[0] - 0.3), 0]),
 *   hessian: (_, w) => matrix(2, 2, [2 * w[0], 0, 0, 0]), toJSON: () => { throw new Error("not needed here"); },
 * };
 * deepEqual(paperAnswers(law).map((answer) => answer.name), [
 *   "softmax Nelder–Mead", "grid of Data Mixing Laws", "closed form of Aioli (two domains)",
 * ]);
 * ```
 */
export function paperAnswers(law: FittedLaw, options: PaperAnswersOptions = {}, runs?: RunTable): PaperAnswer[] {
  const { objective, at } = options, m = law.domains.length, answers: PaperAnswer[] = [];
  if (runs) answers.push(bestSweptRun(runs, objective));
  answers.push(softmaxNelderMead(law, objective, at), dataMixingLawsGrid(law, options));
  // the closed form knows no other objective than the mean
  if (m === 2 && (objective ?? { kind: "mean" }).kind === "mean") answers.push(aioliTwoDomains(law));
  if (m === 3) answers.push(aioliThreeDomains(law, objective, at));
  if (options.simulation) answers.push(regMixSimulation(law, options));
  return answers;
}
