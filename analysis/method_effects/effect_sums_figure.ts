import type { Data, Layout } from "plotly.js-dist-min";
import { bounds, finiteList, some } from "../../lib/figures/check.ts";
import {
  COLORS,
  cut,
  type Figure,
  figure,
  type FigureOptions,
  plain,
  short,
  TITLE_ROOM,
} from "../../lib/figures/figure.ts";
import { axisNumber, panels as grid } from "../../lib/figures/panels.ts";

/**
 * What `effectSumsFigure` draws.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { type EffectSumsData, effectSumsFigure } from "@mixlab/mixlab/analysis";
 *
 * const data: EffectSumsData = {
 *   domains: ["code", "web"],
 *   panels: [{ name: "doge", series: [{ name: "believed", sums: [0.6, 0.8] }, { name: "best", sums: [0.8, 0.6] }] }],
 * };
 * throws(() => effectSumsFigure({ ...data, domains: ["code", "web", "books"] }), RangeError); // a sum is missing
 * ```
 */
export interface EffectSumsData extends FigureOptions {
  /** The m domains. */
  readonly domains: readonly string[];
  /** One panel a method; in each the same estimates, in the same order. */
  readonly panels: readonly {
    readonly name: string;
    /** A line under its name: a similarity. */
    readonly note?: string;
    readonly series: readonly {
      readonly name: string;
      /** Column sums (m), in units that can be compared: scaled to length 1. */
      readonly sums: ArrayLike<number>;
      /** Lower and upper ends of their intervals (m). */
      readonly interval?: { readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number> };
    }[];
  }[];
  /** What the intervals are, for the note's end. */
  readonly intervalName?: string;
}

/** Room for the names of panels, pixels. */
const NAME = 26;
const STYLES = [
  { color: COLORS.bar, edge: COLORS.blue, pattern: "" as const },
  { color: "#f0b78a", edge: COLORS.vermilion, pattern: "/" as const },
  { color: "#8fd0bb", edge: COLORS.green, pattern: "." as const },
];

/**
 * Column sums of estimated effects: what each domain is thought to do for all losses, estimates side by side, a panel a
 * method.
 *
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when lists differ in length, or a value is not finite
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { effectSumsFigure } from "@mixlab/mixlab/analysis";
 *
 * const figure = effectSumsFigure({
 *   domains: ["code", "web"],
 *   panels: [{
 *     name: "doge",
 *     series: [
 *       { name: "believed", sums: [0.6, 0.8] },
 *       { name: "best", sums: [0.8, 0.6], interval: { lower: [0.7, 0.5], upper: [0.85, 0.7] } },
 *     ],
 *   }],
 * });
 * deepEqual(figure.data.map((trace) => trace.name), ["believed", "best"]);
 * ```
 */
export function effectSumsFigure(data: EffectSumsData): Figure {
  const { domains, panels, intervalName } = data, m = domains.length;
  some("domains", domains);
  some("panels", panels);
  const place = grid(panels.length, { x: 52, y: 84 }, TITLE_ROOM + NAME), axes: Record<string, unknown> = {};
  // The names of the first row stand in the plot area, above its panels.
  const below = 1 - NAME / (place.height - TITLE_ROOM - place.margin.b);
  const traces: Partial<Data>[] = [], ends: number[] = [0], titles: Partial<Layout>["annotations"] = [];
  panels.forEach(({ name, note, series }, p) => {
    const { x, y: [bottom, top] } = place.domain(p), y = [bottom * below, top * below] as [number, number];
    some(`panel ${JSON.stringify(name)}: series`, series);
    series.forEach((each, s) => {
      const { color, edge, pattern } = STYLES[s % STYLES.length], sums = Array.from(each.sums, short);
      finiteList(`${name}: ${each.name}`, each.sums, m);
      if (each.interval) bounds(`${name}: ${each.name}: interval`, each.interval.lower, each.interval.upper, m);
      ends.push(...sums, ...Array.from(each.interval?.lower ?? []), ...Array.from(each.interval?.upper ?? []));
      traces.push({
        type: "bar",
        name: plain(each.name),
        x: domains.map((_, j) => j),
        y: sums,
        text: domains.map(plain),
        textposition: "none",
        marker: { color, line: { color: edge, width: 1.2 }, pattern: { shape: pattern, fgcolor: edge, size: 6 } },
        ...(each.interval && {
          error_y: {
            type: "data",
            symmetric: false,
            array: sums.map((sum, j) => short(Math.max(0, each.interval!.upper[j] - sum))),
            arrayminus: sums.map((sum, j) => short(Math.max(0, sum - each.interval!.lower[j]))),
            color: COLORS.ink,
            thickness: 1.3,
            width: 4,
          },
        }),
        hovertemplate: `${plain(name)}, %{text}<br>${plain(each.name)} %{y:.3f}<extra></extra>`,
        ...{ legendgroup: `s${s}`, showlegend: p === 0 },
        ...{ xaxis: `x${axisNumber(p)}`, yaxis: `y${axisNumber(p)}` },
      });
    });
    titles.push({
      text: `<b>${plain(cut(name))}</b>${note ? ` ${plain(note)}` : ""}`,
      ...{ x: x[0], xanchor: "left", xref: "paper", y: y[1], yanchor: "bottom", yref: "paper", showarrow: false },
      font: { size: 13 },
      yshift: 4,
    });
    axes[`xaxis${axisNumber(p)}`] = {
      ...{ domain: x, anchor: `y${axisNumber(p)}`, range: [-0.5, m - 0.5], showgrid: false, tickmode: "array" },
      ...{ tickvals: domains.map((_, j) => j), ticktext: domains.map((each) => plain(cut(each, 14))) },
    };
    axes[`yaxis${axisNumber(p)}`] = { domain: y, anchor: `x${axisNumber(p)}`, nticks: 8, zeroline: true };
  });
  const low = Math.min(...ends), high = Math.max(...ends), room = 0.06 * (high - low || 1);
  panels.forEach((_, p) => {
    const axis = axes[`yaxis${axisNumber(p)}`] as Record<string, unknown>;
    axis.range = [low < 0 ? short(low - room) : 0, short(high + room)];
    if (p % place.columns === 0) axis.title = { text: "column sum (length 1)" };
  });
  const size = { width: Math.max(560, place.width), height: place.height, margin: place.margin };
  const told = [data.note, intervalName && `Bars' intervals: ${intervalName}.`].filter((part) => part).join(" ");
  return figure(
    "What each domain does for all losses",
    traces,
    { ...(axes as Partial<Layout>), ...size, barmode: "group", bargap: 0.28, annotations: titles },
    { ...data, ...(told !== "" && { note: told }) },
  );
}
