/**
 * The one place where rows of text become a checked table of runs.
 *
 * @module
 */
import { outOfRange, unparsable } from "../errors.ts";
import { checkShares, checkTolerance, SHARE_TOLERANCE } from "../mixture/simplex.ts";
import { matrix, rowOf } from "../numerics/matrix.ts";
import { type Columns, type Named, sortColumns } from "./columns.ts";
import type { Column, Grid } from "./grid.ts";
import { isMissing, parseNumber } from "../text/number.ts";
import type { ReadOptions } from "./read_options.ts";
import { keyOf, runKey } from "./run_key.ts";
import type { RunTable } from "./run_table.ts";
import { where } from "./where.ts";

/**
 * A table of runs from a grid: columns sorted, rows filtered, cells read and checked, shares normalised.
 *
 * @param chosen the rows, when they were filtered already.
 * @throws {SyntaxError} when a cell that is needed is missing or not a number.
 * @throws {RangeError} when shares or losses are out of range, a run stands twice, or the options name what is absent.
 */
export function buildTable(grid: Grid, options: ReadOptions, chosen?: readonly number[]): RunTable {
  const tolerance = options.tolerance ?? SHARE_TOLERANCE;
  checkTolerance(tolerance);
  const notes = [...grid.notes];
  const found = sortColumns(grid, options.domains, options.targets);
  if (grid.rows === 0) throw outOfRange(`${grid.source}: a header and no rows; wanted at least one run`);
  const rows = chosen ?? where(grid, options.where);
  const columns = leaveOutSum(withStarts(found, rows), rows, tolerance, options.domains === undefined, notes);
  const { shares: domains, losses: targets } = columns;

  const shares = matrix(rows.length, domains.length), losses = matrix(rows.length, targets.length);
  const startLosses = columns.starts.length > 0 ? matrix(rows.length, targets.length) : undefined;
  let largest = { correction: 0, row: 0 };
  rows.forEach((row, n) => {
    domains.forEach(({ column }, j) => shares.data[n * domains.length + j] = share(column, row));
    const checked = checkShares(rowOf(shares, n), {
      tolerance,
      what: () => `${domains[0].column.at(row)}: the shares of this row`,
    });
    shares.data.set(checked.shares, n * domains.length);
    if (checked.correction > largest.correction) largest = { correction: checked.correction, row };
    targets.forEach(({ column }, j) => losses.data[n * targets.length + j] = loss(column, row));
    columns.starts.forEach((column, j) => startLosses!.data[n * targets.length + j] = loss(column, row));
  });
  if (largest.correction > 0) {
    const place = domains[0].column.at(largest.row).replace(/:\d+$/, "");
    notes.push(`largest correction of a row's sum of shares: ${largest.correction.toPrecision(3)} (${place})`);
  }
  return {
    source: grid.source,
    domains: domains.map(({ name }) => name),
    targets: targets.map(({ name }) => name),
    shares,
    losses,
    ...(startLosses && { startLosses }),
    runs: readRuns(columns, rows, notes),
    notes,
    largestCorrection: largest.correction,
    targetPlaces: targets.map(({ column }) => column.at(-1)),
    ...(isSynthetic(columns, rows) && { synthetic: true }),
  };
}

/** Without the losses at starts when no row has any: a table may hold whole runs and segments, and the filter chose runs. */
function withStarts(columns: Columns, rows: readonly number[]): Columns {
  const any = columns.starts.some((column) => rows.some((row) => !isMissing(column.cell(row))));
  return any ? columns : { ...columns, starts: [] };
}

/** The keys of the rows, all different. */
function readRuns(columns: Columns, rows: readonly number[], notes: string[]) {
  if (columns.run === undefined) notes.push("no column run, run_id or index: runs go by the number of their row");
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const run = runKey(columns, row);
    const key = keyOf(run);
    const other = seen.get(key);
    if (other !== undefined) {
      const column = columns.run ?? columns.shares[0].column;
      throw outOfRange(
        `${column.at(row)}: this row has the same run, seed, step and labels as ${column.at(other)}; ` +
          `remove one, or add a column that tells them apart`,
      );
    }
    seen.set(key, row);
    return run;
  });
}

