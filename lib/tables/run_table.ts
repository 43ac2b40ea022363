/**
 * The run table: what every law is fitted to.
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";

/**
 * Who a run is: a row of a table is known by id + seed + step + labels.
 */
export interface RunKey {
  /** The run's name, as text, unique with seed, step and labels. */
  readonly id: string;
  /** Training seed. */
  readonly seed?: number;
  /** Optimizer steps done when the losses were measured. */
  readonly step?: number;
  /** Training tokens seen when the losses were measured. */
  readonly tokens?: number;
  /** Parameters of the model. */
  readonly parameters?: number;
  /** For a segment: the run that it continues. */
  readonly parent?: string;
  /** For a segment: the step at which it begins. */
  readonly startStep?: number;
  /** All other columns, as text (`model_size`: "70M", …). */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * N runs over m domains, measured on k targets.
 *
 * Shares are shares of training tokens, each row normalised to sum 1; losses are mean nats per token.
 */
export interface RunTable {
  /** Where the table came from, for messages: a path, or a description. */
  readonly source: string;
  /** The m training domains, in column order. */
  readonly domains: readonly string[];
  /** The k targets, in column order. */
  readonly targets: readonly string[];
  /** N × m shares of tokens. */
  readonly shares: Matrix;
  /** N × k losses, mean nats per token. */
  readonly losses: Matrix;
  /** N × k losses at the start of each segment (nats per token); only for tables of segments. */
  readonly startLosses?: Matrix;
  /** The N runs. */
  readonly runs: readonly RunKey[];
  /** What the reader did that a person should know: columns left out, the largest correction of a share sum, … */
  readonly notes: readonly string[];
  /** Largest |1 − Σ shares| that normalisation corrected. */
  readonly largestCorrection: number;
  /** Where each target's column begins (`file:line:column`, k), for messages; only for tables that were read. */
  readonly targetPlaces?: readonly string[];
  /** Set when the losses were computed from a planted law and not measured. */
  readonly synthetic?: boolean;
}
