import { escapeHtml } from "../figures/html.ts";
import type { ReportTable } from "../figures/report_table.ts";
import { textCells } from "./cells.ts";
import type { Output } from "./output.ts";

/** A table as HTML and as text in fixed width; `where` names it in messages. */
export function tableOutput(table: ReportTable, where: string): Output {
  return { "text/html": tableHtml(table, where), "text/plain": tableText(table, where) };
}

/**
 * The table as HTML. It brings no colour and no style sheet: those of the notebook hold, light or dark, and a notebook
 * that is not trusted drops style sheets anyway. What numbers need (to the right) stands in each cell.
 */
export function tableHtml(table: ReportTable, where: string): string {
  const { rows, numeric } = textCells(table, where);
  const side = numeric.map((right) => right ? ' style="text-align: right"' : ' style="text-align: left"');
  const head = table.columns.map((name, c) => `<th scope="col"${side[c]}>${escapeHtml(name)}</th>`).join("");
  const body = rows.map((row) =>
    `<tr>${
      row.map((text, c) =>
        c === 0 ? `<th scope="row"${side[c]}>${escapeHtml(text)}</th>` : `<td${side[c]}>${escapeHtml(text)}</td>`
      ).join("")
    }</tr>`
  );
  const caption = table.caption ? `<caption style="text-align: left">${escapeHtml(table.caption)}</caption>` : "";
  return `<div style="overflow-x: auto"><table>${caption}<thead><tr>${head}</tr></thead><tbody>\n${
    body.join("\n")
  }\n</tbody></table></div>`;
}

/** The table in fixed width: text to the left, numbers to the right. */
export function tableText(table: ReportTable, where: string): string {
  const { rows, numeric } = textCells(table, where);
  const cells = [table.columns, ...rows].map((row) =>
    row.map((text) => text.replace(/\s+/g, " ").replace(/\p{Cc}/gu, "\ufffd"))
  );
  const widths = table.columns.map((_, c) => Math.max(...cells.map((row) => columnsOf(row[c]))));
  const lines = cells.map((row) =>
    row.map((text, c) => {
      const room = " ".repeat(widths[c] - columnsOf(text));
      return numeric[c] ? room + text : text + room;
    }).join("  ").trimEnd()
  );
  return [...(table.caption ? [table.caption] : []), ...lines].join("\n");
}

/** How many columns of a terminal a text takes, for letters of the width of one. */
function columnsOf(text: string): number {
  return [...text.normalize("NFC")].length;
}
