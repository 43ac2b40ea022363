import type { TokenRows } from "../engine.ts";
import type { Buffer } from "./session.ts";
import { INPUTS, TARGETS } from "./step_graph.ts";

/** Puts the inputs and targets of `count` rows from `row` on into a session's buffers. */
export function fillTokens(
  buffers: ReadonlyMap<string, Buffer>,
  { tokens_BT1, context: T }: TokenRows,
  row: number,
  count: number,
): void {
  const inputs = buffers.get(INPUTS)!, targets = buffers.get(TARGETS)!;
  for (let b = 0; b < count; b++) {
    const from = (row + b) * (T + 1);
    inputs.set(tokens_BT1.subarray(from, from + T), b * T);
    targets.set(tokens_BT1.subarray(from + 1, from + 1 + T), b * T);
  }
}
