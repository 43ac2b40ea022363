/**
 * Predictions of step and size laws against what was measured.
 *
 * @module
 */
import type { PowerTable } from "../../lib/laws/power/power_table.ts";
import { matrix, selectRows } from "../../lib/numerics/matrix.ts";
import type { RunKey, RunTable } from "../../lib/tables/run_table.ts";
import { rowsOfTable } from "../shared/rows_of_table.ts";
import { rowsWhere, runKey } from "./rows.ts";
import { type StageErrors, stageErrors } from "./stage_errors.ts";

/** Step laws on their own points and, where the table has it, at the target; and the last fitted loss as a rival. */
export function stepStages(
  table: RunTable,
  own: RunTable,
  laws: PowerTable,
  targetStep: number,
  size: number | undefined,
  several: boolean,
  sizeOf: (run: RunKey) => number | undefined,
): StageErrors[] {
  const of = several && size !== undefined ? `, ${size} parameters` : "";
  const there = rowsWhere(table, (run) => run.step === targetStep && sizeOf(run) === size);
  const last = laws.rows.map((rows) => rows.at(-1)!), still = rowsOfTable(own, last);
  return [
    compared(`step laws on what they were fitted to${of}`, true, own, laws, (run) => run.step),
    ...(there.runs.length === 0 ? [] : [
      ...against(`step laws at update ${targetStep}${of}`, laws.predict(targetStep), there, laws, targetStep),
      ...against(`last fitted loss for that at update ${targetStep}${of}`, still, there),
    ]),
  ];
}

/** Laws on the points that they were fitted to. */
export function compared(
  stage: string,
  seen: boolean,
  own: RunTable,
  laws: PowerTable,
  xOf: (run: RunKey) => number | undefined,
): StageErrors {
  const k = own.targets.length, order = laws.rows.flatMap((rows) => rows);
  const predicted = laws.rows.flatMap((rows, r) =>
    rows.flatMap((n) => own.targets.map((_, i) => laws.fits[r * k + i].predict(xOf(own.runs[n])!)))
  );
  const measured = selectRows(own.losses, order);
  return stageErrors(stage, seen, own.targets, measured, matrix(order.length, k, predicted));
}

/** A predicted table against a measured one, for the runs that both have; with intervals where laws give them. */
export function against(
  stage: string,
  predicted: RunTable,
  measured: RunTable,
  laws?: PowerTable,
  x?: number,
): StageErrors[] {
  const k = measured.targets.length, at = new Map(predicted.runs.map((run, r) => [runKey(run), r]));
  const pairs = measured.runs.flatMap((run, n) => at.has(runKey(run)) ? [{ n, r: at.get(runKey(run))! }] : []);
  if (pairs.length === 0) return [];
  const inside = laws && pairs.flatMap(({ n, r }) =>
    measured.targets.map((_, i) => {
      const range = laws.fits[r * k + i].interval(x!, { observed: true }), loss = measured.losses.data[n * k + i];
      return range && range.low <= loss && loss <= range.high;
    })
  );
  const rows = (from: RunTable, which: readonly number[]) => selectRows(from.losses, which);
  return [
    stageErrors(
      stage,
      false,
      measured.targets,
      rows(measured, pairs.map(({ n }) => n)),
      rows(predicted, pairs.map(({ r }) => r)),
      inside,
    ),
  ];
}
