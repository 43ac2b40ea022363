/**
 * What the losses of a batch were. B rows, T positions a row, m domains.
 *
 * @module
 */
import type { Batch } from "../corpus/sampler/batch.ts";

/** Losses of a batch by domain. */
export interface BatchLosses {
  /** Sum of the losses (nats) of the targets that count, by domain. */
  readonly sums_m: Float64Array;
  /** Targets that count, by domain. */
  readonly targets_m: Float64Array;
  /** Rows, by domain. */
  readonly rows_m: Int32Array;
}

/** The losses of no rows. */
export function noLosses(m: number): BatchLosses {
  return { sums_m: new Float64Array(m), targets_m: new Float64Array(m), rows_m: new Int32Array(m) };
}

/** Adds the losses of `rows` rows of a batch, from row `first` on. */
export function addLosses(
  { sums_m, targets_m, rows_m }: BatchLosses,
  { context: T, mask_BT, domains_B }: Batch,
  first: number,
  rows: number,
  losses_BT: Float32Array,
): void {
  for (let r = 0; r < rows; r++) {
    const i = domains_B[first + r], from = (first + r) * T;
    let sum = 0, targets = 0;
    for (let t = 0; t < T; t++) {
      if (mask_BT !== undefined && mask_BT[from + t] === 0) continue;
      sum += losses_BT[r * T + t];
      targets++;
    }
    sums_m[i] += sum;
    targets_m[i] += targets;
    rows_m[i]++;
  }
}
