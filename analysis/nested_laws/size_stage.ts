/**
 * The second stage of nested laws: losses at the target size, by size laws or those of the largest model below it.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import { fitPowerTable, type PowerTable } from "../../lib/laws/power/power_table.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { against, compared } from "./compare_stages.ts";
import type { NestedPlan } from "./nested_plan.ts";
import { countBy, rowsWhere, runKey } from "./rows.ts";
import type { StageErrors } from "./stage_errors.ts";

/** What the stage found. */
export interface SizeStage {
  readonly sizeLaws?: PowerTable;
  /** What the size laws were fitted to. */
  readonly atStep?: RunTable;
  /** Losses at the target. */
  readonly current: RunTable;
  readonly stages: readonly StageErrors[];
  readonly left: readonly string[];
}

/** Takes losses at the target step to the target size; `measured`: what the table holds there, for the errors alone. */
export function sizeStage(
  { table, options, targetParameters, small, sizeOf }: NestedPlan,
  current: RunTable,
  measured: RunTable | undefined,
): SizeStage {
  const { sizes, delta, tieSizes = "all" } = options;
  if (targetParameters === undefined) {
    return { current, stages: [], left: ["size laws: not fitted: the table has one size of model"] };
  }
  if (small.length < 3) {
    const why = `size laws: not fitted: c, N0 and α are 3 numbers, and there ${
      small.length === 1 ? "is 1 size" : `are ${small.length} sizes`
    } below the target; the mixing law of the largest of them is judged by its ranks`;
    const largest = rowsWhere(current, (run) => sizeOf(run) === small.at(-1));
    const stage = `losses at ${small.at(-1)} parameters for those at ${targetParameters}`;
    return { current: largest, stages: measured ? against(stage, largest, measured) : [], left: [why] };
  }
  const whole = countBy(current, (run) => runKey(run)), left: string[] = [];
  const full = rowsWhere(current, (run) => whole.get(runKey(run)) === small.length);
  const lost = whole.size - countBy(full, (run) => runKey(run)).size;
  if (lost > 0) left.push(`${lost} runs were not made with all ${small.length} sizes and have no size law`);
  if (full.runs.length === 0) throw outOfRange(`${table.source}: no run was made with all ${small.length} sizes`);
  const sizeLaws = fitPowerTable(full, {
    ...(delta !== undefined && { delta }),
    ...{ along: "parameters", tie: tieSizes, sizes },
  });
  const predicted = sizeLaws.predict(targetParameters), stage = `laws at ${targetParameters} parameters`;
  const stages = [
    compared("size laws on what they were fitted to", true, full, sizeLaws, sizeOf),
    ...(measured ? against(stage, predicted, measured, sizeLaws, targetParameters) : []),
  ];
  return { sizeLaws, atStep: full, current: predicted, stages, left };
}
