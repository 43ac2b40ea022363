import type { Data, Layout } from "plotly.js-dist-min";
import { finite, finiteList, sameLength, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";
import { axisNumber, panels as grid } from "./panels.ts";

/**
 * One line or one set of points.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { curvesFigure, type CurveSeries } from "@mixlab/mixlab";
 *
 * const runs: CurveSeries = { name: "runs", kind: "points", x: [0.1, 0.5], y: [3, 2], label: ["run 1", "run 2"] };
 * const law: CurveSeries = { name: "law", kind: "line", x: [0, 1], y: [3.1, 1] };
 * const panels = [{ name: "code", series: [law, runs] }];
 * const figure = curvesFigure({ title: "Loss", x: "share", y: "loss", panels });
 * deepEqual(figure.data.map((trace) => trace.mode), ["lines", "markers"]);
 * ```
 */
export interface CurveSeries {
  /** What it is: series of one name have one look and one entry in the legend, in all panels. */
  readonly name: string;
  /** A line, points, or points that a line joins. */
  readonly kind: "line" | "points" | "both";
  /** Where, in order along a line. */
  readonly x: ArrayLike<number>;
  /** The values. */
  readonly y: ArrayLike<number>;
  /** One label a point for the hover text. */
  readonly label?: readonly string[];
  /** Colour and mark, by number; default: the place of the name among all names. */
  readonly look?: number;
}

/**
 * One panel of {@link curvesFigure}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { curvesFigure, type CurvesPanel } from "@mixlab/mixlab";
 *
 * const panel: CurvesPanel = {
 *   name: "code",
 *   x: "share of code",
 *   series: [{ name: "law", kind: "line", x: [0, 1], y: [3, 1] }],
 * };
 * const { layout } = curvesFigure({ title: "Loss", x: "share", y: "loss", panels: [panel] });
 * equal((layout.xaxis as { title: { text: string } }).title.text, "share of code");
 * ```
 */
export interface CurvesPanel {
  /** Its name, over it. */
  readonly name: string;
  /** What is on its x axis, where it differs from that of all. */
  readonly x?: string;
  /** Lines and points. */
  readonly series: readonly CurveSeries[];
}

/**
 * What {@link curvesFigure} draws.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { type CurvesData, curvesFigure } from "@mixlab/mixlab";
 *
 * const data: CurvesData = {
 *   ...{ title: "What a share gains", x: "share of the parent", y: "change of the loss (nats per token)" },
 *   panels: [{ name: "code", series: [{ name: "parents", kind: "points", x: [0.2, 0.8], y: [-0.3, -0.1] }] }],
 * };
 * match((curvesFigure(data).layout.title as { text: string }).text, /What a share gains/);
 * ```
 */
export interface CurvesData extends FigureOptions {
  /** Title. */
  readonly title: string;
  /** What is on the x axis, with its unit. */
  readonly x: string;
  /** What is on the y axis, with its unit. */
  readonly y: string;
  /** The panels. */
  readonly panels: readonly CurvesPanel[];
  /** Whether all panels share the y axis. Default: yes. */
  readonly sameY?: boolean;
}

const LOOKS = [COLORS.blue, COLORS.vermilion, COLORS.green, COLORS.purple, COLORS.ink, COLORS.faint] as const;
/** Neighbouring looks differ in dash and mark as well, for eyes and printers without colours. */
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash"] as const;
const MARKS = ["circle", "diamond", "square", "triangle-up", "cross", "x"] as const;
/** Room between panels for tick labels and axis titles, and over each row for the panels' names. */
const GAP = { x: 26, y: 84 }, OWN_Y = 62, NAME = 22;
/** Letters of a legend entry, what stands beside them, and the height of a line of entries, in pixels. */
const LETTER = 7.6, ENTRY = 56, LEGEND_LINE = 21;

function check({ panels }: CurvesData): void {
  some("panels", panels);
  for (const { name, series } of panels) {
    some(`panel ${JSON.stringify(name)}: series`, series);
    for (const one of series) {
      const at = `panel ${JSON.stringify(name)}: ${JSON.stringify(one.name)}`;
      some(`${at}: x`, one.x);
      finite(`${at}: x`, one.x);
      finiteList(`${at}: y`, one.y, one.x.length);
      if (one.label) sameLength(`${at}: label`, one.label, one.x.length);
    }
  }
}

function traces({ panels }: CurvesData, names: readonly string[]): Partial<Data>[] {
  const shown = new Set<string>();
  return panels.flatMap((panel, i) =>
    panel.series.map(({ name, kind, x, y, label, look = names.indexOf(name) }): Partial<Data> => {
      const first = !shown.has(name), color = LOOKS[look % LOOKS.length];
      shown.add(name);
      return {
        type: "scatter",
        mode: kind === "line" ? "lines" : kind === "points" ? "markers" : "lines+markers",
        name: plain(name),
        legendgroup: plain(name),
        showlegend: first,
        x: Array.from(x, short),
        y: Array.from(y, short),
        ...(label && { text: label.map(plain) }),
        line: { color, dash: DASHES[look % DASHES.length], width: 2 },
        marker: { color, symbol: MARKS[look % MARKS.length], size: x.length > 100 ? 4 : 7, opacity: 0.8 },
        hovertemplate: `${plain(panel.name)}, ${plain(name)}<br>${
          label ? "%{text}<br>" : ""
        }%{x:.4g}<br>%{y:.4f}<extra></extra>`,
        xaxis: `x${axisNumber(i)}`,
        yaxis: `y${axisNumber(i)}`,
      };
    })
  );
}

/**
 * Lines and points in panels side by side: losses against shares with their laws, effects against the state of a model.
 *
 * @param data title, axes, panels
 * @returns the figure
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when there is nothing to draw, lists differ in length or a value is not finite
 *
 * @example
 * ```ts
 * import { curvesFigure } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const series = (y: number[]) => [{ name: "law", kind: "line" as const, x: [0, 1], y }];
 * const figure = curvesFigure({
 *   ...{ title: "Loss against own share", x: "share", y: "loss (nats per token)" },
 *   panels: [{ name: "code", series: series([3, 1]) }, { name: "web", series: series([4, 3]) }],
 * });
 * deepEqual(figure.data.map((trace) => trace.showlegend), [true, false]); // one law, one entry in the legend
 * ```
 */
export function curvesFigure(data: CurvesData): Figure {
  check(data);
  const { panels, sameY = true } = data,
    names = [...new Set(panels.flatMap(({ series }) => series.map((s) => s.name)))];
  const place = grid(panels.length, { ...GAP, x: sameY ? GAP.x : OWN_Y }, TITLE_ROOM + NAME);
  const axes: Record<string, unknown> = {};
  const headings = panels.map(({ name, x: own }, i) => {
    const { x, y } = place.domain(i), first = i % place.columns === 0;
    axes[`xaxis${axisNumber(i)}`] = {
      domain: x,
      anchor: `y${axisNumber(i)}`,
      nticks: 6,
      title: { text: plain(own ?? data.x) },
    };
    axes[`yaxis${axisNumber(i)}`] = {
      domain: y,
      anchor: `x${axisNumber(i)}`,
      ...(i === 0 || !sameY ? {} : { matches: "y" }),
      showticklabels: first || !sameY,
      ...(first ? { title: { text: plain(data.y) } } : {}),
    };
    return {
      text: `<b>${plain(cut(name, panels.length <= 4 ? 36 : 26))}</b>`,
      ...{ xref: "paper", yref: "paper", x: x[0], y: y[1], xanchor: "left", yanchor: "bottom", yshift: 3 },
      ...{ showarrow: false, font: { size: 13 } },
    };
  });
  const letters = names.reduce((sum, name) => sum + ENTRY + LETTER * name.length, 0);
  const legend = (Math.ceil(letters / (place.width - 60)) - 1) * LEGEND_LINE;
  const { layout, ...drawn } = figure(
    data.title,
    traces(data, names),
    {
      ...(axes as Partial<Layout>),
      annotations: headings as Layout["annotations"],
      width: place.width,
      height: place.height + legend,
      margin: { ...place.margin, b: place.margin.b + legend },
    },
    data,
  );
  // The names of the upper panels stand between the title and the plot area.
  const margin = layout.margin as { t: number };
  return { ...drawn, layout: { ...layout, margin: { ...margin, t: margin.t + NAME } } };
}
