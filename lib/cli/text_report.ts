/**
 * A report as text for a terminal.
 *
 * @module
 */
import { numberColumn } from "../figures/number_column.ts";
import type { ReportData } from "../figures/report.ts";
import type { ReportCell } from "../figures/report_table.ts";
import { textTable } from "./text_table.ts";

/** Column at which sentences break. */
const WIDTH = 118;

/** The report, without its figures. */
export function textReport({ title, lead, synthetic, sections }: ReportData): string {
  const parts = [title, ...(synthetic === undefined ? [] : [`SYNTHETIC: ${synthetic}`]), ...lead.map(wrap)];
  for (const { heading, paragraphs = [], warnings = [], code = [], tables = [] } of sections) {
    parts.push("", heading.toUpperCase());
    parts.push(...warnings.map((text) => wrap(`warning: ${text}`)), ...paragraphs.map(wrap), ...code);
    for (const { columns, rows, caption } of tables) {
      if (caption !== undefined) parts.push(wrap(caption));
      const write = columns.map((_, c) => numberColumn(rows.map((row) => row[c])));
      parts.push(textTable(columns, rows.map((row) => row.map((value, c) => cellText(value, write[c])))));
    }
  }
  return parts.join("\n");
}

function cellText(value: ReportCell, write: (value: number) => string): string {
  return value === null ? "–" : typeof value === "string" ? value : write(value);
}

function wrap(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (lines[last] === "") lines[last] = word;
    else if (lines[last].length + 1 + word.length <= WIDTH) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
