import type { TokenRows } from "./engine.ts";

/** Puts the inputs and the targets of `count` rows from `row` on into two lists of count × T ids. */
export function fillTokens(
  { tokens_BT1, context: T }: TokenRows,
  row: number,
  count: number,
  inputs: Int32Array,
  targets: Int32Array,
): void {
  for (let b = 0; b < count; b++) {
    const from = (row + b) * (T + 1);
    inputs.set(tokens_BT1.subarray(from, from + T), b * T);
    targets.set(tokens_BT1.subarray(from + 1, from + 1 + T), b * T);
  }
}
