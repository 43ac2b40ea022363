/**
 * Options of reading a table of runs.
 *
 * @module
 */

/**
 * Options of `readTable` and `parseTable`: which columns, which rows, and how far a sum of shares may be from 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable, type ReadOptions } from "@mixlab/mixlab";
 *
 * const text = `run,step,model_size,r_web,r_code,r_sum,loss_web,loss_code
 * 1,20000,70M,0.25,0.75,1,3.9,1.4
 * 1,30000,70M,0.25,0.75,1,3.8,1.3
 * 1,30000,410M,0.25,0.75,1,3.1,0.9`;
 *
 * const options: ReadOptions = { targets: ["code"], where: "model_size=70M,step=30000" };
 * const table = parseTable(text, options);
 * deepEqual(table.targets, ["code"]);
 * deepEqual([...table.losses.data], [1.3]); // one run is left
 * deepEqual(table.domains, ["web", "code"]); // r_sum is the sum of the others, not a domain
 * ```
 */
export interface ReadOptions {
  /** The columns of shares, with or without their prefix, in this order. Default: those with a prefix of shares. */
  readonly domains?: readonly string[];
  /** The columns of losses, with or without their prefix, in this order. Default: those with a prefix of losses. */
  readonly targets?: readonly string[];
  /** Which rows to keep: conditions between commas, such as `model_size=70M,step=30000`. Default: all. */
  readonly where?: string;
  /** Largest |1 − Σ shares| of a row that is corrected and not refused. Default 0.01. */
  readonly tolerance?: number;
}
