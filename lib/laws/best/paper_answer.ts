/**
 * Answers that the papers' own code would give.
 *
 * @module
 */
import type { At, FittedLaw } from "../law.ts";
import { byName } from "./names.ts";
import { objectiveOf, type TargetWeights } from "./objective.ts";

/**
 * A mixture as a paper's code would choose it, to set beside the exact one.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, match } from "node:assert/strict";
 * import { dataMixingLawsGrid, lawFromParameters, type PaperAnswer } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("linear", ["code", "web"], [
 *   { target: "code", parameters: { "a:code": 1, "a:web": 3 } },
 * ]);
 * const answer: PaperAnswer = dataMixingLawsGrid(law);
 * deepEqual(answer.mixture, { code: 1, web: 0 });
 * equal(answer.objective, 1); // nats per token, predicted
 *
 * const none: PaperAnswer = dataMixingLawsGrid(law, { most: 2 });
 * equal(none.mixture, null);
 * match(none.note, /^not searched: the grid holds 6\.00 mixtures/);
 * ```
 */
export interface PaperAnswer {
  /** Name of the way it is found. */
  readonly name: string;
  /** Share of tokens by domain; null where the code would give no answer. */
  readonly mixture: Readonly<Record<string, number>> | null;
  /** The same shares in the law's order (m). */
  readonly shares: Float64Array | null;
  /** Objective at that mixture (nats per token): measured for the best swept run, predicted for all others. */
  readonly objective: number | null;
  /** What was done, and why there is no answer where there is none. */
  readonly note: string;
}

/** An answer with its predicted objective. */
export function answer(
  name: string,
  law: FittedLaw,
  shares: Float64Array,
  weights: TargetWeights,
  note: string,
  at?: At,
): PaperAnswer {
  const objective = objectiveOf(weights, law.predict(shares, at));
  return { name, mixture: byName(law.domains, shares), shares, objective, note };
}

/** No answer, and why. */
export function noAnswer(name: string, note: string): PaperAnswer {
  return { name, mixture: null, shares: null, objective: null, note };
}
