/**
 * A report, or a section of one, as outputs of a cell: text and tables as HTML, figures between them.
 *
 * @module
 */
import { escapeHtml } from "../figures/html.ts";
import type { ReportData, ReportFigure, ReportSection } from "../figures/report.ts";
import { toBundle } from "../figures/to_bundle.ts";
import { minus } from "./cells.ts";
import type { Output } from "./output.ts";
import { tableHtml, tableText } from "./table_output.ts";

/** Text that waits for the next figure, in both forms. */
interface Piece {
  readonly html: string;
  readonly text: string;
}

/** All of a report: title, summary, sections. */
export async function reportOutputs(report: ReportData, scale: number): Promise<Output[]> {
  const { title, lead, synthetic, sections } = report;
  const head = [
    piece(`<h3>${escapeHtml(title)}</h3>`, title),
    ...(synthetic === undefined ? [] : [paragraph(`SYNTHETIC: ${synthetic}`, true)]),
    ...lead.map((text) => paragraph(text)),
  ];
  const outputs: Output[] = [];
  let waiting = head;
  for (const section of sections) {
    waiting.push(...sectionText(section));
    const figures = section.figures ?? [];
    if (figures.length === 0) continue;
    outputs.push(joined(waiting));
    waiting = [];
    for (const figure of figures) outputs.push(...await figureOutputs(figure, scale));
  }
  if (waiting.length > 0) outputs.push(joined(waiting));
  return outputs;
}

/** One section. */
export async function sectionOutputs(section: ReportSection, scale: number): Promise<Output[]> {
  const outputs = [joined(sectionText(section))];
  for (const figure of section.figures ?? []) outputs.push(...await figureOutputs(figure, scale));
  return outputs;
}

/** A figure, and the sentence under it. */
export async function figureOutputs({ figure, caption }: ReportFigure, scale: number): Promise<Output[]> {
  const bundle = { ...await toBundle(figure, { scale }) };
  return [bundle, ...(caption === undefined ? [] : [joined([paragraph(caption)])])];
}

function sectionText(section: ReportSection): Piece[] {
  const { heading, paragraphs = [], warnings = [], code = [], tables = [] } = section;
  return [
    piece(`<h4>${escapeHtml(heading)}</h4>`, `\n${heading}`),
    ...paragraphs.map((text) => paragraph(text)),
    ...warnings.map((text) => paragraph(`Warning: ${text}`, true)),
    ...code.map((text) => piece(`<pre>${escapeHtml(text)}</pre>`, text)),
    ...tables.map((table, i) => {
      const where = `section ${JSON.stringify(heading)}, table ${i}`;
      return piece(tableHtml(table, where), tableText(table, where));
    }),
  ];
}

function piece(html: string, text: string): Piece {
  return { html, text };
}

function paragraph(words: string, strong = false): Piece {
  const text = minus(words), html = escapeHtml(text);
  return piece(strong ? `<p><strong>${html}</strong></p>` : `<p>${html}</p>`, text);
}

function joined(pieces: readonly Piece[]): Output {
  return {
    "text/html": pieces.map(({ html }) => html).join("\n"),
    "text/plain": pieces.map(({ text }) => text).join("\n").trim(),
  };
}
