import type { Figure } from "./figure.ts";
import { fonts } from "./font.ts";
import { escapeHtml, inlineJson, inlineScript } from "./html.ts";
import { REPORT_STYLE } from "./report_style.ts";
import { type ReportTable, tableHtml } from "./report_table.ts";
import { rasterize } from "./to_png.ts";
import { toSvg } from "./to_svg.ts";

/**
 * A figure of the report, with a caption.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { bestMixtureFigure, type ReportFigure, toReport } from "@mixlab/mixlab";
 *
 * const figure: ReportFigure = {
 *   figure: bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] }),
 *   caption: "Best shares of tokens.",
 * };
 * const page = await toReport({ title: "Fit", lead: [], sections: [{ heading: "Best mixture", figures: [figure] }] });
 * match(page, /<svg role="img" aria-label="Best shares of tokens\."/); // there without any script
 * match(page, /<figcaption>Best shares of tokens\.<\/figcaption>/);
 * ```
 */
export interface ReportFigure {
  /** The figure. */
  readonly figure: Figure;
  /** A sentence under it; also read aloud in its place. */
  readonly caption?: string;
  /** The figure as `toSvg` drew it, when it was drawn already: spares drawing it again. */
  readonly svg?: string;
}

/**
 * A section of the report: everything in it is optional and stands in this order.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { type ReportSection, toReport } from "@mixlab/mixlab";
 *
 * const section: ReportSection = {
 *   heading: "The law",
 *   paragraphs: ["Losses flatten out at c."],
 *   warnings: ["books never varied: nothing was learned about it."],
 *   code: ["L(p) = c + exp(Σ_j v_j p_j)"],
 * };
 * const page = await toReport({ title: "Fit", lead: [], sections: [section] });
 * match(page, /<h2>The law<\/h2>\s*<p>Losses.*<\/p>\s*<ul class="warnings"><li>books.*<\/li><\/ul>\s*<pre>L\(p\)/);
 * ```
 */
export interface ReportSection {
  /** Heading. */
  readonly heading: string;
  /** Plain text, one string a paragraph. */
  readonly paragraphs?: readonly string[];
  /** Sentences that must not be overlooked. */
  readonly warnings?: readonly string[];
  /** Text in fixed width: a formula, a command, options. */
  readonly code?: readonly string[];
  /** Tables. */
  readonly tables?: readonly ReportTable[];
  /** Figures. */
  readonly figures?: readonly ReportFigure[];
}

/**
 * What a report says. All text is plain text: markup in it is shown, not obeyed.
 *
 * @example
 * ```ts
 * import { doesNotMatch, match } from "node:assert/strict";
 * import { type ReportData, toReport } from "@mixlab/mixlab";
 *
 * const data: ReportData = {
 *   title: "A <b>bold</b> title",
 *   synthetic: "These losses were computed from a planted law.",
 *   lead: ["Nothing was trained."],
 *   sections: [],
 * };
 * const page = await toReport(data);
 * match(page, /<h1>A &lt;b&gt;bold&lt;\/b&gt; title<\/h1>/);
 * match(page, /<p class="synthetic">These losses were computed from a planted law\.<\/p>/);
 * doesNotMatch(page, /<script/); // no figure, no script
 * ```
 */
export interface ReportData {
  /** Title. */
  readonly title: string;
  /** The summary: what was found, in one or a few sentences. */
  readonly lead: readonly string[];
  /** Says on top of the page that the losses were computed from a planted law, and in which words. */
  readonly synthetic?: string;
  /** The sections. */
  readonly sections: readonly ReportSection[];
}

/** Drawings above this size (characters of SVG) stand in the page as pictures instead. */
const LARGE_SVG = 300_000;

/** No network at all: what the page needs is inside it. Scripts and styles are only those written here. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " +
  "img-src data: blob:; font-src data:";

/** Draws each figure when it comes near the screen; until then, and on paper, its still picture stands there. */
const DRAW = `(() => {
  const frames = [...document.querySelectorAll(".frame")];
  const draw = (frame) => {
    const { data, layout } = JSON.parse(frame.querySelector("script").textContent);
    const live = document.createElement("div");
    live.className = "live";
    frame.append(live);
    Plotly.newPlot(live, data, layout, { displaylogo: false, modeBarButtons: [["toImage", "zoom2d", "pan2d", "resetScale2d"]] })
      .then(() => frame.classList.add("drawn"), () => live.remove());
  };
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) { seen.unobserve(target); draw(target); }
  }, { rootMargin: "400px" });
  document.fonts.ready.then(() => frames.forEach((frame) => seen.observe(frame)));
})();`;

