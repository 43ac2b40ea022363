/**
 * Options of reading a table of runs.
 *
 * @module
 */

/** Options of `readTable` and `parseTable`. */
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
