/**
 * Who a row's run is.
 *
 * @module
 */
import { outOfRange, unparsable } from "../errors.ts";
import type { Columns } from "./columns.ts";
import type { Column } from "./grid.ts";
import { isMissing, parseNumber } from "../text/number.ts";
import type { RunKey } from "./run_table.ts";

/** The key of a row's run. Cells that may be absent (seed, step, tokens, …) may be empty. */
export function runKey(columns: Columns, row: number): RunKey {
  const { run, meta, parent } = columns;
  const id = run === undefined ? String(row + 1) : run.cell(row);
  if (id === "") throw unparsable(`${run!.at(row)}: ${run!.name} is missing; wanted the run's name`);
  const [seed, step, tokens, parameters, startStep] = [
    optional(meta.seed, row),
    optional(meta.step, row),
    optional(meta.tokens, row),
    optional(meta.parameters, row),
    optional(meta.start_step, row),
  ];
  if (startStep !== undefined && step !== undefined && !(startStep < step)) {
    throw outOfRange(`${meta.start_step!.at(row)}: start_step is ${startStep}; wanted a step before step ${step}`);
  }
  const from = parent?.cell(row);
  return {
    id,
    ...(seed !== undefined && { seed }),
    ...(step !== undefined && { step }),
    ...(tokens !== undefined && { tokens }),
    ...(parameters !== undefined && { parameters }),
    ...(from !== undefined && from !== "" && { parent: from }),
    ...(startStep !== undefined && { startStep }),
    labels: Object.fromEntries(columns.labels.map((column) => [column.name, column.cell(row)])),
  };
}

/** Text that two rows share only when they are the same run, seed, step and labels. */
export function keyOf(run: RunKey): string {
  return JSON.stringify([run.id, run.seed, run.step, ...Object.values(run.labels)]);
}

function optional(column: Column | undefined, row: number): number | undefined {
  if (column === undefined) return undefined;
  const cell = column.cell(row);
  if (isMissing(cell)) return undefined;
  const value = parseNumber(cell);
  if (value === undefined || value < 0) {
    const message = `${column.at(row)}: ${column.name} is ${JSON.stringify(cell)}; wanted a number ≥ 0, or nothing`;
    throw value === undefined ? unparsable(message) : outOfRange(message);
  }
  return value;
}
