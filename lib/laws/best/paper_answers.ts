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
import { narrow } from "./narrow.ts";
import type { Objective } from "./objective.ts";
import type { PaperAnswer } from "./paper_answer.ts";
import { regMixSimulation } from "./regmix_simulation.ts";
import { softmaxNelderMead } from "./softmax_nelder_mead.ts";

/**
 * What the answers should be best for, and settings that only some of them know.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { lawFromParameters, paperAnswers, type PaperAnswersOptions } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("linear", ["code", "web"], [
 *   { target: "code", parameters: { "a:code": 1, "a:web": 3 } },
 *   { target: "web", parameters: { "a:code": 4, "a:web": 3 } },
 * ]);
 * const options: PaperAnswersOptions = { objective: { kind: "target", target: "code" }, caps: { code: 0.6 } };
 * const grid = paperAnswers(law, options).find(({ name }) => name === "grid of Data Mixing Laws")!;
 * deepEqual(grid.mixture, { code: 0.5625, web: 0.4375 }); // the cap, rounded down to 16ths
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

/** Under a law of steps a prediction takes as long as a hundred others: smaller grids only. */
const SLOW = { most: 50_000 };

/**
 * The best swept run (where there are runs), the softmax Nelder–Mead of Aioli's code, the grid of Data Mixing Laws,
 * Aioli's own optima where there are two or three domains, and on request RegMix's simulation.
 *
 * @throws {RangeError} when a name is unknown or a number is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual, ok } from "node:assert/strict";
 * import { bestMixture, lawFromParameters, paperAnswers } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["code", "web"], [
 *   { target: "code", parameters: { c: 1, "v:code": -1.5, "v:web": 0.2 } },
 *   { target: "web", parameters: { c: 2.9, "v:code": 0.6, "v:web": -1.2 } },
 * ]);
 * const answers = paperAnswers(law), exact = bestMixture(law);
 * deepEqual(answers.map((answer) => answer.name), [
 *   "softmax Nelder–Mead",
 *   "grid of Data Mixing Laws",
 *   "closed form of Aioli (two domains)",
 * ]);
 * ok(answers.every(({ objective }) => objective === null || objective >= exact.objective - 1e-9)); // none is better
 * ```
 */
export function paperAnswers(whole: FittedLaw, options: PaperAnswersOptions = {}, runs?: RunTable): PaperAnswer[] {
  const { objective, at } = options,
    law = narrow(whole, objective),
    m = law.domains.length,
    answers: PaperAnswer[] = [];
  if (runs) answers.push(bestSweptRun(runs, objective));
  answers.push(
    softmaxNelderMead(law, objective, at),
    dataMixingLawsGrid(law, { ...options, ...(law.stepwise && SLOW) }),
  );
  // the closed form knows no other objective than the mean
  if (m === 2 && (objective ?? { kind: "mean" }).kind === "mean") answers.push(aioliTwoDomains(law));
  if (m === 3) answers.push(aioliThreeDomains(law, objective, at));
  if (options.simulation) answers.push(regMixSimulation(law, options));
  return answers;
}
