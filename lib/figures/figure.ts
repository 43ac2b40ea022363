/**
 * The figure: what every chart of Mixlab is before it becomes a picture, a page or a notebook output.
 *
 * @module
 */
import type { Data, Layout, LayoutAxis, Template } from "plotly.js-dist-min";

/**
 * A Plotly figure as plain JSON: hand it to any Plotly, or to `toSvg`, `toPng`, `toHtml`, `toBundle`.
 *
 * Nothing of Plotly is loaded to make one.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { bestMixtureFigure, type Figure } from "@mixlab/mixlab";
 *
 * const figure: Figure = bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] });
 * const again: Figure = JSON.parse(JSON.stringify(figure)); // for a file, or for Plotly.newPlot(element, again)
 * deepEqual(again, figure);
 * equal(figure.data[0].type, "bar");
 * ```
 */
export interface Figure {
  /** The traces. */
  readonly data: readonly FigureTrace[];
  /** Axes, titles, size. */
  readonly layout: FigureLayout;
}

/**
 * One trace: `type`, `name`, coordinates and style, by the names of Plotly's reference.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { bestMixtureFigure, type Figure, type FigureTrace } from "@mixlab/mixlab";
 *
 * const figure = bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] });
 * // Add what Mixlab does not draw: any trace of Plotly.
 * const uniform: FigureTrace = { type: "scatter", mode: "lines", name: "even shares", x: [0.5, 0.5], y: [-0.5, 1.5] };
 * const more: Figure = { ...figure, data: [...figure.data, uniform] };
 * deepEqual(more.data.map((trace) => trace.name), ["best mixture", "even shares"]);
 * ```
 */
export interface FigureTrace {
  /** An attribute. */
  readonly [attribute: string]: unknown;
}

/**
 * The layout: title, axes, legend and margins, by the names of Plotly's reference.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { bestMixtureFigure, type FigureLayout } from "@mixlab/mixlab";
 *
 * const { layout, data } = bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] });
 * equal(layout.width, 720); // CSS pixels
 * deepEqual((layout.xaxis as { title: unknown }).title, { text: "share of tokens" });
 *
 * // Any attribute of Plotly's can be set: here for one column of a paper, on a fixed axis.
 * const narrow: FigureLayout = { ...layout, width: 360, xaxis: { title: { text: "share" }, range: [0, 1] } };
 * const figure = { data, layout: narrow }; // for toSvg, toPng, …
 * equal(figure.layout.width, 360);
 * ```
 */
export interface FigureLayout {
  /** Width in CSS pixels. */
  readonly width: number;
  /** Height in CSS pixels. */
  readonly height: number;
  /** An attribute. */
  readonly [attribute: string]: unknown;
}

/**
 * What every figure can be told besides its data.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { bestMixtureFigure, type FigureOptions } from "@mixlab/mixlab";
 *
 * const options: FigureOptions = { note: "It beats even shares with probability 0.98.", synthetic: true };
 * const figure = bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6], ...options });
 * const { text } = figure.layout.title as { text: string };
 * match(text, /^<b>Best mixture \(synthetic data\)<\/b>/);
 * match(text, /It beats even shares with probability 0\.98\./);
 * ```
 */
export interface FigureOptions {
  /** A sentence under the title: what else the reader should know. */
  readonly note?: string;
  /** The losses were computed from a planted law, not measured: the figure says so in its title. */
  readonly synthetic?: boolean;
}

/**
 * Colours that readers with any colour vision can tell apart (Okabe and Ito, "Color Universal Design", 2008). Marks
 * that share a panel also differ in shape or dash, so that a figure survives a black-and-white printer.
 */
export const COLORS = {
  ink: "#222222",
  faint: "#8a8a8a",
  grid: "#e4e4e4",
  blue: "#0072b2",
  band: "rgba(0, 114, 178, 0.18)",
  bar: "#7fb8d8",
  vermilion: "#d55e00",
  green: "#009e73",
  purple: "#cc79a7",
} as const;

/** Font stack: the font that pictures are drawn with first, then what a reader's machine has. */
export const FONT_FAMILY = "Manrope, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

