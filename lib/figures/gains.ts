import type { Data, Layout } from "plotly.js-dist-min";
import { got, outOfRange } from "../errors.ts";
import { finite, finiteList, sameLength, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";
import { axisNumber } from "./panels.ts";

/**
 * A row of a panel: a mean difference with its interval.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import type { GainsRow } from "@mixlab/mixlab";
 *
 * const row: GainsRow = { name: "aioli", mean: -0.2, interval: [-0.3, -0.1], values: [-0.15, -0.25] };
 * ok(row.interval![0] < row.mean);
 * ```
 */
export interface GainsRow {
  /** What is compared: a method. */
  readonly name: string;
  /** Its mean difference: below 0 is better. */
  readonly mean: number;
  /** Interval of the mean; null or missing: there is none, and only the mean is drawn. */
  readonly interval?: readonly [number, number] | null;
  /** The differences that it is the mean of, drawn small. */
  readonly values?: readonly number[];
}

/**
 * A panel: the same rows under another measure.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { GainsPanel } from "@mixlab/mixlab";
 *
 * const panel: GainsPanel = { name: "code", rows: [{ name: "aioli", mean: -0.2 }] };
 * equal(panel.rows[0].interval, undefined);
 * ```
 */
export interface GainsPanel {
  /** Over the panel. */
  readonly name: string;
  /** Rows from top to bottom: those of all panels have the same names. */
  readonly rows: readonly GainsRow[];
}

/**
 * What `gainsFigure` draws.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { type GainsData, gainsFigure } from "@mixlab/mixlab";
 *
 * const data: GainsData = { quantity: "difference", panels: [{ name: "web", rows: [{ name: "aioli", mean: -0.2 }] }] };
 * const other = { name: "code", rows: [{ name: "doge", mean: 1 }] };
 * throws(() => gainsFigure({ ...data, panels: [...data.panels, other] }), /wanted the rows of the first panel/);
 * ```
 */
export interface GainsData extends FigureOptions {
  /** The panels. */
  readonly panels: readonly GainsPanel[];
  /** The axis: "difference from stratified (perplexity)". */
  readonly quantity: string;
  /** Title. Default "Differences". */
  readonly title?: string;
}

/** What an interval says, for eyes and printers with and without colours. */
const VERDICTS = [
  { name: "better: the interval is below 0", color: COLORS.green, symbol: "triangle-left" },
  { name: "worse: the interval is above 0", color: COLORS.vermilion, symbol: "triangle-right" },
  { name: "cannot tell: it holds 0", color: COLORS.blue, symbol: "circle" },
  { name: "no interval", color: COLORS.ink, symbol: "circle-open" },
] as const;

/** Sizes in pixels: a row, the gaps between panels, a line of the legend, a letter of a row's name. */
const ROW = 30, GAP = { x: 26, y: 96 }, NAME = 22, LEGEND_LINE = 22, LETTER = 7.2;

function check({ panels }: GainsData): void {
  some("panels", panels);
  panels.forEach(({ name, rows }, p) => {
    const at = `panel ${JSON.stringify(name)}`;
    some(`${at}: rows`, rows);
    sameLength(`${at}: rows`, rows, panels[0].rows.length);
    rows.forEach((row, r) => {
      const what = `${at}: ${JSON.stringify(row.name)}`, wanted = panels[0].rows[r].name;
      if (p > 0 && row.name !== wanted) {
        throw outOfRange(`${what}: wanted the rows of the first panel, there ${got(wanted)}`);
      }
      finite(`${what}: mean`, [row.mean]);
      finite(`${what}: values`, row.values ?? []);
      if (!row.interval) return;
      finiteList(`${what}: interval`, row.interval, 2);
      if (row.interval[0] > row.interval[1]) {
        throw outOfRange(`${what}: interval: wanted the lower end first, got ${row.interval.join(", ")}`);
      }
    });
  });
}

function verdictOf({ interval }: GainsRow): typeof VERDICTS[number] {
  return VERDICTS[!interval ? 3 : interval[1] < 0 ? 0 : interval[0] > 0 ? 1 : 2];
}

function traces({ panels }: GainsData, p: number): Partial<Data>[] {
  const { name, rows } = panels[p], panel = plain(name);
  const axes = { xaxis: `x${axisNumber(p)}`, yaxis: `y${axisNumber(p)}` }, found: Partial<Data>[] = [];
  const single = rows.flatMap(({ name, values = [] }, r) => values.map((value) => ({ name, value, r })));
  if (single.length > 0) {
    found.push({
      ...{ type: "scatter", mode: "markers", name: "single seeds", legendgroup: "single", ...axes },
      showlegend: p === 0,
      x: single.map(({ value }) => short(value)),
      y: single.map(({ r }) => r + 0.26),
      text: single.map(({ name }) => plain(name)),
      marker: { color: COLORS.faint, symbol: "line-ns-open", size: 7 },
      hovertemplate: `${panel}<br>%{text}, a seed %{x:.4f}<extra></extra>`,
    } as Partial<Data>);
  }
  for (const verdict of VERDICTS) {
    const all = panels.some((one) => one.rows.some((row) => verdictOf(row) === verdict));
    if (!all) continue;
    // One trace a verdict in every panel, if only with nothing in it: the legend is the same whichever panel comes first.
    const own = rows.map((row, r) => ({ ...row, r })).filter((row) => verdictOf(row) === verdict);
    const { color, symbol } = verdict;
    found.push({
      ...{ type: "scatter", mode: "lines", legendgroup: verdict.name, showlegend: false, ...axes },
      x: own.flatMap(({ interval }) => interval ? [...interval.map(short), null] : []),
      y: own.flatMap(({ interval, r }) => interval ? [r, r, null] : []),
      line: { color, width: 2 },
      hoverinfo: "skip",
    } as Partial<Data>, {
      ...{ type: "scatter", mode: "markers", name: verdict.name, legendgroup: verdict.name, ...axes },
      showlegend: p === 0,
      x: own.length > 0 ? own.map(({ mean }) => short(mean)) : [null],
      y: own.length > 0 ? own.map(({ r }) => r) : [null],
      text: own.map(({ name, interval }) =>
        `${plain(name)}${interval ? `: ${interval.map((end) => end.toFixed(4)).join(" to ")}` : ""}`
      ),
      marker: { color, symbol, size: 10 },
      hovertemplate: `${panel}<br>%{text}<br>mean %{x:.4f}<extra></extra>`,
    } as Partial<Data>);
  }
  return found;
}

/** The axis: all that is drawn and 0, with room at both ends, where lines would else run into the frame. */
function rangeOf(rows: readonly GainsRow[]): number[] {
  const all = [0, ...rows.flatMap(({ mean, interval, values = [] }) => [mean, ...(interval ?? []), ...values])];
  const [least, most] = [Math.min(...all), Math.max(...all)], room = (most - least || 1) * 0.05;
  return [least - room, most + room].map(short);
}

/** Columns of panels, and the width of each. */
function sizes(n: number): { columns: number; wide: number } {
  const columns = n <= 3 ? n : n === 4 ? 2 : 3;
  return { columns, wide: columns === 1 ? 560 : columns === 2 ? 330 : 250 };
}

/**
 * Differences from a baseline, a row a method: the mean as a mark, its interval as a line, single seeds as ticks below, and
 * a line at 0. Colour and shape of a mark say what its interval says.
 *
 * @param data panels of rows, and what the axis measures
 * @returns the figure
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when a value is not finite, an interval is upside down, or panels have other rows
 *
 * @example
 * ```ts
 * import { gainsFigure } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const figure = gainsFigure({
 *   quantity: "difference from stratified (average test perplexity)",
 *   panels: [{
 *     name: "three domains",
 *     rows: [
 *       { name: "aioli", mean: -0.2, interval: [-0.3, -0.1], values: [-0.15, -0.25] },
 *       { name: "doge", mean: 0.1, interval: [-0.4, 0.6] },
 *     ],
 *   }],
 * });
 * deepEqual(figure.data.filter((trace) => trace.showlegend).map((trace) => trace.name), [
 *   "single seeds",
 *   "better: the interval is below 0",
 *   "cannot tell: it holds 0",
 * ]);
 * ```
 */
export function gainsFigure(data: GainsData): Figure {
  check(data);
  const { panels, quantity } = data, names = panels[0].rows.map(({ name }) => plain(cut(name, 30)));
  const { columns, wide } = sizes(panels.length), lines = Math.ceil(panels.length / columns);
  const high = ROW * (names.length + 0.6), rows = names.map((_, r) => r);
  const left = 36 + LETTER * Math.max(...panels[0].rows.map(({ name }) => cut(name, 30).length));
  const inside = { x: columns * wide + (columns - 1) * GAP.x, y: lines * high + (lines - 1) * GAP.y };
  const drawn = panels.flatMap((_, p) => traces(data, p));
  const entries = drawn.filter((trace) => (trace as { showlegend: boolean }).showlegend).length;
  const width = Math.max(left + inside.x + 24, 720), below = 70 + LEGEND_LINE * Math.ceil(entries / (width / 250));
  const axes: Record<string, unknown> = {}, annotations: unknown[] = [], shapes: unknown[] = [];
  panels.forEach(({ name, rows: own }, p) => {
    const column = p % columns, line = Math.floor(p / columns), n = axisNumber(p);
    const x = [column * (wide + GAP.x) / inside.x, Math.min(1, (column * (wide + GAP.x) + wide) / inside.x)];
    const top = 1 - line * (high + GAP.y) / inside.y;
    axes[`xaxis${n}`] = {
      domain: x,
      anchor: `y${n}`,
      nticks: 6,
      range: rangeOf(own),
      title: { text: panels.length === 1 ? quantity : "" },
    };
    axes[`yaxis${n}`] = {
      ...{ domain: [Math.max(0, top - high / inside.y), top], anchor: `x${n}` },
      ...{ tickmode: "array", tickvals: rows, ticktext: names, range: [names.length - 0.4, -0.6] },
      ...{ showgrid: false, showticklabels: column === 0, ticks: column === 0 ? "outside" : "" },
    };
    const zero = { type: "line", xref: `x${n}`, yref: `y${n} domain`, x0: 0, x1: 0, y0: 0, y1: 1, layer: "below" };
    shapes.push({ ...zero, line: { color: COLORS.faint, width: 1.5, dash: "dash" } });
    annotations.push({
      text: `<b>${plain(cut(name, Math.floor(wide / 7.6)))}</b>`,
      ...{ xref: "paper", yref: "paper", x: x[0], y: top, xanchor: "left", yanchor: "bottom", yshift: 3 },
      ...{ showarrow: false, font: { size: 13 } },
    });
  });
  if (panels.length > 1) {
    annotations.push({
      text: plain(quantity),
      ...{ xref: "paper", yref: "paper", x: 0.5, y: 0, xanchor: "center", yanchor: "top", yshift: -28 },
      ...{ showarrow: false, font: { size: 13 } },
    });
  }
  const layout = {
    ...(axes as Partial<Layout>),
    annotations: annotations as Layout["annotations"],
    shapes: shapes as Layout["shapes"],
    width,
    height: TITLE_ROOM + NAME + inside.y + below,
    margin: { l: left, r: width - left - inside.x, b: below },
  };
  const made = figure(data.title ?? "Differences", drawn, layout, data), margin = made.layout.margin as { t: number };
  return { data: made.data, layout: { ...made.layout, margin: { ...margin, t: margin.t + NAME } } };
}
