/**
 * What every reader of runs hands to the one place that checks them: columns of text with their places in a file.
 *
 * @module
 */
import type { Sheet } from "./csv.ts";

/** What a column holds, when its reader already knows. */
export interface Role {
  readonly kind: "share" | "loss";
  /** The domain or target, without prefix. */
  readonly name: string;
}

/** A column of text cells. */
export interface Column {
  /** Its name in the file. */
  readonly name: string;
  /** The trimmed text of a row's cell. */
  cell(row: number): string;
  /** `file:line:column` of a row's cell; row −1 is the header. */
  at(row: number): string;
  /** Set when the reader knows what the column holds; found by its prefix otherwise. */
  readonly role?: Role;
}

/** Rows of runs, not yet checked. */
export interface Grid {
  readonly source: string;
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly notes: readonly string[];
}

/** The columns of one CSV file. Its unnamed first column, the row numbers that pandas writes, is left out. */
export function gridOf(sheet: Sheet): Grid {
  const notes: string[] = [];
  const columns = sheet.header.map((name, field): Column => ({
    name,
    cell: (row) => sheet.rows[row][field],
    at: (row) => sheet.at(row, field),
  }));
  if (columns.length > 1 && (columns[0].name === "" || columns[0].name === "Unnamed: 0")) {
    notes.push(`left out the unnamed first column of ${sheet.file} (row numbers)`);
    columns.shift();
  }
  return { source: sheet.file, columns, rows: sheet.rows.length, notes };
}
