/**
 * Two tables that are one: shares in the first, losses in the second, joined on the run's name.
 *
 * @module
 */
import { outOfRange, unparsable } from "../errors.ts";
import { SHARE_TOLERANCE } from "../mixture/simplex.ts";
import { families } from "./columns.ts";
import type { Column, Grid, Role } from "./grid.ts";
import { isMissing, parseNumber } from "../text/number.ts";
import type { ReadOptions } from "./read_options.ts";

const KEYS = ["run", "run_id", "index"];
const NOT_VALUES = new Set([...KEYS, "name", "seed", "step", "tokens", "parameters", "parent", "start_step"]);

/** Whether a grid holds shares, or losses, as far as its column names and the options tell. */
export function holds(grid: Grid, kind: Role["kind"], options: ReadOptions): boolean {
  if (shows(grid, kind)) return true;
  const { domains, targets } = options;
  if (shows(grid, kind === "share" ? "loss" : "share")) return named(grid, kind === "share" ? domains : targets);
  // Where no column tells what it is, the options must name both, each column for one thing.
  return named(grid, domains) && named(grid, targets) && !domains!.some((domain) => targets!.includes(domain));
}

function shows(grid: Grid, kind: Role["kind"]): boolean {
  return grid.columns.some((column) => column.role?.kind === kind) || families(grid, kind).length > 0;
}

function named(grid: Grid, names: readonly string[] | undefined): boolean {
  return names !== undefined && names.length > 0 &&
    names.every((name) => grid.columns.some((column) => column.name === name));
}

/**
 * A pair of grids as one, in whichever order they come; undefined when each is (or neither can be made) a whole table.
 *
 * @throws {RangeError} when runs of one are absent from the other, or stand twice among the mixtures.
 */
export function pair(a: Grid, b: Grid, options: ReadOptions): Grid | undefined {
  const sides = [a, b].map((grid) => ({
    grid,
    shares: holds(grid, "share", options),
    losses: holds(grid, "loss", options),
  }));
  for (const [x, y] of [sides, [...sides].reverse()]) {
    if (x.shares && y.losses && !x.losses && !y.shares) return join(x.grid, y.grid);
    if (x.shares && !x.losses && !y.shares && !y.losses) return join(x.grid, withRoles(y.grid, "loss"));
    if (y.losses && !y.shares && !x.shares && !x.losses) return join(withRoles(x.grid, "share"), y.grid);
  }
  if (sides.some(({ shares, losses }) => shares || losses)) return undefined;
  const sums = [a, b].map((grid) => sumsToOne(grid, options.tolerance ?? SHARE_TOLERANCE));
  if (sums[0] === sums[1]) {
    throw outOfRange(
      `${a.source} and ${b.source}: ${
        sums[0] ? "the rows of both" : "the rows of neither"
      } sum to 1, so which of them ` +
        `holds the shares is not known; give its columns the prefix share:, the other's the prefix loss:`,
    );
  }
  return sums[0]
    ? join(withRoles(a, "share"), withRoles(b, "loss"))
    : join(withRoles(b, "share"), withRoles(a, "loss"));
}

/** Columns that hold mostly numbers and are not about the run. */
function values(grid: Grid): Column[] {
  return grid.columns.filter((column) => {
    if (column.role || NOT_VALUES.has(column.name)) return false;
    let numbers = 0;
    for (let row = 0; row < grid.rows; row++) {
      if (parseNumber(column.cell(row)) !== undefined || isMissing(column.cell(row))) numbers += 1;
    }
    return 2 * numbers > grid.rows;
  });
}

function sumsToOne(grid: Grid, tolerance: number): boolean {
  const columns = values(grid);
  let good = 0;
  for (let row = 0; row < grid.rows; row++) {
    const sum = columns.reduce((sum, column) => sum + (parseNumber(column.cell(row)) ?? NaN), 0);
    if (Math.abs(sum - 1) <= tolerance) good += 1;
  }
  return 2 * good > grid.rows;
}

function withRoles(grid: Grid, kind: Role["kind"]): Grid {
  const chosen = new Set(values(grid));
  const columns = grid.columns.map((column): Column =>
    chosen.has(column) ? { ...column, role: { kind, name: column.name } } : column
  );
  return { ...grid, columns };
}

/** Each row of losses with the row of shares of the same run; a run may have many rows of losses (steps, seeds). */
function join(shares: Grid, losses: Grid): Grid {
  const source = `${shares.source} + ${losses.source}`;
  const name = KEYS.find((key) => [shares, losses].every((grid) => grid.columns.some((column) => column.name === key)));
  if (name === undefined) throw outOfRange(`${source}: no column to join on; wanted run, run_id or index in both`);
  const [keyA, keyB] = [shares, losses].map((grid) => grid.columns.find((column) => column.name === name)!);
  const rowOf = new Map<string, number>();
  for (let row = 0; row < shares.rows; row++) {
    const key = keyText(keyA, row);
    const other = rowOf.get(key);
    if (other !== undefined) {
      throw outOfRange(`${keyA.at(row)}: ${name} ${key} has a mixture already, at ${keyA.at(other)}; remove one`);
    }
    rowOf.set(key, row);
  }
  const unused = new Set(rowOf.keys()), unmatched: string[] = [], map: number[] = [];
  for (let row = 0; row < losses.rows; row++) {
    const key = keyText(keyB, row);
    unused.delete(key);
    const found = rowOf.get(key);
    if (found === undefined) unmatched.push(key);
    else map.push(found);
  }
  if (unmatched.length > 0 || unused.size > 0) {
    const parts = [absent(unmatched, losses, shares), absent([...unused], shares, losses)].filter((part) =>
      part !== ""
    );
    throw outOfRange(`${source}: joined on ${name}, ${parts.join("; ")}`);
  }
  const taken = new Set(losses.columns.map((column) => column.name));
  // A column of both, such as name or index, is about the run: that of the losses stays.
  const added = shares.columns.filter((column) => column.role !== undefined || !taken.has(column.name)).map(
    (column): Column => ({
      ...column,
      cell: (row) => column.cell(map[row]),
      at: (row) => column.at(row < 0 ? row : map[row]),
    }),
  );
  return {
    source,
    columns: [...losses.columns, ...added],
    rows: losses.rows,
    notes: [
      ...shares.notes,
      ...losses.notes,
      `joined ${shares.source} (shares) and ${losses.source} (losses) on ${name}`,
    ],
  };
}

function keyText(column: Column, row: number): string {
  const cell = column.cell(row);
  if (cell === "") throw unparsable(`${column.at(row)}: ${column.name} is missing; wanted the run's name`);
  // 7 and 7.0 are one run: tools that write tables turn integers into floats.
  const number = parseNumber(cell);
  return number === undefined || !Number.isSafeInteger(number) ? cell : String(number);
}

function absent(keys: readonly string[], from: Grid, to: Grid): string {
  if (keys.length === 0) return "";
  const named = keys.slice(0, 5).join(", ") + (keys.length > 5 ? ` and ${keys.length - 5} more` : "");
  return `${keys.length} of ${from.source} are absent from ${to.source}: ${named}`;
}
