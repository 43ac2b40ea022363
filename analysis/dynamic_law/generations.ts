/**
 * Children by parent: a table of segments holds for each parent several children, which continue it on other mixtures.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import { rowOf } from "../../lib/numerics/matrix.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { rowsOfTable } from "../shared/rows_of_table.ts";

/** A parent and its children. */
export interface Family {
  /** The parent's name. */
  readonly parent: string;
  /** The step at which it was broken off. */
  readonly step: number;
  /** Its mixture: shares of tokens (m), where the table holds the parent itself. */
  readonly shares_m?: readonly number[];
  /** Losses at the break (k), nats per token. */
  readonly start_k: readonly number[];
  /** Its children. */
  readonly children: RunTable;
}

/** The parents that were broken off at one step, and all their children in one table. */
export interface Generation {
  /** The step. */
  readonly step: number;
  /** The families, in the order of the table. */
  readonly families: readonly Family[];
  /** The children of all of them. */
  readonly children: RunTable;
}

/** The families of a table of segments, by the step of the break, ascending. */
export function generationsOf(table: RunTable): readonly Generation[] {
  const { runs, source, startLosses } = table;
  if (startLosses === undefined) {
    throw outOfRange(`${source}: wanted loss_start:<target> columns, with the losses at the start of each segment`);
  }
  // A parent that is broken off twice is a segment itself, between its breaks: no child.
  const parents = new Set(runs.map(({ parent }) => parent)), own = new Map<string, number[]>();
  runs.forEach(({ parent, startStep, id }, n) => {
    if (parent === undefined || parents.has(id)) return;
    if (startStep === undefined) throw outOfRange(`${source}: run ${id}: wanted a start_step, got none`);
    own.set(parent, [...own.get(parent) ?? [], n]);
  });
  if (own.size === 0) {
    throw outOfRange(`${source}: wanted segments that name their parent in a column parent, got none`);
  }
  requireOneLength(table, [...own.values()].flat());
  const families = [...own].map(([parent, rows]) => ({ rows, ...familyOf(table, parent, rows) }));
  const steps = [...new Set(families.map(({ step }) => step))].sort((a, b) => a - b);
  return steps.map((step) => {
    const here = families.filter((family) => family.step === step);
    const children = rowsOfTable(table, here.flatMap(({ rows }) => rows), `children of step ${step}`);
    return { step, families: here.map(({ rows: _, ...family }) => family), children };
  });
}

/** Effects are those of a segment: of segments of different lengths they are not the same. */
function requireOneLength({ runs, source }: RunTable, rows: readonly number[]): void {
  const lengths = new Set(rows.flatMap((n) => runs[n].step === undefined ? [] : [runs[n].step! - runs[n].startStep!]));
  if (lengths.size <= 1) return;
  throw outOfRange(
    `${source}: wanted segments of one length, got ${
      [...lengths].slice(0, 5).join(", ")
    } updates; choose with --where step=…`,
  );
}

function familyOf(table: RunTable, parent: string, rows: readonly number[]): Family {
  const { runs, source } = table, startLosses = table.startLosses!;
  const [first] = rows, start = rowOf(startLosses, first), at = runs.findIndex(({ id }) => id === parent);
  for (const n of rows) {
    const other = rowOf(startLosses, n), { id, startStep } = runs[n];
    if (startStep === runs[first].startStep && start.every((loss, i) => loss === other[i])) continue;
    throw outOfRange(`${source}: run ${id}: wanted the start of the other children of ${parent}, got another`);
  }
  return {
    parent,
    step: runs[first].startStep!,
    ...(at >= 0 && { shares_m: Array.from(rowOf(table.shares, at)) }),
    start_k: Array.from(start),
    children: rowsOfTable(table, rows, `children of ${parent}`),
  };
}
