/**
 * The laws of instruction tuning that Aioli fitted, from the published parameters: nine tasks, of which the ninth is left out
 *
 *     static      L = exp(log_c) + exp(b + Σ_{j<9} t_j p_j)         step 1000, by seed; that of seed 4 is empty: 36 fits
 *     loss        L_after = c + Σ_{j<9} t_j p_j                     parents broken off at 500, children of 100 updates
 *     log ratio   log(L_after / L_break) = c + Σ_{j<9} t_j p_j
 *
 * (notebooks instruction_static_law and instruction_dynamic_law of HazyResearch/aioli, commit a236112). Written by pure tasks
 * the exponents are b + t_j and b, and the losses or log ratios c + t_j and c. Parents are rows of k_9_n_50_seed_0, which the
 * cover of Aioli's script makes again.
 *
 * No loss was published, L_break neither; but where both dynamic laws hold it is L_after / exp(log ratio), at every mixture
 * the same. How far it is not tells how far the two laws are from agreeing.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { got, outOfRange } from "../../lib/errors.ts";
import { bestMixture } from "../../lib/laws/best/best_mixture.ts";
import { lawFromParameters } from "../../lib/laws/load_law.ts";
import { aioliCover } from "../../lib/mixture/aioli_cover.ts";
import { fitsByKey, type PublishedParameter } from "../aioli_published/law_params.ts";
import type { PublishedOptimum } from "../aioli_published/static_optima.ts";
import { ownTaskGain } from "./own_task_gain.ts";

/**
 * The nine tasks, in Aioli's order.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { PUBLISHED_TASKS } from "@mixlab/mixlab/analysis";
 *
 * equal(PUBLISHED_TASKS.length, 9);
 * ```
 */
export const PUBLISHED_TASKS: readonly string[] = [
  ...["abductivenli", "boolq", "hellaswag", "mathqa", "piqa", "semeval", "squad", "sst2", "xsum"],
];

/**
 * A published static law of instruction tuning and its best mixture.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { lawFromParameters } from "@mixlab/mixlab";
 * import type { PublishedInstructionOptimum } from "@mixlab/mixlab/analysis";
 *
 * const law = lawFromParameters("log-linear", ["squad", "xsum"], [
 *   { target: "squad", parameters: { c: 1, "v:squad": -1, "v:xsum": 0 } },
 *   { target: "xsum", parameters: { c: 1, "v:squad": 0, "v:xsum": -1 } },
 * ]);
 * const stratified = Array.from(law.predict([0.5, 0.5]));
 * const optimum: PublishedInstructionOptimum = {
 *   ...{ seed: 0, law, shares: [0.5, 0.5], gap: 0, stratified, gain: 0, atParents: [stratified] },
 * };
 * equal(optimum.law.predict(optimum.shares)[0], optimum.stratified[0]);
 * ```
 */
export interface PublishedInstructionOptimum
  extends Pick<PublishedOptimum, "seed" | "law" | "shares" | "gap" | "stratified" | "gain"> {
  /** Predicted losses at the mixtures of the parents (parents × k), nats per token. */
  readonly atParents: readonly (readonly number[])[];
}

/**
 * The published dynamic laws of one parent.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { PublishedInstructionParent } from "@mixlab/mixlab/analysis";
 *
 * const parent: PublishedInstructionParent = {
 *   ...{ row: 0, parent: [0.5, 0.5], after_km: [[2, 3]], ratio_km: [[-0.25, 0]], gains: [-1] },
 *   ...{ break_k: [3], apart_k: [0.01] },
 * };
 * equal(parent.after_km[0][0] - parent.after_km[0][1], parent.gains[0]);
 * ```
 */
export interface PublishedInstructionParent {
  /** Row of the cover, from 0. */
  readonly row: number;
  /** Its mixture: shares of tokens (m). */
  readonly parent: readonly number[];
  /** Row i, column j: the loss of task i after a segment of task j alone (nats per token). */
  readonly after_km: readonly (readonly number[])[];
  /** Row i, column j: the log ratio. */
  readonly ratio_km: readonly (readonly number[])[];
  /** For each task, its loss after itself alone less the mean over the others (k, nats per token). */
  readonly gains: readonly number[];
  /** Losses at the break (k) that both laws say at even shares, nats per token. */
  readonly break_k: readonly number[];
  /** How far they differ over the 50 mixtures of the children, largest less least, as a part of `break_k` (k). */
  readonly apart_k: readonly number[];
}

