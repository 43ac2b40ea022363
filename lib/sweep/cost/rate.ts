/**
 * How fast runs of a kind go.
 *
 * @module
 */
import type { SweepWork } from "./run_work.ts";

/**
 * Seconds that the parts of a run take, and where they come from.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepRate } from "@mixlab/mixlab/train";
 *
 * const rate: SweepRate = { model: "tiny", begin: 0.5, update: 0.014, row: 0.001, from: { finishedRuns: 12 } };
 * equal(rate.begin + 1000 * rate.update + 500 * rate.row, 15);
 * ```
 */
export interface SweepRate {
  /** As the column `model` of a table of runs says. */
  readonly model: string;
  /** Before the first update, and all that is neither update nor evaluation: files, checkpoints. */
  readonly begin: number;
  /** An update. */
  readonly update: number;
  /** A row evaluated. */
  readonly row: number;
  /** Finished runs of which the rates are medians, or a trial of so many seconds. */
  readonly from: { readonly finishedRuns: number } | { readonly trialSeconds: number };
}

/** Seconds of work at a rate. */
export function secondsOf({ runs, updates, rows }: SweepWork, { begin, update, row }: SweepRate): number {
  return runs * begin + updates * update + rows * row;
}
