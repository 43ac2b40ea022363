/**
 * The first stage of nested laws: losses at the target step, by step laws or as they were measured there.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import { fitPowerTable, type PowerTable } from "../../lib/laws/power/power_table.ts";
import type { RunKey, RunTable } from "../../lib/tables/run_table.ts";
import { stepStages } from "./compare_stages.ts";
import type { NestedPlan } from "./nested_plan.ts";
import { countBy, joined, rowsWhere, runKey } from "./rows.ts";
import type { StageErrors } from "./stage_errors.ts";

/** Points that a step law needs, besides those that choose its exponent. */
const NEEDED = 3;

/** What the stage found. */
export interface StepStage {
  readonly stepLaws: readonly PowerTable[];
  /** Losses of the smaller models at the target step. */
  readonly current: RunTable;
  readonly stages: readonly StageErrors[];
  readonly left: readonly string[];
}

/** Takes the table to the target step. */
export function stepStage(
  { table, options, targetStep, targetParameters, small, sizeOf, isSmall }: NestedPlan,
): StepStage {
  const { delta, tieSteps = "targets", fromStep, toStep, chooseByLast = 0 } = options;
  const stepLaws: PowerTable[] = [], stages: StageErrors[] = [], left: string[] = [];
  const before = (run: RunKey) =>
    run.step !== undefined && run.step > 0 && run.step < targetStep! && run.step >= (fromStep ?? 0) &&
    run.step <= (toStep ?? Infinity);
  const keyOf = (run: RunKey) => runKey(run, sizeOf(run)), needed = NEEDED + chooseByLast;
  const early = targetStep === undefined ? undefined : rowsWhere(table, (run) => isSmall(run) && before(run));
  const points = early === undefined ? new Map<string, number>() : countBy(early, keyOf);
  const most = Math.max(0, ...points.values());
  if (options.stepLaws !== false && early !== undefined && most >= needed) {
    // Where all curves share an exponent, a run needs one point less.
    const enough = rowsWhere(early, (run) => points.get(keyOf(run))! >= (tieSteps === "all" ? needed - 1 : needed));
    const lost = points.size - countBy(enough, keyOf).size, predictions: RunTable[] = [];
    if (lost > 0) left.push(`${lost} runs have too few updates for a step law and were left out`);
    for (const size of small.length > 0 ? small : [undefined]) {
      const own = rowsWhere(enough, (run) => sizeOf(run) === size);
      if (own.runs.length === 0) continue;
      const laws = fitPowerTable(own, {
        ...(delta !== undefined && { delta }),
        ...{ along: "steps", tie: tieSteps, ...(chooseByLast > 0 && { chooseByLast }) },
      });
      stepLaws.push(laws);
      predictions.push(laws.predict(targetStep!));
      stages.push(...stepStages(table, own, laws, targetStep!, size, small.length > 1, sizeOf));
    }
    return { stepLaws, current: joined(predictions), stages, left };
  }
  left.push(
    options.stepLaws === false
      ? "step laws: not asked for; losses measured at the target step are taken"
      : `step laws: not fitted: a run needs ${needed} updates before the target, and has ${most} at most`,
  );
  const current = targetStep === undefined
    ? targetParameters === undefined ? table : rowsWhere(table, isSmall)
    : rowsWhere(table, (run) => isSmall(run) && run.step === targetStep);
  if (current.runs.length === 0) {
    throw outOfRange(
      `${table.source}: nothing is measured at update ${targetStep}, and a step law needs ${needed} updates before it, ` +
        `got ${most}`,
    );
  }
  return { stepLaws, current: current.runs.length === table.runs.length ? table : current, stages, left };
}