/** All rows or none must say that their losses were computed and not measured. */
function isSynthetic({ synthetic }: Columns, rows: readonly number[]): boolean {
  if (synthetic === undefined) return false;
  const values = rows.map((row) => {
    const cell = synthetic.cell(row);
    if (cell !== "true" && cell !== "false") {
      throw unparsable(`${synthetic.at(row)}: synthetic is ${JSON.stringify(cell)}; wanted true or false`);
    }
    return cell === "true";
  });
  return values.includes(true);
}

/** Without the column that is the sum of the others: one named so, which must be it, or one that can be nothing else. */
function leaveOutSum(
  columns: Columns,
  rows: readonly number[],
  tolerance: number,
  byPrefix: boolean,
  notes: string[],
): Columns {
  if (columns.sum !== undefined) {
    const { column } = columns.sum;
    const others = rows.map((row) => columns.shares.reduce((sum, other) => sum + share(other.column, row), 0));
    // A domain may be called "total": then the shares sum to 1 with it.
    if (rows.every((row, n) => Math.abs(others[n] + share(column, row) - 1) <= tolerance)) {
      return { ...columns, shares: columns.inOrder, sum: undefined };
    }
    rows.forEach((row, n) => {
      if (Math.abs(share(column, row) - others[n]) <= tolerance) return;
      throw outOfRange(
        `${column.at(row)}: ${column.name} is ${column.cell(row)}, but the other shares sum to ` +
          `${Number(others[n].toPrecision(6))}; correct it, or name the columns of shares with --domains`,
      );
    });
    notes.push(`left out ${column.name}: it is the sum of the other shares`);
    return columns;
  }
  if (!byPrefix || columns.shares.length < 3) return columns;
  const sums = columns.shares.filter((candidate) => isSum(candidate, columns.shares, rows, tolerance));
  if (sums.length !== 1) return columns;
  notes.push(`left out ${sums[0].column.name}: it is the sum of the other shares`);
  return { ...columns, shares: columns.shares.filter((named) => named !== sums[0]) };
}

/** Whether a column is 1 in every row, with other columns that sum to 1: with it the row would sum to 2. */
function isSum(candidate: Named, all: readonly Named[], rows: readonly number[], tolerance: number): boolean {
  return rows.every((row) => {
    const value = parseNumber(candidate.column.cell(row)) ?? NaN;
    if (!(Math.abs(value - 1) <= tolerance)) return false;
    const total = all.reduce((sum, { column }) => sum + (parseNumber(column.cell(row)) ?? NaN), 0);
    return Math.abs(total - 2) <= 2 * tolerance;
  });
}

function share(column: Column, row: number): number {
  const value = number(column, row, "");
  if (value < 0) throw outOfRange(`${column.at(row)}: ${column.name} is ${column.cell(row)}; wanted a number ≥ 0`);
  return value === 0 ? 0 : value; // −0 is 0
}

/** Squares of larger losses, and products of these, would overflow; no model has one near it (nats per token). */
const LARGEST_LOSS = 1e9;

function loss(column: Column, row: number): number {
  const value = number(column, row, "; leave the row out with --where, or the target with --targets");
  if (value < 0) {
    throw outOfRange(`${column.at(row)}: ${column.name} is ${column.cell(row)}; wanted a loss ≥ 0, in nats per token`);
  }
  if (value > LARGEST_LOSS) {
    throw outOfRange(
      `${column.at(row)}: ${column.name} is ${
        column.cell(row)
      }; wanted a loss of at most ${LARGEST_LOSS} nats per token` +
        "; leave the row out with --where, or the target with --targets",
    );
  }
  return value === 0 ? 0 : value;
}

function number(column: Column, row: number, ifMissing: string): number {
  const cell = column.cell(row);
  const value = parseNumber(cell);
  if (value !== undefined) return value;
  if (isMissing(cell)) {
    const as = cell === "" ? "" : ` (${JSON.stringify(cell)})`;
    throw unparsable(`${column.at(row)}: ${column.name} is missing${as}; wanted a number ≥ 0${ifMissing}`);
  }
  throw unparsable(`${column.at(row)}: ${column.name} is ${quoted(cell)}; wanted a number ≥ 0`);
}

function quoted(cell: string): string {
  return JSON.stringify(cell.length > 40 ? cell.slice(0, 39) + "…" : cell);
}
