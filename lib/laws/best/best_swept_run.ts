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
 * @returns the answer, with the run; its objective is measured (nats per token).
 * @throws {TypeError} when the kind of objective is unknown.
 * @throws {RangeError} when the table has no run or the objective names an unknown target.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { bestSweptRun, parseTable } from "@mixlab/mixlab";
 *
 * const table = parseTable("run,share:code,share:web,loss:code,loss:web\na,0.25,0.75,2.0,3.0\nb,0.5,0.5,1.5,3.2\n");
 * const best = bestSweptRun(table);
 * deepEqual([best.run.id, best.mixture], ["b", { code: 0.5, web: 0.5 }]);
 * equal(best.objective, 2.35);
 * equal(bestSweptRun(table, { kind: "target", target: "web" }).run.id, "a");
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
