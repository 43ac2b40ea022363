/**
 * A model in training, as a mixing method sees it. m domains, k targets, B rows a step, T positions a row.
 *
 * @module
 */

/**
 * A split that a learner can be evaluated on.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { EvaluatedSplit } from "@mixlab/mixlab";
 *
 * const split: EvaluatedSplit = "val"; // methods steer by val; test is for the comparison at the end
 * equal(split, "val");
 * ```
 */
export type EvaluatedSplit = "val" | "test";

/**
 * A model in training. Calls must not overlap: wait for each promise.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import type { Learner } from "@mixlab/mixlab";
 *
 * // How much the losses fall in 10 steps of one mixture: nats per token, one a target.
 * async function gain(learner: Learner, shares_m: number[]): Promise<number[]> {
 *   const before = await learner.evaluate("val");
 *   await learner.train(shares_m, 10);
 *   const after = await learner.evaluate("val");
 *   return Array.from(before, (loss, i) => loss - after[i]);
 * }
 * ok(gain instanceof Function);
 * ```
 */
export interface Learner {
  /** The m domains that it trains on, in order. */
  readonly domains: readonly string[];
  /** The k targets whose losses it tells, in order. */
  readonly targets: readonly string[];
  /** Updates done. */
  readonly step: number;
  /** Rows a step, B. */
  readonly batch: number;
  /** Positions a row, T. */
  readonly context: number;
  /**
   * Makes updates on batches in the proportions of a mixture. n steps in one call or in several are the same steps.
   *
   * @param shares_m shares of tokens (m), sum 1.
   * @returns what was done.
   */
  train(shares_m: ArrayLike<number>, steps: number, options?: StepOptions): Promise<StepReport>;
  /** Mean loss of each target (k), nats per token. */
  evaluate(split: EvaluatedSplit, signal?: AbortSignal): Promise<Float64Array>;
}

/**
 * How steps are made.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { StepOptions } from "@mixlab/mixlab";
 *
 * const options: StepOptions = { batches: "exact" }; // each batch in exact shares, the rounding carried on
 * equal(options.reweigh, undefined);
 * ```
 */
export interface StepOptions {
  /** Domains of a batch drawn row by row (default), or in exact shares by largest remainders. */
  readonly batches?: "multinomial" | "exact";
  /** Weights of the tokens' losses, made between the forward pass and the backward pass of each batch (DoReMi). */
  readonly reweigh?: (batch: TokenBatch) => Float32Array;
  /** Weights of the domains' gradients, made before each update (DoGE). */
  readonly combine?: CombineOptions;
}

/**
 * What steps did: sums, so that reports of parts add up. Lists have a number a domain.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import type { StepReport } from "@mixlab/mixlab";
 *
 * const shares = ({ rows, steps }: StepReport, B: number) => rows.map((n) => n / (steps * B));
 * deepEqual(shares({ steps: 2, tokens: 512, rows: [12, 4], targets: [384, 128], sums: [768, 384] }, 8), [0.75, 0.25]);
 * ```
 */
export interface StepReport {
  /** Updates made. */
  readonly steps: number;
  /** Tokens trained on, padding not counted. */
  readonly tokens: number;
  /** Rows of each domain. */
  readonly rows: readonly number[];
  /** Targets that counted. */
  readonly targets: readonly number[];
  /** Sums of their losses (nats), each before the update of its step. */
  readonly sums: readonly number[];
}

/**
 * A batch between its forward and its backward pass.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import type { TokenBatch } from "@mixlab/mixlab";
 *
 * // Excess loss over the reference (nats), where it is above 0.
 * const excess = ({ losses_BT, reference_BT }: Pick<TokenBatch, "losses_BT" | "reference_BT">) =>
 *   losses_BT.map((loss, n) => Math.max(loss - reference_BT![n], 0));
 * deepEqual([...excess({ losses_BT: Float32Array.of(3, 1), reference_BT: Float32Array.of(2.5, 2) })], [0.5, 0]);
 * ```
 */
export interface TokenBatch {
  /** Updates done before this one. */
  readonly step: number;
  /** Learning rate of this update. */
  readonly learningRate: number;
  /** Positions a row, T. */
  readonly context: number;
  /** Domain of each row (B), as its place among the domains. */
  readonly domains_B: ArrayLike<number>;
  /** Losses (nats) of the B T targets under the model in training. */
  readonly losses_BT: Float32Array;
  /** The same under the reference; missing where the learner has none. */
  readonly reference_BT?: Float32Array;
  /** 1 where the target counts, 0 where it is padding or masked; missing where all count. */
  readonly mask_BT?: Uint8Array;
}

/**
 * Gradients of single domains, weighed before each update: the update is that of Σ_j weight_j g_j, where g_j is the
 * gradient of the mean loss of domain j's rows in the batch; a domain without rows has none.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { CombineOptions } from "@mixlab/mixlab";
 *
 * const even: CombineOptions = { weigh: ({ rows_m }) => rows_m.map((n) => n > 0 ? 1 / rows_m.length : 0) };
 * equal(even.target, undefined); // the gradients of the training batch alone
 * ```
 */
export interface CombineOptions {
  /** Rows of the targets, whose gradients are taken beside those of the batch; default: none. */
  readonly target?: TargetRows;
  /** Weights of the m gradients. */
  readonly weigh: (batch: GradientBatch) => ArrayLike<number>;
  /** Largest norm of the combined gradient, Infinity for no clipping. Default: the optimiser's. */
  readonly clip?: number;
}

/**
 * Rows that stand for the targets in each step.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { TargetRows } from "@mixlab/mixlab";
 *
 * // Four val rows a step, drawn from the corpus's three domains in equal parts.
 * const rows: TargetRows = { split: "val", rows: 4, shares: [1 / 3, 1 / 3, 1 / 3], separate: false };
 * equal(rows.shares.length, 3);
 * ```
 */
export interface TargetRows {
  /** Split that they are drawn from. */
  readonly split: "train" | "val";
  /** Rows a step. */
  readonly rows: number;
  /** Share of each target (k) among them, sum 1; drawn in exact shares when `separate`, else row by row. */
  readonly shares: readonly number[];
  /** Whether each target has a gradient of its own (k of them), or all rows one together. */
  readonly separate: boolean;
}

/**
 * Gradients of a batch, as their dot products.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { GradientBatch } from "@mixlab/mixlab";
 *
 * // ⟨g_0, g_target⟩ with one target gradient behind those of m = 2 domains.
 * const alignment = ({ gram }: Pick<GradientBatch, "gram">) => gram[0 * 3 + 2];
 * equal(alignment({ gram: Float64Array.of(1, 0, 0.5, 0, 1, 0.2, 0.5, 0.2, 2) }), 0.5);
 * ```
 */
export interface GradientBatch {
  /** Updates done before this one. */
  readonly step: number;
  /** Learning rate of this update. */
  readonly learningRate: number;
  /**
   * Dot products of the n gradients, n × n row by row: those of the m domains first (0 where a domain had no rows), then
   * those of the targets.
   */
  readonly gram: Float64Array;
  /** How many gradients of targets stand behind those of the domains: 0, 1, or k. */
  readonly targets: number;
  /** Rows of each domain in the batch (m). */
  readonly rows_m: readonly number[];
}
