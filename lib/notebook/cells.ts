/**
 * Cells of a table as text, and which columns hold numbers.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { numberColumn } from "../figures/number_column.ts";
import type { ReportTable } from "../figures/report_table.ts";

/** A table whose cells are text. */
export interface TextCells {
  /** One row after the other, each as long as the head. */
  readonly rows: readonly (readonly string[])[];
  /** Which columns hold numbers: they stand to the right. */
  readonly numeric: readonly boolean[];
}

/** Text that reads as a number: −0.31, 12 %, 0.91 to 0.95. */
const NUMBER_LIKE = /^[-−+±<>≤≥~≈]?\s*\.?\d/;

/**
 * All cells as text: numbers as in reports, with a minus sign where they are negative, also in text that reads as a
 * number. `where` names the table in messages.
 */
export function textCells({ columns, rows }: ReportTable, where: string): TextCells {
  rows.forEach((row, r) => {
    if (row.length === columns.length) return;
    throw outOfRange(`${where}: row ${r} has ${row.length} cells; wanted ${columns.length}, one a column`);
  });
  const numeric = columns.map((_, c) => {
    const filled = rows.map((row) => row[c]).filter((value) => value !== null && value !== "" && value !== "…");
    const reads = (value: unknown) => typeof value === "number" || (c > 0 && NUMBER_LIKE.test(String(value)));
    return filled.length > 0 && filled.every(reads);
  });
  const write = columns.map((_, c) => numberColumn(rows.map((row) => row[c])));
  const text = (value: unknown, r: number, c: number): string => {
    if (value === null) return "";
    if (typeof value === "string") return numeric[c] ? minus(value) : value;
    const at = `${where}: row ${r}, column ${JSON.stringify(columns[c])}`;
    if (typeof value !== "number") throw wrongKind(`${at} is ${got(value)}; wanted text, a number or null`);
    if (!Number.isFinite(value)) {
      throw outOfRange(`${at} is ${value}; wanted a finite number, or text that says why not`);
    }
    return minus(write[c](value));
  };
  return { rows: rows.map((row, r) => row.map((value, c) => text(value, r, c))), numeric };
}

/** Text whose numbers below zero have a minus sign, not a hyphen. */
export function minus(text: string): string {
  return text.replace(/(?<![\p{L}\d])-(?=\.?\d)|(?<=\de)-(?=\d)/gu, "−");
}