async function still(figure: Figure, name: string, drawn: string | undefined): Promise<string> {
  const svg = drawn ?? await toSvg(figure), { width, height } = figure.layout;
  if (svg.length > LARGE_SVG) {
    const data = (await rasterize(svg, 1.5)).toBase64();
    return `<img alt="${name}" width="${width}" height="${height}" src="data:image/png;base64,${data}">`;
  }
  // A view box lets the drawing shrink with the page.
  return `<svg role="img" aria-label="${name}" viewBox="0 0 ${width} ${height}" ` + svg.slice("<svg ".length);
}

async function figureHtml({ figure, caption, svg }: ReportFigure): Promise<string> {
  const name = escapeHtml(caption ?? "figure");
  return `<figure><div class="frame"><div class="still">${await still(figure, name, svg)}</div>` +
    `<script type="application/json">${inlineJson({ data: figure.data, layout: figure.layout })}</script></div>` +
    `${caption ? `<figcaption>${name}</figcaption>` : ""}</figure>`;
}

async function section(data: ReportSection, s: number): Promise<string> {
  const { heading, paragraphs = [], warnings = [], code = [], tables = [], figures = [] } = data;
  const drawn: string[] = [];
  for (const figure of figures) drawn.push(await figureHtml(figure));
  return [
    `<section id="s${s}"><h2>${escapeHtml(heading)}</h2>`,
    ...paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`),
    warnings.length > 0 ? `<ul class="warnings">${warnings.map((w) => `<li>${escapeHtml(w)}</li>`).join("")}</ul>` : "",
    ...code.map((text) => `<pre>${escapeHtml(text)}</pre>`),
    ...tables.map((t, i) => tableHtml(t, `section ${JSON.stringify(heading)}, table ${i}`)),
    ...drawn,
    `</section>`,
  ].filter((part) => part !== "").join("\n");
}

async function faces(): Promise<string> {
  const { regular, bold } = await fonts();
  return [[400, regular], [700, bold]].map(([weight, font]) =>
    `@font-face { font-family: Manrope; font-weight: ${weight}; src: url(data:font/ttf;base64,${
      (font as typeof regular).bytes.toBase64()
    }); }`
  ).join("\n");
}

/**
 * One HTML page that says everything and needs nothing: no network, no other file, and no script to be read.
 *
 * Each figure stands in the page as a still picture and becomes interactive when it is scrolled to; on paper the still
 * picture is printed. Fonts and Plotly are inside (about 5 MB), once; a page without figures has no script at all. A
 * content security policy forbids the page every request. The same data give the same bytes.
 *
 * @param data what the report says, as plain text
 * @returns the page, to be written to a file
 * @throws {TypeError} when a table cell is neither text nor number nor null, or a figure is not one
 * @throws {RangeError} when a table cell is not finite or a row has not as many cells as there are columns
 *
 * @example
 * ```ts
 * import { toReport } from "@mixlab/mixlab";
 * import { match } from "node:assert/strict";
 *
 * const page = await toReport({
 *   title: "Two domains",
 *   lead: ["The best share of <code> is 0.4."],
 *   sections: [{
 *     heading: "Best mixture",
 *     tables: [{ columns: ["domain", "share of tokens"], rows: [["<code>", 0.4], ["web", 0.6]] }],
 *   }],
 * });
 * match(page, /The best share of &lt;code&gt; is 0\.4\./);
 * ```
 */
export async function toReport(data: ReportData): Promise<string> {
  const { title, lead, synthetic, sections } = data;
  const parts: string[] = [];
  for (const [s, part] of sections.entries()) parts.push(await section(part, s));
  const interactive = sections.some(({ figures = [] }) => figures.length > 0);
  const scripts: string[] = [];
  if (interactive) {
    const { default: plotly } = await import("plotly.js-dist-min/plotly.min.js", { with: { type: "text" } });
    scripts.push(inlineScript(plotly), DRAW);
  }
  const contents = sections.map(({ heading }, s) => `<li><a href="#s${s}">${escapeHtml(heading)}</a></li>`).join("");
  return [
    `<!doctype html>`,
    `<html lang="en"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${await faces()}${REPORT_STYLE}</style></head>`,
    `<body><main>`,
    `<header><h1>${escapeHtml(title)}</h1>`,
    synthetic === undefined ? "" : `<p class="synthetic">${escapeHtml(synthetic)}</p>`,
    ...lead.map((text) => `<p class="lead">${escapeHtml(text)}</p>`),
    `</header>`,
    sections.length > 3 ? `<nav aria-label="Sections"><ul>${contents}</ul></nav>` : "",
    ...parts,
    `</main>`,
    ...scripts.map((source) => `<script>${source}</script>`),
    `</body></html>\n`,
  ].filter((part) => part !== "").join("\n");
}
