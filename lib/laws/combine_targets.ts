import { type Matrix, matrix } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";
import { targetWeights } from "./best/objective.ts";
import { outOfRange } from "../errors.ts";

/**
 * A table with one target: the weighted mean of the losses (weights divided by their sum; targets without a weight do
 * not count). A law fitted to it describes the aggregate directly, as Data Mixing Laws does for its overall loss.
 *
 * @param table the N runs.
 * @param weights a number ≥ 0 by target.
 * @param name what to call the new target.
 * @returns the same runs with an N × 1 loss (nats per token), and N × 1 start losses where there were any.
 * @throws {TypeError} when a weight is no number.
 * @throws {RangeError} when a weight is negative, its target is unknown, or all weights are 0.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { combineTargets, parseTable } from "@mixlab/mixlab";
 *
 * const table = parseTable("run,share:a,share:b,loss:a,loss:b,loss:c\n1,0.5,0.5,2,4,9\n2,0.25,0.75,3,3,9\n");
 * const overall = combineTargets(table, { a: 3, b: 1 }, "overall");
 * deepEqual(overall.targets, ["overall"]);
 * deepEqual([...overall.losses.data], [2.5, 3]); // (3 a + b) / 4
 * ```
 */
export function combineTargets(table: RunTable, weights: Readonly<Record<string, number>>, name: string): RunTable {
  const w = targetWeights({ kind: "weighted", weights }, table.targets);
  if (w === "worst") throw outOfRange("combineTargets: wanted weights");
  const combine = (from: Matrix): Matrix => {
    const out = matrix(from.rows, 1);
    for (let n = 0; n < from.rows; n++) {
      for (let i = 0; i < from.columns; i++) {
        if (w[i] > 0) out.data[n] += w[i] * from.data[n * from.columns + i];
      }
    }
    return out;
  };
  return {
    ...table,
    targets: [name],
    losses: combine(table.losses),
    ...(table.startLosses && { startLosses: combine(table.startLosses) }),
  };
}
