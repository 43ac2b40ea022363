/**
 * What the sampler gives: which sequences make a batch, and their tokens. B sequences a batch, T positions a sequence,
 * m domains.
 *
 * @module
 */

/**
 * Which sequences make a batch: a few numbers a sequence, from which anybody with the same corpus reads its tokens.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { type BatchPlan, memorySource, sampler } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint16Array(1000) } });
 * const plan: BatchPlan = sampler(source, { context: 9, batch: 4, seed: 1, mixture: mixture({ web: 1 }) }).plan();
 * equal(plan.counts_m[0], 4);
 * ```
 */
export interface BatchPlan {
  /** Number of the batch, from 0. */
  readonly step: number;
  /** Domain of each sequence, as its place in the sampler's domains. */
  readonly domains_B: Int32Array;
  /** Epoch of its domain that each sequence belongs to, from 0. */
  readonly epochs_B: Float64Array;
  /** Which sequence slot, or which whole example, of its domain it is. */
  readonly slots_B: Float64Array;
  /** Sequences from each domain. */
  readonly counts_m: Int32Array;
}

/**
 * The tokens of a batch.
 *
 * Each row holds T + 1 ids: columns 0 … T − 1 are the inputs, columns 1 … T the targets, so the target of position t is
 * the id at t + 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { mixture } from "@mixlab/mixlab";
 * import { type Batch, memorySource, sampler } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: [7, 8, 9] } });
 * const batch: Batch = sampler(source, { context: 2, batch: 1, seed: 1, mixture: mixture({ web: 1 }) }).next();
 * deepEqual([...batch.tokens_BT1], [7, 8, 9]); // inputs 7 8, targets 8 9
 * ```
 */
export interface Batch {
  /** Number of the batch, from 0. */
  readonly step: number;
  /** Number of rows here: B, or fewer when a worker read its part alone. */
  readonly rows: number;
  /** Positions a row, T. */
  readonly context: number;
  /** rows × (T + 1) token ids, row by row. */
  readonly tokens_BT1: Int32Array;
  /**
   * rows × T: 1 where the target counts in the loss, 0 where it is padding or masked. Absent when every target of every
   * batch of this sampler counts.
   */
  readonly mask_BT?: Uint8Array;
  /** Domain of each row, as its place in the sampler's domains. */
  readonly domains_B: Int32Array;
  /** Sequences from each domain in the whole batch. */
  readonly counts_m: Int32Array;
}
