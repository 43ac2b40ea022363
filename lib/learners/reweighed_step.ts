/**
 * The gradient of a batch whose tokens are weighed by what the forward pass gave. B rows, T positions a row, m domains.
 *
 *     g = ∇ Σ_n weight_n ℓ_n,   weight = reweigh(ℓ, ℓ^ref), a constant in the gradient
 *
 * Where the batch is computed whole, the weights come between its forward and its backward pass. One that is computed in
 * parts has a forward pass more: all losses first, since the weights of a batch follow from all of them, then the parts'
 * gradients with weights that are fixed. Targets that do not count weigh 0 whatever the rule says.
 *
 * @module
 */
import type { Batch } from "../corpus/sampler/batch.ts";
import type { Engine } from "../engine/engine.ts";
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { StepOptions, TokenBatch } from "../methods/learner.ts";
import { addLosses, type BatchLosses, noLosses } from "../train/batch_losses.ts";
import { partOf } from "../train/batch_part.ts";
import type { StepSizes } from "../train/training_step.ts";

/** Takes the gradient of a batch into slot 0, and gives its losses. */
export async function reweighedGradient(
  engine: Engine,
  reference: Pick<Engine, "losses"> | undefined,
  { batch: B, microBatch, m }: StepSizes,
  batch: Batch,
  at: Pick<TokenBatch, "step" | "learningRate">,
  reweigh: NonNullable<StepOptions["reweigh"]>,
): Promise<BatchLosses> {
  const { context, domains_B, mask_BT } = batch, found = noLosses(m);
  const reference_BT = reference && await lossesInParts(reference, batch, microBatch);
  const weights = (losses_BT: Float32Array) => {
    addLosses(found, batch, 0, B, losses_BT);
    const weights_BT = reweigh({
      ...{ ...at, context, domains_B, losses_BT },
      ...(reference_BT && { reference_BT }),
      ...(mask_BT && { mask_BT }),
    });
    return checkWeights(weights_BT, batch);
  };
  if (microBatch === B) {
    await engine.gradient(partOf(batch, 0, B), weights);
    return found;
  }
  const weights_BT = weights(await lossesInParts(engine, batch, microBatch));
  for (let first = 0; first < B; first += microBatch) {
    const part = weights_BT.subarray(first * context, (first + microBatch) * context);
    await engine.gradient(partOf(batch, first, microBatch), part, { add: first > 0 });
  }
  return found;
}

async function lossesInParts(engine: Pick<Engine, "losses">, batch: Batch, microBatch: number): Promise<Float32Array> {
  const { rows, context } = batch, losses_BT = new Float32Array(rows * context);
  for (let first = 0; first < rows; first += microBatch) {
    losses_BT.set(await engine.losses(partOf(batch, first, microBatch)), first * context);
  }
  return losses_BT;
}

function checkWeights(weights_BT: Float32Array, { rows, context, mask_BT }: Batch): Float32Array {
  const wanted = rows * context;
  if (!(weights_BT instanceof Float32Array)) {
    throw wrongKind(`reweigh: wanted ${wanted} weights in a Float32Array, got ${got(weights_BT)}`);
  }
  if (weights_BT.length !== wanted) {
    throw outOfRange(`reweigh: wanted ${wanted} weights, one a target, got ${weights_BT.length}`);
  }
  if (mask_BT === undefined) return weights_BT;
  return weights_BT.map((weight, n) => mask_BT[n] === 0 ? 0 : weight);
}