const AXIS: Partial<LayoutAxis> = {
  automargin: true,
  gridcolor: COLORS.grid,
  linecolor: COLORS.faint,
  showline: true,
  ticks: "outside",
  tickcolor: COLORS.faint,
  ticklen: 4,
  zeroline: false,
  title: { standoff: 8, font: { size: 13 } },
};

const TEMPLATE: Partial<Template> = {
  layout: {
    font: { family: FONT_FAMILY, size: 13, color: COLORS.ink },
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    colorway: [COLORS.blue, COLORS.vermilion, COLORS.green, COLORS.purple],
    legend: { orientation: "h", x: 0, xanchor: "left", yref: "container", y: 0.01, yanchor: "bottom" },
    margin: { l: 64, r: 24, t: 0, b: 88 },
    hoverlabel: { font: { family: FONT_FAMILY, size: 12 } },
    xaxis: AXIS,
    yaxis: AXIS,
  },
};

const SPECIAL: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "$": "&#36;",
  "%": "&#37;",
};

/**
 * Text that Plotly shows as it stands: its little markup (`<b>`, `<a href>`, `<br>`), formulas (`$…$`) and templates
 * (`%{x}`) are switched off, and what may not stand in an XML document (control characters, halves of surrogate pairs)
 * becomes U+FFFD.
 */
export function plain(text: string): string {
  const allowed = text.toWellFormed().replace(/\s+/g, " ").replace(/[\p{Cc}\ufffe\uffff]/gu, "\ufffd");
  return allowed.replace(/[&<>$]|%(?=\{)/g, (letter) => SPECIAL[letter]);
}

/** The other way: a text of Plotly as plain text, lines joined by a colon. */
export function unformatted(text: string): string {
  const letters = Object.fromEntries(Object.entries(SPECIAL).map(([letter, entity]) => [entity, letter]));
  return text.replaceAll("<br>", ": ").replace(/<[^>]*>/g, "").replace(/&(\w+|#\d+);/g, (e) => letters[e] ?? e);
}

/** A name that fits an axis: long ones lose their middle. The whole name stays in the hover text. */
export function cut(name: string, most = 32): string {
  const letters = [...name.replace(/\s+/g, " ")];
  const head = Math.ceil((most - 1) / 2);
  if (letters.length <= most) return letters.join("");
  return `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (most - 1 - head)).join("")}`;
}

/** Seven digits: more than a screen can show, and the same on every machine. */
export function short(value: number): number {
  return Number(value.toPrecision(7));
}

/** Room above the panels, in pixels: the title and the lines of its note. */
export const TITLE_ROOM = 56;
const TITLE_LINE = 21, NOTE_LINE = 17;

/** Cuts a text into lines that fit the width, for letters of about the given width (all in pixels). */
function wrapped(text: string, width: number, letter: number): string[] {
  const most = Math.max(20, Math.floor((width - 40) / letter));
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((w) => w !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Puts title, note, template and size around traces and axes; `height` is that without the note. */
export function figure(
  title: string,
  data: Partial<Data>[],
  layout: Partial<Layout> & { width: number; height: number },
  { note, synthetic }: FigureOptions,
): Figure {
  const heading = wrapped(synthetic ? `${title} (synthetic data)` : title, layout.width, 8.8);
  const lines = note === undefined ? [] : wrapped(note, layout.width, 6.6);
  const extra = (heading.length - 1) * TITLE_LINE + lines.length * NOTE_LINE;
  const subtitle = lines.length === 0 ? "" : `<br><span style="font-size:12px">${lines.map(plain).join("<br>")}</span>`;
  return {
    data: data as FigureTrace[],
    layout: {
      ...layout,
      height: layout.height + extra,
      margin: { ...layout.margin, t: TITLE_ROOM + extra },
      title: {
        text: `<b>${heading.map(plain).join("<br>")}</b>${subtitle}`,
        x: 20 / layout.width,
        xanchor: "left",
        // The baseline of the first line, 28 pixels from the top: anchored at its top, a title of several lines would sit
        // higher than one of a single line.
        y: 1 - 28 / (layout.height + extra),
        yanchor: heading.length + lines.length === 1 ? "bottom" : "top",
        yref: "container",
        font: { size: 16 },
      },
      template: structuredClone(TEMPLATE),
    },
  };
}
