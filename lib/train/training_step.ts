/**
 * One update of a model from one batch. B rows, T positions a row, m domains.
 *
 * @module
 */
import type { Batch } from "../corpus/sampler/batch.ts";
import type { Engine, TokenRows, Update } from "../engine/engine.ts";

/** What the losses of a batch were; the next step is written into the same arrays. */
export interface BatchLosses {
  /** Sum of the losses (nats) of the targets that count, by domain. */
  readonly sums_m: Float64Array;
  /** Targets that count, by domain. */
  readonly targets_m: Float64Array;
  /** Rows, by domain. */
  readonly rows_m: Int32Array;
}

/** The two halves of a step. */
export interface TrainingStep {
  /** Losses of the batch, its gradient being left in the engine. */
  gradient(batch: Batch): Promise<BatchLosses>;
  /** @returns the gradient's global norm before clipping. Not finite: nothing was changed. */
  update(update: Update): Promise<number>;
}

/**
 * Steps on batches of one size. A batch larger than `microBatch` is taken in parts, and their gradients summed; the
 * weights are those of the whole batch, so that the parts give the gradient of the whole.
 *
 * @param options `microBatch` divides B. `normalise`: each counted target weighs 1 / (number of counted targets in the
 * batch) or, with `"positions"`, 1 / (B T).
 */
export function trainingStep(
  engine: Engine,
  { batch: B, context: T, microBatch, normalise, m }: {
    readonly batch: number;
    readonly context: number;
    readonly microBatch: number;
    readonly normalise: "targets" | "positions";
    readonly m: number;
  },
): TrainingStep {
  const weights_BT = new Float32Array(B * T).fill(1 / (B * T));
  const found = { sums_m: new Float64Array(m), targets_m: new Float64Array(m), rows_m: new Int32Array(m) };
  return {
    async gradient({ tokens_BT1, mask_BT, domains_B }) {
      if (mask_BT !== undefined) weigh(weights_BT, mask_BT, normalise);
      found.sums_m.fill(0);
      found.targets_m.fill(0);
      found.rows_m.fill(0);
      for (let first = 0; first < B; first += microBatch) {
        const last = first + microBatch;
        const part: TokenRows = {
          rows: microBatch,
          context: T,
          tokens_BT1: tokens_BT1.subarray(first * (T + 1), last * (T + 1)),
        };
        const losses_BT = await engine.gradient(part, weights_BT.subarray(first * T, last * T), { add: first > 0 });
        for (let r = 0; r < microBatch; r++) {
          const i = domains_B[first + r], from = (first + r) * T;
          let sum = 0, targets = 0;
          for (let t = 0; t < T; t++) {
            if (mask_BT !== undefined && mask_BT[from + t] === 0) continue;
            sum += losses_BT[r * T + t];
            targets++;
          }
          found.sums_m[i] += sum;
          found.targets_m[i] += targets;
          found.rows_m[i]++;
        }
      }
      return found;
    },
    update: async (update) => (await engine.update(update)).norm,
  };
}

function weigh(weights: Float32Array, mask: Uint8Array, normalise: "targets" | "positions"): void {
  let counted = 0;
  for (let n = 0; n < mask.length; n++) counted += mask[n] === 0 ? 0 : 1;
  const weight = counted === 0 ? 0 : 1 / (normalise === "targets" ? counted : mask.length);
  for (let n = 0; n < mask.length; n++) weights[n] = mask[n] === 0 ? 0 : weight;
}
