import { got, outOfRange } from "../../errors.ts";
import type { Batch, BatchPlan } from "./batch.ts";
import type { SamplerSetup } from "./sampler_setup.ts";

/** Reads the rows r of a planned batch with r mod workers = worker. */
export function readBatch(
  { settings, slots_m, masked }: SamplerSetup,
  plan: BatchPlan,
  { worker, workers }: { readonly worker: number; readonly workers: number },
): Batch {
  if (!(Number.isSafeInteger(workers) && Number.isSafeInteger(worker) && worker >= 0 && worker < workers)) {
    throw outOfRange(`read: wanted a worker from 0 to workers − 1, got worker ${got(worker)} of ${got(workers)}`);
  }
  const T = settings.context, B = plan.domains_B.length, rows = Math.max(0, Math.ceil((B - worker) / workers));
  const tokens_BT1 = new Int32Array(rows * (T + 1)), domains_B = new Int32Array(rows);
  const mask_BT = masked ? new Uint8Array(rows * T) : undefined;
  for (let k = 0, r = worker; k < rows; k++, r += workers) {
    domains_B[k] = plan.domains_B[r];
    const row = { tokens: tokens_BT1, at: k * (T + 1), mask: mask_BT, maskAt: k * T };
    slots_m[domains_B[k]].fill(plan.epochs_B[r], plan.slots_B[r], row);
  }
  const { step, counts_m } = plan;
  return { step, rows, context: T, tokens_BT1, ...(mask_BT && { mask_BT }), domains_B, counts_m };
}
