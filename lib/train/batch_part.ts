import type { Batch } from "../corpus/sampler/batch.ts";
import type { TokenRows } from "../engine/engine.ts";

/** Rows `first` … `first + rows − 1` of a batch, without a copy. */
export function partOf({ context: T, tokens_BT1 }: Batch, first: number, rows: number): TokenRows {
  return { rows, context: T, tokens_BT1: tokens_BT1.subarray(first * (T + 1), (first + rows) * (T + 1)) };
}
