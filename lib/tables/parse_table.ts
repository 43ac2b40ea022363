import { buildTable } from "./build_table.ts";
import { parseCsv } from "./csv.ts";
import { gridOf } from "./grid.ts";
import type { ReadOptions } from "./read_options.ts";
import type { RunTable } from "./run_table.ts";

/**
 * Options of {@link parseTable}: those of reading a file, and what to call the text.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { type ParseOptions, parseTable } from "@mixlab/mixlab";
 *
 * const options: ParseOptions = { name: "sweep.csv" };
 * throws(
 *   () => parseTable("run,share:web,share:code,loss:web\n1,0.4,abc,3.1\n", options),
 *   /sweep\.csv:2:7: .*"abc"/, // file, line and column
 * );
 * ```
 */
export interface ParseOptions extends ReadOptions {
  /** What to call the text in messages. Default "table". */
  readonly name?: string;
}

/**
 * Parses a wide CSV of runs.
 *
 * Columns: `run` (or `run_id`, or `index`), optional `seed`, `step`, `tokens`, `parameters`, `parent`, `start_step`;
 * shares of training tokens with the prefix `share:` (or `p_`, `w_`, `r_`); losses, mean nats per token, with the
 * prefix `loss:` (or `loss_`, `agg_`); for segments of a run the losses at their start, `loss_start:`; `synthetic`
 * (true or false); all other columns are labels. Rows of shares are normalised to sum 1.
 *
 * @param text the CSV text, with a header.
 * @throws {SyntaxError} when the text is no table, or a cell that is needed is missing or no number; the message begins
 * with name:line:column.
 * @throws {RangeError} when shares are negative or do not sum to 1 within the tolerance, a loss is negative, a run
 * stands twice, or an option names what the table does not have.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 *
 * const table = parseTable(
 *   `run,size,share:web,share:code,loss:web
 * 1,70M,0.25,0.75,3.5
 * 2,160M,0.50,0.50,2.5`,
 *   { where: "size=70M" },
 * );
 * deepEqual(table.domains, ["web", "code"]);
 * deepEqual([...table.shares.data], [0.25, 0.75]);
 * deepEqual([...table.losses.data], [3.5]);
 * deepEqual(table.runs[0].labels, { size: "70M" });
 * ```
 */
export function parseTable(text: string, options: ParseOptions = {}): RunTable {
  return buildTable(gridOf(parseCsv(text, options.name ?? "table")), options);
}