/**
 * What follows from Aioli's published parameters of instruction tuning.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { type PublishedInstruction, publishedInstruction } from "@mixlab/mixlab/analysis";
 *
 * const of = (): PublishedInstruction => publishedInstruction([]);
 * throws(of, /wanted Aioli's laws of instruction tuning/);
 * ```
 */
export interface PublishedInstruction {
  /** The static laws, a seed each. */
  readonly optima: readonly PublishedInstructionOptimum[];
  /** The dynamic laws, a parent each, in order of the first share. */
  readonly parents: readonly PublishedInstructionParent[];
}

/**
 * Recomputes what follows from the published parameters: best mixtures of the static laws, and by parent what a task gains by
 * itself.
 *
 * @param rows the published parameters, as {@link parseLawParams} reads them.
 * @throws {RangeError} when they hold no such laws, or parameters are missing.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { publishedInstruction } from "@mixlab/mixlab/analysis";
 *
 * throws(() => publishedInstruction([]), /wanted Aioli's laws of instruction tuning, got none of static_loglinear/);
 * ```
 */
export function publishedInstruction(rows: readonly PublishedParameter[]): PublishedInstruction {
  const tasks = PUBLISHED_TASKS;
  const [statics, linear, ratios] = ["static_loglinear", "dynamic_linear", "dynamic_log_linear"].map((kind) => {
    const own = rows.filter((row) => row.dataset === "instruction" && row.kind === kind);
    if (own.length > 0) return fitsByKey(own);
    throw outOfRange(`published parameters: wanted Aioli's laws of instruction tuning, got none of ${kind}`);
  });
  const cover = aioliCover({ m: tasks.length, N: 50, seed: 0 }).map((shares) => Array.from(shares));
  const parents = linear.map(({ key, groups }): PublishedInstructionParent => {
    const row = cover.findIndex(([first]) => Math.abs(first - key) < 1e-6),
      ratio = ratios.find((one) => one.key === key);
    if (row < 0) {
      throw outOfRange(`parent ${key}: wanted the share of ${tasks[0]} of a mixture of the cover, got ${got(key)}`);
    }
    if (ratio === undefined) {
      throw outOfRange(`parent ${key}: wanted both dynamic laws, got none of dynamic_log_linear`);
    }
    const after_km = tasks.map((task) => pure(groups[task], "c", `parent ${key}, ${task}`));
    const ratio_km = tasks.map((task) => pure(ratio.groups[task], "c", `parent ${key}, ${task}`));
    const breaks = (shares: readonly number[]) =>
      tasks.map((_, i) => dot(after_km[i], shares) / Math.exp(dot(ratio_km[i], shares)));
    const break_k = breaks(tasks.map(() => 1 / tasks.length)), all = cover.map(breaks);
    return {
      ...{ row, parent: cover[row], after_km, ratio_km, break_k },
      gains: ownTaskGain(tasks, tasks, after_km) as number[],
      apart_k: tasks.map((_, i) => {
        const values = all.map((break_k) => break_k[i]);
        return (Math.max(...values) - Math.min(...values)) / break_k[i];
      }),
    };
  });
  const optima = statics.map(({ key, groups }): PublishedInstructionOptimum => {
    const law = lawFromParameters(
      "log-linear",
      tasks,
      tasks.map((target) => {
        const exponents = pure(groups[target], "b", `seed ${key}, ${target}`), c = Math.exp(groups[target].log_c);
        return {
          target,
          parameters: { c, ...Object.fromEntries(tasks.map((task, j) => [`v:${task}`, exponents[j]])) },
        };
      }),
    );
    const best = bestMixture(law), stratified = Array.from(law.predict(tasks.map(() => 1 / tasks.length)));
    return {
      ...{ seed: key, law, shares: Array.from(best.shares), gap: best.gap!, stratified },
      gain: mean(stratified) - best.loss,
      atParents: parents.map(({ parent }) => Array.from(law.predict(parent))),
    };
  });
  return { optima, parents };
}

/** What the law is linear in (or its exponent), of each pure task. */
function pure(fit: Readonly<Record<string, number>> | undefined, intercept: string, at: string): number[] {
  const last = fit?.[intercept];
  const slopes = PUBLISHED_TASKS.slice(1).map((_, j) => fit?.[`t${j + 1}`]);
  if (last === undefined || slopes.some((t) => t === undefined)) {
    throw outOfRange(`${at}: wanted ${intercept} and t1 to t8, got ${got(Object.keys(fit ?? {}).join(", "))}`);
  }
  return [...slopes.map((t) => last + t!), last];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, j) => sum + value * b[j], 0);
}
