/**
 * The row filter: `model_size=70M,step>=10000,run!=base`.
 *
 * @module
 */
import { outOfRange, unparsable } from "../errors.ts";
import { hint, namesOf } from "./columns.ts";
import type { Column, Grid } from "./grid.ts";
import { isMissing, parseNumber } from "../text/number.ts";

type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** One condition on a column. */
interface Condition {
  readonly text: string;
  readonly column: string;
  readonly operator: Operator;
  /** More than one only with = (any of them) and != (none of them). */
  readonly values: readonly string[];
}

/**
 * The rows of a grid that meet every condition of a filter; all of them without a filter.
 *
 * Conditions stand between commas. `=` and `!=` compare numbers where cell and value are both numbers (30000 = 3e4),
 * text otherwise, and take alternatives (`model_size=70M|160M`); an empty value means a missing cell (`loss_Books3!=`
 * keeps the rows that have one). `<`, `<=`, `>` and `>=` compare numbers, and no missing cell meets them. Columns go by
 * their names in the file or those without prefix. Names and values with commas, bars or operators stand in double
 * quotes.
 *
 * @throws {SyntaxError} when the filter cannot be parsed.
 * @throws {RangeError} when a column is absent or ambiguous, an order is asked of text, or no row is left.
 */
export function where(grid: Grid, filter: string | undefined): number[] {
  const { rows, left } = rowsWhere(grid, filter);
  if (rows.length === 0 && grid.rows > 0) throw noRow(grid, filter!, left);
  return rows;
}

/** The error for a filter that leaves nothing. */
export function noRow(grid: Grid, filter: string, left: string): RangeError {
  return outOfRange(`${grid.source}: --where ${filter} leaves no row: of ${left}`);
}

/** As {@link where}, but no row may be left; with how many rows each condition leaves, in words. */
export function rowsWhere(grid: Grid, filter: string | undefined): { rows: number[]; left: string } {
  let rows = Array.from({ length: grid.rows }, (_, i) => i);
  if (filter === undefined) return { rows, left: "" };
  const left: string[] = [`${rows.length} rows`];
  for (const condition of parseFilter(filter)) {
    const keep = test(condition, columnOf(grid, condition.column));
    rows = rows.filter(keep);
    left.push(`${condition.text} leaves ${rows.length}`);
  }
  return { rows, left: left.join(", ") };
}

function test(condition: Condition, column: Column): (row: number) => boolean {
  const { operator, values } = condition;
  if (operator === "=" || operator === "!=") {
    const wanted = values.map((text) => ({ text, number: parseNumber(text) }));
    return (row) => {
      const cell = column.cell(row), number = parseNumber(cell);
      const equal = wanted.some((value) =>
        value.text === "" && isMissing(cell) || value.text === cell ||
        (number !== undefined && value.number === number)
      );
      return equal === (operator === "=");
    };
  }
  const wanted = parseNumber(values[0]);
  if (wanted === undefined) {
    throw outOfRange(
      `--where ${condition.text}: ${operator} compares numbers, and ${JSON.stringify(values[0])} is none`,
    );
  }
  return (row) => {
    const cell = column.cell(row), number = parseNumber(cell);
    if (number === undefined) {
      if (isMissing(cell)) return false;
      throw outOfRange(
        `${column.at(row)}: --where ${condition.text} compares numbers, and ${JSON.stringify(cell)} is none`,
      );
    }
    if (operator === "<") return number < wanted;
    if (operator === "<=") return number <= wanted;
    if (operator === ">") return number > wanted;
    return number >= wanted;
  };
}

function columnOf(grid: Grid, name: string): Column {
  const exact = grid.columns.filter((column) => column.name === name);
  const found = exact.length > 0 ? exact : grid.columns.filter((column) => namesOf(column).includes(name));
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    // Two files of a pair may use one name for a share and a loss.
    const names = found.map((column) => exact.length > 0 ? namesOf(column).at(-1) : column.name).join(" or ");
    throw outOfRange(`${grid.source}: --where ${name} could be ${names}; give the column's whole name`);
  }
  const columns = grid.columns.map((column) => column.name).join(", ");
  throw outOfRange(
    `${grid.source}: --where names ${JSON.stringify(name)}, which is no column${
      hint(grid, name)
    }; the columns are ${columns}`,
  );
}

/** The parts of a condition: text in quotes or bare text, then an operator, then values between bars. */
function parseFilter(filter: string): Condition[] {
  const conditions: Condition[] = [];
  let at = 0;
  const fail = (wanted: string): never => {
    const rest = at < filter.length ? JSON.stringify(filter.slice(at, at + 20)) : "the end";
    throw unparsable(`--where:1:${at + 1}: wanted ${wanted}, got ${rest} (write --where model_size=70M,step=30000)`);
  };
  const word = (stop: RegExp, wanted: string): string => {
    while (filter[at] === " ") at += 1;
    if (filter[at] === '"') {
      const end = filter.indexOf('"', at + 1);
      if (end < 0) fail("a closing quote");
      const text = filter.slice(at + 1, end);
      at = end + 1;
      while (filter[at] === " ") at += 1;
      if (at < filter.length && !stop.test(filter[at])) fail(wanted);
      return text;
    }
    const start = at;
    while (at < filter.length && !stop.test(filter[at])) at += 1;
    return filter.slice(start, at).trim();
  };
  for (;;) {
    const start = at;
    const column = word(/[=!<>,]/, "an operator (=, !=, <, <=, >, >=)");
    const sign = /^(?:!=|<=|>=|==|=|<|>)/.exec(filter.slice(at))?.[0] ?? fail("an operator (=, !=, <, <=, >, >=)");
    if (column === "") fail("a column's name before the operator");
    at += sign.length;
    const operator = (sign === "==" ? "=" : sign) as Operator;
    const values = [word(/[,|]/, "a comma")];
    while (filter[at] === "|") {
      if (operator !== "=" && operator !== "!=") fail(`one value after ${operator}`);
      at += 1;
      values.push(word(/[,|]/, "a comma"));
    }
    conditions.push({ text: filter.slice(start, at).trim(), column, operator, values });
    if (at >= filter.length) return conditions;
    at += 1;
  }
}
