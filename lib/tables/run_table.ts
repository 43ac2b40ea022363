/**
 * The run table: what every law is fitted to.
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";

/**
 * Who a run is: a row of a table is known by id + seed + step + labels.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable, type RunKey } from "@mixlab/mixlab";
 *
 * const table = parseTable("run,seed,step,model_size,share:web,share:code,loss:web\nmix7,1,30000,70M,0.5,0.5,3.2\n");
 * const key: RunKey = table.runs[0];
 * deepEqual(key, { id: "mix7", seed: 1, step: 30000, labels: { model_size: "70M" } });
 * ```
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
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { parseTable, type RunTable } from "@mixlab/mixlab";
 *
 * const table: RunTable = parseTable(`run,share:web,share:code,loss:web,loss:code
 * a,0.25,0.75,3.5,1.2
 * b,0.50,0.50,3.1,1.4
 * c,0.75,0.25,2.9,1.7`);
 *
 * const { runs, domains, targets, shares, losses } = table;
 * deepEqual([shares.rows, shares.columns], [runs.length, domains.length]); // N × m
 * deepEqual([losses.rows, losses.columns], [runs.length, targets.length]); // N × k
 *
 * // The loss of run b on the target code:
 * const n = runs.findIndex((run) => run.id === "b"), i = targets.indexOf("code");
 * equal(losses.data[n * targets.length + i], 1.4);
 * ```
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
