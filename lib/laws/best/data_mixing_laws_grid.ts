/**
 * The grid search of Data Mixing Laws.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import type { At, FittedLaw } from "../law.ts";
import { boxOf, type TokenSupply } from "./constraints.ts";
import { type Objective, objectiveOf, targetWeights } from "./objective.ts";
import { answer, noAnswer, type PaperAnswer } from "./paper_answer.ts";

/**
 * Settings of the grid.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { dataMixingLawsGrid, type GridOptions, lawFromParameters } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("linear", ["github", "web"], [
 *   { target: "github", parameters: { "a:github": 1, "a:web": 3 } },
 * ]);
 * const options: GridOptions = { caps: { github: 0.5857 } }; // available tokens over the budget
 * deepEqual(dataMixingLawsGrid(law, options).mixture, { github: 0.5625, web: 0.4375 }); // floor(0.5857 · 16) / 16
 * ```
 */
export interface GridOptions {
  /** What is minimised. Default: the mean over the targets. */
  readonly objective?: Objective;
  /** Largest shares by domain; a domain that is not named has cap 1. */
  readonly caps?: Readonly<Record<string, number>>;
  /** Tokens there are; caps follow from them. */
  readonly tokens?: TokenSupply;
  /** The most mixtures to try. Default: 5,000,000. */
  readonly most?: number;
  /** Losses at the start of the segment, for laws of segments. */
  readonly at?: At;
}

const UNIT = 256; // every value of the grid is a whole number of 256ths: n/16 · 2^-s ≥ 1/16 with n ≤ 16, so s ≤ 4

/** The shares that a domain can have, in 256ths: floor(cap · 16)/16, halved again and again down to 1/16, and 0. */
function candidates(cap: number): number[] {
  const out: number[] = [];
  for (let v = Math.floor(cap * 16) * (UNIT / 16); v >= UNIT / 16; v /= 2) out.push(v);
  return [...out, 0];
}

/** How many mixtures the grid holds: by the sum of the shares but the last, without visiting them. */
function count(choices: readonly number[][], lastCap: number): number {
  let ways = new Float64Array(UNIT + 1);
  ways[0] = 1;
  for (const values of choices) {
    const next = new Float64Array(UNIT + 1);
    for (let sum = 0; sum <= UNIT; sum++) {
      if (ways[sum] > 0) { for (const v of values) if (sum + v <= UNIT) next[sum + v] += ways[sum]; }
    }
    ways = next;
  }
  return ways.reduce((total, n, sum) => (UNIT - sum) / UNIT <= lastCap ? total + n : total, 0);
}

/**
 * The mixture that the code of Data Mixing Laws (arXiv 2403.16952, `find_opt.py`) would choose: every domain but the
 * last takes one of floor(cap · 16)/16 · 2^-s, with values below 1/16 set to 0; the last takes what remains if that is
 * within its cap; the lowest predicted objective wins, the first of equals. The answer depends on the order of the
 * domains. Where the grid holds more mixtures than `most`, there is no answer, and the note says how many.
 *
 * @throws {TypeError} when an option is of the wrong kind.
 * @throws {RangeError} when a name is unknown or the caps leave no mixture.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { dataMixingLawsGrid, lawFromParameters } from "@mixlab/mixlab";
 *
 * // The exact answer is 38.4 % code; the grid of powers of two has 25 % and 50 %.
 * const targets = [
 *   { target: "code", parameters: { c: 1, "v:code": -1.5, "v:web": 0.2 } },
 *   { target: "web", parameters: { c: 2.9, "v:code": 0.6, "v:web": -1.2 } },
 * ];
 * deepEqual(dataMixingLawsGrid(lawFromParameters("log-linear", ["code", "web"], targets)).mixture, {
 *   code: 0.5,
 *   web: 0.5,
 * });
 * ```
 */
export function dataMixingLawsGrid(law: FittedLaw, options: GridOptions = {}): PaperAnswer {
  const name = "grid of Data Mixing Laws", { domains } = law, m = domains.length, most = options.most ?? 5_000_000;
  if (!(most >= 1)) throw outOfRange(`most: wanted a number of mixtures ≥ 1, got ${most}`);
  const weights = targetWeights(options.objective ?? { kind: "mean" }, law.targets);
  const caps = boxOf({ caps: options.caps, tokens: options.tokens }, domains).upper, lastCap = caps[m - 1];
  const choices = Array.from(caps.subarray(0, m - 1), candidates), size = count(choices, lastCap);
  if (size > most) {
    return noAnswer(name, `not searched: the grid holds ${size.toPrecision(3)} mixtures, more than ${most}`);
  }
  const shares = new Float64Array(m);
  let best: Float64Array | undefined, least = Infinity;
  const visit = (j: number, left: number) => {
    if (j < m - 1) {
      for (const v of choices[j]) {
        if (v > left) continue;
        shares[j] = v / UNIT;
        visit(j + 1, left - v);
      }
      return;
    }
    shares[j] = left / UNIT;
    if (shares[j] > lastCap) return;
    const value = objectiveOf(weights, law.predict(shares, options.at));
    if (value < least) [best, least] = [shares.slice(), value];
  };
  visit(0, UNIT);
  if (best === undefined) {
    return noAnswer(name, `none of the ${size} mixtures of the grid has a finite predicted objective`);
  }
  return answer(name, law, best, weights, `best of ${size} mixtures; ${domains[m - 1]} takes what remains`, options.at);
}
