/**
 * CSV text. The only file that knows csv-parse and csv-stringify, which stand in for `@std/csv`.
 *
 * @module
 */
import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { unparsable } from "../errors.ts";
import { checkText } from "../text/read_text.ts";

/** A parsed CSV file: its header and rows of text, and where each cell stands. */
export interface Sheet {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Column names, trimmed, all different. */
  readonly header: readonly string[];
  /** Rows of trimmed cells, each as long as the header. */
  readonly rows: readonly (readonly string[])[];
  /** `file:line:column` of a cell: line and column as an editor counts them, from 1; row −1 is the header. */
  at(row: number, field: number): string;
}

/**
 * Parses CSV with a header (RFC 4180: commas, double quotes; CRLF, LF or CR; a byte order mark is allowed; blank lines
 * are skipped).
 *
 * @throws {SyntaxError} with `file:line:column` when there is no header, two columns share a name, a row has another
 * number of cells than the header, or quotes do not match.
 * @throws {RangeError} when the text or a line is longer than its limit.
 */
export function parseCsv(text: string, file: string): Sheet {
  checkText(text, file);
  if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
  const records = split(text, file);
  const at = (row: number, field: number) => `${file}:${locate(text, row + 1, field)}`;
  if (records.length === 0) throw unparsable(`${file}:1:1: the file is empty; wanted a header and rows`);
  const [header, ...rows] = records;
  for (let i = 0; i < header.length; i++) {
    const same = header.indexOf(header[i]);
    if (same < i) {
      throw unparsable(
        `${at(-1, i)}: column ${i + 1} has the name of column ${same + 1}: ${JSON.stringify(header[i])}`,
      );
    }
  }
  for (let r = 0; r < rows.length; r++) {
    if (rows[r].length === header.length) continue;
    const where = at(r, Math.min(rows[r].length - 1, header.length));
    throw unparsable(`${where}: this row has ${rows[r].length} cells; wanted ${header.length}, as the header has`);
  }
  return { file, header, rows, at };
}

/** Rows of cells as CSV text, quoted where needed; `newline` ends each line. */
export function writeCsv(rows: readonly (readonly string[])[], newline: "\n" | "\r\n" = "\n"): string {
  return stringify(rows as string[][], { record_delimiter: newline, quoted_match: /[\r\n\ufeff]|^\s|\s$/ });
}

function split(text: string, file: string): string[][] {
  try {
    const records = parse(text, {
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as string[][];
    return records.map((record) => record.map((cell) => cell.trim()));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { row, field, unclosed } = scan(text);
    if (unclosed !== undefined) throw unparsable(`${file}:${lineColumn(text, unclosed)}: this quote is never closed`);
    const record = Number((error as { records?: number }).records ?? row);
    const column = Number((error as { column?: number }).column ?? field);
    throw unparsable(
      `${file}:${
        locate(text, record, column)
      }: a quote inside this cell; wanted the whole cell in quotes, quotes in it doubled`,
    );
  }
}

/** `line:column` of a field of a record, found by reading the text again: only messages need it. */
function locate(text: string, record: number, field: number): string {
  return lineColumn(text, scan(text, record, field).at);
}

function lineColumn(text: string, at: number): string {
  let line = 1, start = 0;
  for (let i = 0; i < at; i++) {
    const c = text[i];
    if (c === "\n" || (c === "\r" && text[i + 1] !== "\n")) {
      line += 1;
      start = i + 1;
    }
  }
  return `${line}:${at - start + 1}`;
}

/** Walks over the cells until the wanted one; says where it begins, or where a quote was left open. */
function scan(text: string, wantedRow = Infinity, wantedField = Infinity) {
  let row = 0, field = 0, i = 0, cell = 0;
  while (i < text.length) {
    if (row === wantedRow && field === wantedField) return { row, field, at: cell };
    if (text[i] === '"' && i === cell) {
      i += 1;
      while (i < text.length && (text[i] !== '"' || text[i + 1] === '"')) i += text[i] === '"' ? 2 : 1;
      if (i >= text.length) return { row, field, at: cell, unclosed: cell };
      i += 1;
    } else if (text[i] === ",") {
      field += 1;
      cell = ++i;
    } else if (text[i] === "\n" || text[i] === "\r") {
      const blank = field === 0 && i === cell;
      if (row === wantedRow && !blank) return { row, field, at: cell };
      i += text[i] === "\r" && text[i + 1] === "\n" ? 2 : 1;
      cell = i;
      if (!blank) row += 1;
      field = 0;
    } else i += 1;
  }
  return { row, field, at: cell };
}
