/**
 * Grid search: the best run of the sweep itself.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import { rowOf } from "../../numerics/matrix.ts";
import type { RunKey, RunTable } from "../../tables/run_table.ts";
import { byName } from "./names.ts";
import { type Objective, objectiveOf, type TargetWeights, targetWeights } from "./objective.ts";
import type { PaperAnswer } from "./paper_answer.ts";

/** Index of the run with the lowest objective; the first of equals. @throws {RangeError} when there is no run. */
export function bestRowOf(table: RunTable, weights: TargetWeights): number {
  let best = -1, least = Infinity;
  for (let i = 0; i < table.runs.length; i++) {
    const value = objectiveOf(weights, rowOf(table.losses, i));
    if (best < 0 || value < least) [best, least] = [i, value];
  }
  if (best < 0) throw outOfRange(`best swept run: wanted at least one run, got none in ${table.source}`);
  return best;
}

/**
 * The mixture of the run with the lowest measured objective: the mean over the targets unless another objective is
 * given. This is the "grid search" of Aioli (arXiv 2411.05735): no law, no interpolation.
 *
 * @returns the answer, with the run.
 * @throws {RangeError} when the table has no run or the objective names an unknown target.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { bestSweptRun, matrix, type RunTable } from "@mixlab/mixlab";
 *
 * const table: RunTable = {
 *   source: "example", domains: ["code", "text"], targets: ["code", "text"],
 *   shares: matrix(2, 2, [0.25, 0.75, 0.5, 0.5]), losses: matrix(2, 2, [2.0, 3.0, 1.5, 3.2]),
 *   runs: [{ id: "a", labels: {} }, { id: "b", labels: {} }], notes: [], largestCorrection: 0,
 * };
 * const best = bestSweptRun(table);
 * deepEqual([best.run.id, best.mixture], ["b", { code: 0.5, text: 0.5 }]);
 * ```
 */
export function bestSweptRun(table: RunTable, objective: Objective = { kind: "mean" }): PaperAnswer & { run: RunKey } {
  const weights = targetWeights(objective, table.targets), i = bestRowOf(table, weights);
  const shares = rowOf(table.shares, i).slice(), run = table.runs[i];
  return {
    name: "best swept run",
    mixture: byName(table.domains, shares),
    shares,
    objective: objectiveOf(weights, rowOf(table.losses, i)),
    note: `run ${run.id}${
      run.seed === undefined ? "" : ` (seed ${run.seed})`
    }: lowest measured objective of ${table.runs.length} runs`,
    run,
  };
}
