/**
 * The plain comma-separated text of the published tables: no quotes, no line breaks inside a cell.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";

/** A table of text: the header and the rows, all of the same length. */
export interface PlainTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Reads such a table. */
export function readPlainCsv(bytes: Uint8Array, file: string): PlainTable {
  const lines = new TextDecoder("utf-8", { fatal: true }).decode(bytes).split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const [header = [], ...rows] = lines.map((line) => line.split(","));
  rows.forEach((row, i) => {
    if (row.length !== header.length) {
      throw unparsable(`${file}:${i + 2}:1: wanted ${header.length} cells as in the header, got ${row.length}`);
    }
  });
  return { header, rows };
}

/** Writes such a table; `newline` ends each line. */
export function writePlainCsv(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  newline: string,
): string {
  return [header, ...rows].map((cells) => {
    const bad = cells.find((cell) => /[",\r\n]/.test(cell));
    if (bad !== undefined) throw new RangeError(`wanted cells without quotes, commas and line breaks, got ${bad}`);
    return cells.join(",") + newline;
  }).join("");
}
