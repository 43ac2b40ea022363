/**
 * The gradient of a batch. B rows, T positions a row, m domains.
 *
 * @module
 */
import type { Batch } from "../corpus/sampler/batch.ts";
import type { Engine } from "../engine/engine.ts";
import { addLosses, type BatchLosses, noLosses } from "./batch_losses.ts";
import { partOf } from "./batch_part.ts";

/** Sizes of steps. */
export interface StepSizes {
  /** Rows a batch, B. */
  readonly batch: number;
  /** Positions a row, T. */
  readonly context: number;
  /** Rows that the engine is given at a time; it divides B. */
  readonly microBatch: number;
  /** Each counted target weighs 1 / (number of counted targets in the batch) or, with `"positions"`, 1 / (B T). */
  readonly normalise: "targets" | "positions";
  /** Domains. */
  readonly m: number;
}

/**
 * Takes gradients of batches of one size into slot 0, and gives their losses. A batch larger than `microBatch` is taken in
 * parts, and their gradients summed; the weights are those of the whole batch, so that the parts give the gradient of the
 * whole.
 */
export function trainingStep(
  engine: Engine,
  { batch: B, context: T, microBatch, normalise, m }: StepSizes,
): (batch: Batch) => Promise<BatchLosses> {
  const weights_BT = new Float32Array(B * T).fill(1 / (B * T));
  return async (batch) => {
    const { mask_BT } = batch, found = noLosses(m);
    if (mask_BT !== undefined) weigh(weights_BT, mask_BT, normalise);
    for (let first = 0; first < B; first += microBatch) {
      const weights = weights_BT.subarray(first * T, (first + microBatch) * T);
      const losses_BT = await engine.gradient(partOf(batch, first, microBatch), weights, { add: first > 0 });
      addLosses(found, batch, first, microBatch, losses_BT);
    }
    return found;
  };
}

/** Weights of the targets of some rows, for the gradient of their mean loss. */
export function weigh(weights: Float32Array, mask: Uint8Array, normalise: "targets" | "positions"): void {
  let counted = 0;
  for (let n = 0; n < mask.length; n++) counted += mask[n] === 0 ? 0 : 1;
  const weight = counted === 0 ? 0 : 1 / (normalise === "targets" ? counted : mask.length);
  for (let n = 0; n < mask.length; n++) weights[n] = mask[n] === 0 ? 0 : weight;
}
