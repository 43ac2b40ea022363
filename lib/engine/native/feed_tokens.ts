import type { TokenRows } from "../engine.ts";
import { fillTokens } from "../fill_tokens.ts";
import type { Buffer } from "./session.ts";
import { INPUTS, TARGETS } from "./step_graph.ts";

/** Puts the tokens of `count` rows from `row` on into a session's buffers. */
export function feedTokens(buffers: ReadonlyMap<string, Buffer>, rows: TokenRows, row: number, count: number): void {
  fillTokens(rows, row, count, buffers.get(INPUTS) as Int32Array, buffers.get(TARGETS) as Int32Array);
}
