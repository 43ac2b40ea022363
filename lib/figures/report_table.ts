import { got, outOfRange, wrongKind } from "../errors.ts";
import { escapeHtml } from "./html.ts";
import { numberColumn } from "./number_column.ts";

/**
 * A cell: text as it stands, a finite number, or null for an empty cell. Whole numbers are shown whole, others with six
 * digits; a column of numbers that have four decimals at most is shown with as many everywhere.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { type ReportCell, toReport } from "@mixlab/mixlab";
 *
 * const cells: ReportCell[] = ["code", 1 / 3, null];
 * const page = await toReport({
 *   title: "Cells",
 *   lead: [],
 *   sections: [{ heading: "One row", tables: [{ columns: ["domain", "share", "standard error"], rows: [cells] }] }],
 * });
 * match(page, />code<\/th><td[^>]*>0\.333333<\/td><td[^>]*><\/td>/);
 * ```
 */
export type ReportCell = string | number | null;

/**
 * A table; its first column names the rows.
 *
 * @example
 * ```ts
 * import { match, rejects } from "node:assert/strict";
 * import { type ReportTable, toReport } from "@mixlab/mixlab";
 *
 * const table: ReportTable = {
 *   caption: "Predicted losses (nats per token)",
 *   columns: ["target", "loss"],
 *   rows: [["code", 1.619], ["web", 3.522]],
 * };
 * const report = (...tables: ReportTable[]) =>
 *   toReport({ title: "Fit", lead: [], sections: [{ heading: "Losses", tables }] });
 * match(await report(table), /<caption>Predicted losses \(nats per token\)<\/caption>/);
 * await rejects(report({ ...table, rows: [["code"]] }), /row 0 has 1 cells; wanted 2/);
 * ```
 */
export interface ReportTable {
  /** One heading a column. */
  readonly columns: readonly string[];
  /** Rows of as many cells as there are columns. */
  readonly rows: readonly (readonly ReportCell[])[];
  /** What the table shows, with units. */
  readonly caption?: string;
}

function cell(value: ReportCell, write: (value: number) => string, where: string): string {
  if (value === null) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value !== "number") throw wrongKind(`${where} is ${got(value)}; wanted text, a number or null`);
  if (!Number.isFinite(value)) {
    throw outOfRange(`${where} is ${value}; wanted a finite number, or text that says why not`);
  }
  return write(value).replaceAll("-", "−");
}

/** The table as HTML; `where` names it in messages. */
export function tableHtml({ columns, rows, caption }: ReportTable, where: string): string {
  const number = columns.map((_, c) =>
    rows.some((row) => typeof row[c] === "number") && rows.every((row) => typeof row[c] === "number" || row[c] === null)
  );
  const write = columns.map((_, c) => numberColumn(rows.map((row) => row[c])));
  const kind = (c: number) => number[c] ? ' class="number"' : "";
  const body = rows.map((row, r) => {
    if (row.length !== columns.length) {
      throw outOfRange(`${where}: row ${r} has ${row.length} cells; wanted ${columns.length}, one a column`);
    }
    return `<tr>${
      row.map((value, c) => {
        const text = cell(value, write[c], `${where}: row ${r}, column ${JSON.stringify(columns[c])}`);
        return c === 0 ? `<th scope="row"${kind(c)}>${text}</th>` : `<td${kind(c)}>${text}</td>`;
      }).join("")
    }</tr>`;
  });
  const head = columns.map((name, c) => `<th scope="col"${kind(c)}>${escapeHtml(name)}</th>`).join("");
  return `<div class="table" tabindex="0"><table>${caption ? `<caption>${escapeHtml(caption)}</caption>` : ""}` +
    `<thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table></div>`;
}
