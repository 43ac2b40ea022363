import type { Data, Layout } from "plotly.js-dist-min";
import { finite, finiteList, sameLength, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";
import { axisNumber, panels as grid } from "./panels.ts";

/**
 * Runs of one kind over their updates: one list of values a seed.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { LossOverStepsSeries } from "@mixlab/mixlab";
 *
 * const runs: LossOverStepsSeries = { name: "doremi", steps: [100, 200], seeds: [[3.1, 2.6], [3.2, 2.7]] };
 * equal(runs.seeds[0].length, runs.steps.length);
 * ```
 */
export interface LossOverStepsSeries {
  /** What they are: series of one name have one look and one entry in the legend, in all panels. */
  readonly name: string;
  /** Updates done at each evaluation, in order. */
  readonly steps: ArrayLike<number>;
  /** The values at those steps, a list a seed. */
  readonly seeds: readonly ArrayLike<number>[];
  /** Colour and dash, by number; default: the place of the name among all names. */
  readonly look?: number;
}

/**
 * A panel: one quantity.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { lossOverStepsFigure, type LossOverStepsPanel } from "@mixlab/mixlab";
 *
 * const panel: LossOverStepsPanel = {
 *   ...{ name: "worst domain", level: 2.5 },
 *   series: [{ name: "doremi", steps: [100, 200], seeds: [[3.1, 2.4]] }],
 * };
 * equal(lossOverStepsFigure({ panels: [panel] }).layout.shapes instanceof Array, true); // the level
 * ```
 */
export interface LossOverStepsPanel {
  /** Over the panel. */
  readonly name: string;
  /** The runs. */
  readonly series: readonly LossOverStepsSeries[];
  /** A value that a dotted line marks: what the baseline ends with, or 0 for differences. */
  readonly level?: number;
}

/**
 * What `lossOverStepsFigure` draws.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { type LossOverStepsData, lossOverStepsFigure } from "@mixlab/mixlab";
 *
 * const data: LossOverStepsData = {
 *   ...{ title: "Less the baseline's", quantity: "difference (nats per token)" },
 *   panels: [{ name: "mean", series: [{ name: "doremi", steps: [100, 200], seeds: [[0.02, -0.01]] }], level: 0 }],
 * };
 * match((lossOverStepsFigure(data).layout.title as { text: string }).text, /Less the baseline's/);
 * ```
 */
export interface LossOverStepsData extends FigureOptions {
  /** One panel a quantity. */
  readonly panels: readonly LossOverStepsPanel[];
  /** Title. Default "Loss over steps". */
  readonly title?: string;
  /** Quantity on the y axes. Default "loss (nats per token)". */
  readonly quantity?: string;
  /** Whether all panels share the y axis. Default: no. */
  readonly sameY?: boolean;
}

/** Line, dash, and the same colour with little opacity for the band. */
const LOOKS = [
  { color: COLORS.blue, dash: "solid", band: "rgba(0, 114, 178, 0.16)" },
  { color: COLORS.vermilion, dash: "dash", band: "rgba(213, 94, 0, 0.16)" },
  { color: COLORS.green, dash: "dot", band: "rgba(0, 158, 115, 0.16)" },
  { color: COLORS.purple, dash: "dashdot", band: "rgba(204, 121, 167, 0.2)" },
  { color: COLORS.ink, dash: "longdash", band: "rgba(34, 34, 34, 0.12)" },
] as const;

/** Room between panels for tick labels and axis titles, and over each row for the panels' names. */
const GAP = { x: 62, y: 84 }, NAME = 22;

function check({ panels }: LossOverStepsData): void {
  some("panels", panels);
  for (const { name, series, level } of panels) {
    const at = `panel ${JSON.stringify(name)}`;
    some(`${at}: series`, series);
    if (level !== undefined) finite(`${at}: level`, [level]);
    for (const { name, steps, seeds } of series) {
      const run = `${at}: ${JSON.stringify(name)}`;
      some(`${run}: steps`, steps);
      finite(`${run}: steps`, steps);
      some(`${run}: seeds`, seeds);
      seeds.forEach((values, s) => {
        sameLength(`${run}: seeds[${s}]`, values, steps.length);
        finiteList(`${run}: seeds[${s}]`, values, steps.length);
      });
    }
  }
}

function traces({ panels }: LossOverStepsData, names: readonly string[]): Partial<Data>[] {
  const shown = new Set<string>();
  return panels.flatMap((panel, i) => {
    const axes = { xaxis: `x${axisNumber(i)}`, yaxis: `y${axisNumber(i)}` };
    const bands: Partial<Data>[] = [], lines: Partial<Data>[] = [];
    for (const { name, steps, seeds, look = names.indexOf(name) } of panel.series) {
      const { color, dash, band } = LOOKS[look % LOOKS.length];
      const x = Array.from(steps, short), at = (s: number) => seeds.map((values) => values[s]);
      const mean = x.map((_, s) => short(at(s).reduce((sum, value) => sum + value, 0) / seeds.length));
      if (seeds.length > 1) {
        const least = x.map((_, s) => short(Math.min(...at(s)))), most = x.map((_, s) => short(Math.max(...at(s))));
        bands.push({
          ...{ type: "scatter", mode: "lines", legendgroup: plain(name), showlegend: false, hoverinfo: "skip" },
          ...{ x: [...x, ...x.toReversed()], y: [...most, ...least.toReversed()] },
          ...{ fill: "toself", fillcolor: band, line: { width: 0, color }, ...axes },
        });
      }
      lines.push({
        ...{ type: "scatter", mode: "lines", name: plain(name), legendgroup: plain(name), x, y: mean },
        showlegend: !shown.has(name),
        line: { color, dash, width: 2 },
        hovertemplate: `${plain(panel.name)}, ${plain(name)}<br>step %{x}<br>%{y:.4f}${
          seeds.length > 1 ? ", mean of seeds" : ""
        }<extra></extra>`,
        ...axes,
      });
      shown.add(name);
    }
    return [...bands, ...lines];
  });
}

/**
 * Losses, or differences of them, over the updates of runs: a line the mean over seeds, a band from the least to the
 * largest of them, a dotted line a level to reach.
 *
 * @param data panels, and in each the runs
 * @returns the figure
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when there is nothing to draw, lists differ in length or a value is not finite
 *
 * @example
 * ```ts
 * import { lossOverStepsFigure } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const steps = [100, 200];
 * const figure = lossOverStepsFigure({
 *   panels: [{
 *     ...{ name: "mean of the domains", level: 2.5 },
 *     series: [
 *       { name: "natural", steps, seeds: [[3, 2.5]] },
 *       { name: "doremi", steps, seeds: [[3, 2.5], [2.5, 2]] },
 *     ],
 *   }],
 * });
 * // The band of the two seeds, then the two lines.
 * deepEqual(figure.data.map(({ y }) => y), [[3, 2.5, 2, 2.5], [3, 2.5], [2.75, 2.25]]);
 * ```
 */
export function lossOverStepsFigure(data: LossOverStepsData): Figure {
  check(data);
  const { panels, sameY = false, title = "Loss over steps", quantity = "loss (nats per token)" } = data;
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const place = grid(panels.length, GAP, TITLE_ROOM + NAME), axes: Record<string, unknown> = {};
  const headings = panels.map(({ name }, i) => {
    const { x, y } = place.domain(i), first = i % place.columns === 0;
    axes[`xaxis${axisNumber(i)}`] = { domain: x, anchor: `y${axisNumber(i)}`, nticks: 5, title: { text: "step" } };
    axes[`yaxis${axisNumber(i)}`] = {
      ...{ domain: y, anchor: `x${axisNumber(i)}`, nticks: 6 },
      ...(i === 0 || !sameY ? {} : { matches: "y" }),
      ...(first ? { title: { text: plain(quantity) } } : {}),
    };
    return {
      text: `<b>${plain(cut(name, panels.length <= 4 ? 36 : 26))}</b>`,
      ...{ xref: "paper", yref: "paper", x: x[0], y: y[1], xanchor: "left", yanchor: "bottom", yshift: 3 },
      ...{ showarrow: false, font: { size: 13 } },
    };
  });
  const levels = panels.flatMap(({ level }, i) =>
    level === undefined ? [] : [{
      ...{ type: "line", xref: `x${axisNumber(i)} domain`, yref: `y${axisNumber(i)}`, x0: 0, x1: 1 },
      ...{ y0: short(level), y1: short(level), line: { color: COLORS.faint, dash: "dot", width: 1.5 } },
    }]
  );
  const { layout, ...drawn } = figure(title, traces(data, names), {
    ...(axes as Partial<Layout>),
    annotations: headings as Layout["annotations"],
    ...(levels.length > 0 && { shapes: levels as Layout["shapes"] }),
    ...{ width: place.width, height: place.height, margin: place.margin },
  }, data);
  // The names of the upper panels stand between the title and the plot area.
  const margin = layout.margin as { t: number };
  return { ...drawn, layout: { ...layout, margin: { ...margin, t: margin.t + NAME } } };
}
