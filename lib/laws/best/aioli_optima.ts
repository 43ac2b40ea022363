/**
 * The optima of Aioli's notebooks for two and three domains.
 *
 * @module
 */
import type { At, FittedLaw } from "../law.ts";
import { type Objective, objectiveOf, targetWeights } from "./objective.ts";
import { answer, noAnswer, type PaperAnswer } from "./paper_answer.ts";

/**
 * The mixture that Aioli's notebook for two domains computes in closed form, from laws L_i = c_i + exp(k_i p_i + b_i)
 * on each target's own share: p_1 = (k_2 + b_2 − b_1 + ln(k_2 / k_1)) / (k_1 + k_2), where the slopes of the mean loss
 * cancel. The notebook does not look whether that is a share; outside 0 to 1 there is no answer here.
 *
 * @param law a log-linear law of two domains and two targets, the first target belonging to the first domain.
 *
 * @example
 * ```ts
 * import { equal, match } from "node:assert/strict";
 * import { aioliTwoDomains, bestMixture, lawNamed, parseTable } from "@mixlab/mixlab";
 *
 * const rows = [0.1, 0.3, 0.5, 0.7, 0.9].map((p, n) =>
 *   `${n},${p},${1 - p},${2 + Math.exp(-3 * p)},${2 + Math.exp(-2 * (1 - p))}`
 * );
 * const table = parseTable(["run,share:code,share:web,loss:code,loss:web", ...rows].join("\n"));
 * const law = lawNamed("log-linear").fit(table);
 * equal(aioliTwoDomains(law).mixture!.code.toFixed(6), bestMixture(law).mixture.code.toFixed(6));
 * match(aioliTwoDomains({ ...law, domains: ["a", "b", "c"] }).note, /^only for 2 domains/);
 * ```
 */
export function aioliTwoDomains(law: FittedLaw): PaperAnswer {
  const name = "closed form of Aioli (two domains)", { domains, targets, perTarget } = law;
  if (domains.length !== 2 || targets.length !== 2) {
    return noAnswer(name, `only for 2 domains and 2 targets, got ${domains.length} and ${targets.length}`);
  }
  const [one, two] = perTarget.map((fit) => fit.vertex);
  if (!one || !two) return noAnswer(name, `only for laws with vertex exponents, which ${law.law} has not`);
  const [d, e] = domains; // exponent of target 1: k p_1 + b = v_1 p_1 + v_2 (1 − p_1)
  const [b1, end1, b2, end2] = [one[e], one[d], two[d], two[e]];
  if (b1 === null || end1 === null || b2 === null || end2 === null) {
    return noAnswer(name, "a domain that never varied has no exponent");
  }
  const k1 = end1 - b1, k2 = end2 - b2;
  const p = (k2 + b2 - b1 + Math.log(k2 / k1)) / (k1 + k2);
  if (!(p >= 0 && p <= 1)) return noAnswer(name, `the formula gives ${p} for ${d}, which is not a share`);
  return answer(name, law, Float64Array.of(p, 1 - p), targetWeights({ kind: "mean" }, targets), "slopes cancel");
}

/**
 * The mixture that Aioli's notebook for three domains computes: Adam (learning rate 1e-3, 10,000 steps) on the first
 * two shares from the point (0.4963, 0.7682) that PyTorch draws with seed 0, each step clamped to 0 … 1 and then scaled
 * so that the two sum to at most 1; the third domain takes the rest.
 *
 * @param objective default: the mean over the targets, as there up to a factor.
 * @throws {TypeError} when the kind of objective is unknown.
 * @throws {RangeError} when the objective names an unknown target.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { aioliThreeDomains, bestMixture, lawFromParameters } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["code", "web", "books"], [
 *   { target: "code", parameters: { c: 1, "v:code": -1.5, "v:web": 0.2, "v:books": 0.3 } },
 *   { target: "web", parameters: { c: 2.9, "v:code": 0.6, "v:web": -1.2, "v:books": -0.5 } },
 *   { target: "books", parameters: { c: 2.5, "v:code": 0.4, "v:web": -0.2, "v:books": -1.0 } },
 * ]);
 * const theirs = aioliThreeDomains(law), exact = bestMixture(law);
 * ok(Math.abs(theirs.mixture!.code - exact.mixture.code) < 0.005);
 * ok(theirs.objective! >= exact.objective - 1e-9); // nats per token
 * ```
 */
export function aioliThreeDomains(law: FittedLaw, objective: Objective = { kind: "mean" }, at?: At): PaperAnswer {
  const name = "projected Adam of Aioli (three domains)", k = law.targets.length;
  if (law.domains.length !== 3) return noAnswer(name, `only for 3 domains, got ${law.domains.length}`);
  if (law.stepwise) return noAnswer(name, `only for laws with slopes, which ${law.law} has not`);
  const weights = targetWeights(objective, law.targets), scale = weights === "worst" ? 1 : k; // the notebook sums
  const x = [0.49625658988952637, 0.7682217955589294], first = [0, 0], second = [0, 0];
  const shares = () => Float64Array.of(x[0], x[1], 1 - x[0] - x[1]);
  for (let t = 1; t <= 10_000; t++) {
    const p = shares(), G = law.gradient(p, at).data, losses = law.predict(p, at);
    for (let j = 0; j < 2; j++) {
      let g = 0;
      for (let i = 0; i < k; i++) {
        const weight = weights === "worst" ? (losses[i] === objectiveOf("worst", losses) ? 1 : 0) : weights[i];
        if (weight > 0) g += scale * weight * (G[i * 3 + j] - G[i * 3 + 2]);
      }
      first[j] = 0.9 * first[j] + 0.1 * g;
      second[j] = 0.999 * second[j] + 0.001 * g * g;
      x[j] -= 1e-3 * (first[j] / (1 - 0.9 ** t)) / (Math.sqrt(second[j] / (1 - 0.999 ** t)) + 1e-8);
    }
    for (let j = 0; j < 2; j++) x[j] = Math.min(1, Math.max(0, x[j]));
    const sum = x[0] + x[1];
    if (sum > 1) { for (let j = 0; j < 2; j++) x[j] /= sum; }
  }
  if (!x.every(Number.isFinite)) return noAnswer(name, "the slopes of the law were not finite on the way");
  return answer(name, law, shares(), weights, "10,000 steps of Adam at 1e-3", at);
}
