/**
 * The optimum of Aioli's `linreg`: Nelder–Mead over softmax coordinates.
 *
 * @module
 */
import { nelderMead } from "../../numerics/nelder_mead.ts";
import type { At, FittedLaw } from "../law.ts";
import { type Objective, objectiveOf, targetWeights } from "./objective.ts";
import { answer, noAnswer, type PaperAnswer } from "./paper_answer.ts";

/** p_j = exp(y_j) / Σ exp(y). */
function softmax(y: Float64Array): Float64Array {
  const top = Math.max(...y), e = y.map((x) => Math.exp(x - top)), sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
}

/**
 * The mixture that Aioli's `mixing_law_fitting.py` (`linreg`, the Data Mixing Laws baseline at m = 7) would print:
 * p = softmax(y) with m free coordinates, one of them redundant, started at y = 0, by Nelder–Mead with at most 10,000
 * iterations and SciPy's default tolerances (1e-4). Where the search does not converge that code prints nothing.
 *
 * @param objective default: the mean of the predicted losses over the targets, as there.
 * @throws {TypeError} when the kind of objective is unknown.
 * @throws {RangeError} when the objective names an unknown target.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { bestMixture, lawFromParameters, softmaxNelderMead } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["code", "web"], [
 *   { target: "code", parameters: { c: 1, "v:code": -1.5, "v:web": 0.2 } },
 *   { target: "web", parameters: { c: 2.9, "v:code": 0.6, "v:web": -1.2 } },
 * ]);
 * const theirs = softmaxNelderMead(law).mixture!.code, exact = bestMixture(law).mixture.code;
 * ok(Math.abs(theirs - exact) < 0.01); // near, but only as near as its tolerances
 * ```
 */
export function softmaxNelderMead(law: FittedLaw, objective: Objective = { kind: "mean" }, at?: At): PaperAnswer {
  const name = "softmax Nelder–Mead", weights = targetWeights(objective, law.targets);
  const value = (y: Float64Array) => objectiveOf(weights, law.predict(softmax(y), at));
  const end = nelderMead(value, new Float64Array(law.domains.length), { maxIterations: 10_000 });
  if (!end.converged) {
    return noAnswer(name, `not converged after ${end.iterations} iterations: that code prints nothing`);
  }
  return answer(name, law, softmax(end.x), weights, `converged in ${end.iterations} iterations from even shares`, at);
}
