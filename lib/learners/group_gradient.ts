import type { Batch } from "../corpus/sampler/batch.ts";
import type { Engine } from "../engine/engine.ts";
import { type StepSizes, weigh } from "../train/training_step.ts";

/**
 * The gradient of the mean loss of some rows of a batch, into a slot; gives their losses, one row after another. Rows
 * without a target that counts have the gradient 0.
 */
export async function groupGradient(
  engine: Engine,
  { context: T, microBatch, normalise }: StepSizes,
  { tokens_BT1, mask_BT }: Batch,
  rows: readonly number[],
  slot: number,
): Promise<Float32Array> {
  const R = rows.length, tokens = new Int32Array(R * (T + 1)), weights = new Float32Array(R * T).fill(1 / (R * T));
  rows.forEach((row, r) => tokens.set(tokens_BT1.subarray(row * (T + 1), (row + 1) * (T + 1)), r * (T + 1)));
  if (mask_BT !== undefined) {
    const mask = new Uint8Array(R * T);
    rows.forEach((row, r) => mask.set(mask_BT.subarray(row * T, (row + 1) * T), r * T));
    weigh(weights, mask, normalise);
  }
  const losses = new Float32Array(R * T);
  for (let first = 0; first < R; first += microBatch) {
    const last = Math.min(R, first + microBatch);
    const part = { rows: last - first, context: T, tokens_BT1: tokens.subarray(first * (T + 1), last * (T + 1)) };
    losses.set(
      await engine.gradient(part, weights.subarray(first * T, last * T), { slot, add: first > 0 }),
      first * T,
    );
  }
  return losses;
}
