import { got, outOfRange, wrongKind } from "../errors.ts";
import type { Figure } from "../figures/figure.ts";
import type { ReportData, ReportFigure, ReportSection } from "../figures/report.ts";
import type { ReportTable } from "../figures/report_table.ts";
import type { Mixture } from "../mixture/mixture.ts";
import type { RunTable } from "../tables/run_table.ts";
import { inTurn, send } from "./kernel.ts";
import type { Output } from "./output.ts";
import { figureOutputs, reportOutputs, sectionOutputs } from "./report_outputs.ts";
import { runTableExcerpt } from "./run_table.ts";
import { tableOutput } from "./table_output.ts";

/**
 * What {@link show} shows: a figure, with a caption or without, a table, a run table, a mixture, a report or a section
 * of one, or text in Markdown.
 *
 * @example
 * ```ts
 * import { mixture, show, type Showable } from "@mixlab/mixlab";
 * import { equal } from "node:assert/strict";
 *
 * const values: Showable[] = ["**Two mixtures**", mixture({ code: 1 }), mixture({ code: 0.5, web: 0.5 })];
 * for (const value of values) equal(await show(value), undefined);
 * ```
 */
export type Showable = Figure | ReportFigure | ReportTable | RunTable | Mixture | ReportData | ReportSection | string;

/**
 * Options of {@link show}.
 *
 * @example
 * ```ts
 * import { parseTable, show, type ShowOptions } from "@mixlab/mixlab";
 * import { rejects } from "node:assert/strict";
 *
 * const table = parseTable("run,share:web,loss:web\na,1,3.1\nb,1,3.2\nc,1,3.0\n");
 * const short: ShowOptions = { rows: 2 };
 * await show(table, short); // runs a and c, with a row of dots between them
 * await rejects(show(table, { rows: 0 }), /rows: wanted a whole number ≥ 1, got 0/);
 * ```
 */
export interface ShowOptions {
  /** Most runs of a run table that are shown: the first and the last. Default 10. */
  readonly rows?: number;
  /** Most domains, and most targets, of a run table that are shown. Default 8. */
  readonly columns?: number;
  /** Pixels of a picture a CSS pixel. Default 1, which keeps notebooks small. */
  readonly scale?: number;
}

const WANTED = "a figure, a table ({ columns, rows }), a run table, a mixture, a report, a section of one, or text";

/**
 * Shows a value under the cell that runs, and waits until it is there.
 *
 * End a cell with `await show(value)`, not with the value alone: Deno's kernel says that a cell has ended before it has
 * sent its last outputs, and a notebook then loses them. Figures go out as Plotly, as a picture and as a line of text;
 * tables as HTML and as text. Nothing holds a script, so that all of it is seen in notebooks that are not trusted.
 * Several values come in the order in which they were asked for. Outside of a notebook the text is printed.
 *
 * @param value the value; a string is Markdown.
 * @param options how much of a run table, and how fine a picture.
 * @throws {TypeError} when the value is of none of these kinds, or a table holds something else than text and numbers.
 * @throws {RangeError} when an option is out of range, or a table's row has not as many cells as there are columns.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { show } from "@mixlab/mixlab";
 *
 * await show({ caption: "Shares of tokens", columns: ["domain", "share"], rows: [["code", 0.4], ["web", 0.6]] });
 * await rejects(show(new Date(0) as never), /show: wanted a figure, a table/);
 * ```
 */
export function show(value: Showable, options: ShowOptions = {}): Promise<void> {
  return inTurn(async () => {
    for (const output of await outputsOf(value, options)) await send(output);
  });
}

/** All forms of a value, one output after the other. */
export function outputsOf(value: Showable, options: ShowOptions = {}): Output[] | Promise<Output[]> {
  const { rows = 10, columns = 8, scale = 1 } = options;
  for (const [name, most] of Object.entries({ rows, columns })) {
    if (!Number.isSafeInteger(most) || most < 1) {
      throw outOfRange(`show: ${name}: wanted a whole number ≥ 1, got ${got(most)}`);
    }
  }
  if (typeof value === "string") return [{ "text/markdown": value, "text/plain": value }];
  if (typeof value !== "object" || value === null) throw wrongKind(`show: wanted ${WANTED}, got ${got(value)}`);
  if (isRunTable(value)) return [tableOutput(runTableExcerpt(value, { rows, columns }), "show")];
  if (isMixture(value)) return [mixtureOutput(value)];
  if (has(value, "layout", "data")) return figureOutputs({ figure: value as Figure }, scale);
  if (has(value, "figure")) return figureOutputs(value as ReportFigure, scale);
  if (has(value, "title", "lead", "sections")) return reportOutputs(value as ReportData, scale);
  if (has(value, "heading")) return sectionOutputs(value as ReportSection, scale);
  if (has(value, "columns", "rows") && Array.isArray(value.columns) && Array.isArray(value.rows)) {
    return [tableOutput(value as ReportTable, "show")];
  }
  throw wrongKind(`show: wanted ${WANTED}, got ${got(value)}`);
}

function has<K extends string>(value: object, ...names: K[]): value is Record<K, unknown> {
  return names.every((name) => name in value);
}

function isRunTable(value: object): value is RunTable {
  return has(value, "runs", "domains", "targets", "shares", "losses");
}

function isMixture(value: object): value is Mixture {
  return has(value, "domains", "share", "shares") && typeof value.share === "function";
}

function mixtureOutput(mixture: Mixture): Output {
  const { domains, unit, tokenizer } = mixture, shares = mixture.shares();
  return tableOutput({
    caption: `Shares of ${unit}${tokenizer === undefined ? "" : ` of ${tokenizer}`}`,
    columns: ["domain", "share"],
    rows: domains.map((domain, i) => [domain, shares[i].toFixed(4)]),
  }, "show");
}
