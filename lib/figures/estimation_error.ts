import type { Data, Layout } from "plotly.js-dist-min";
import { outOfRange } from "../errors.ts";
import { finiteList, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";

/**
 * What `estimationErrorFigure` draws.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { type EstimationErrorData, estimationErrorFigure } from "@mixlab/mixlab";
 *
 * const data: EstimationErrorData = {
 *   series: [{ name: "2 domains, f 0.625", noise: [1e-4, 1e-3], error: [3e-4, 3e-3], predicted: [2.8e-4, 2.8e-3] }],
 *   synthetic: true,
 * };
 * const [series] = data.series;
 * throws(() => estimationErrorFigure({ series: [{ ...series, noise: [0, 1] }] }), RangeError); // log axes
 * ```
 */
export interface EstimationErrorData extends FigureOptions {
  /** One estimator each, in order of noise; all numbers > 0. */
  readonly series: readonly {
    readonly name: string;
    /** Standard deviation of the noise of one evaluation, nats per token. */
    readonly noise: readonly number[];
    /** Root of the mean squared error of the estimates. */
    readonly error: readonly number[];
    /** What was predicted of it: drawn as a line. */
    readonly predicted?: readonly number[];
  }[];
}

const STYLES = [
  { color: COLORS.blue, symbol: "circle", dash: "solid" },
  { color: COLORS.vermilion, symbol: "square", dash: "dash" },
  { color: COLORS.green, symbol: "diamond", dash: "dot" },
  { color: COLORS.purple, symbol: "triangle-up", dash: "dashdot" },
] as const;
const LEGEND_LINE = 22;

/**
 * The error of an estimate against the noise of the evaluations that it is made of: points measured, lines predicted.
 *
 * @param data one series an estimator
 * @returns the figure, both axes logarithmic
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when lists differ in length, or a value is not finite and above 0
 *
 * @example
 * ```ts
 * import { estimationErrorFigure } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const noise = [1e-4, 1e-3, 1e-2];
 * const figure = estimationErrorFigure({
 *   series: [{ name: "f 0.625", noise, error: [3e-4, 3e-3, 3e-2], predicted: noise.map((sigma) => 2.8 * sigma) }],
 *   synthetic: true,
 * });
 * deepEqual(figure.data.map((trace) => trace.name), ["f 0.625, predicted", "f 0.625"]);
 * ```
 */
export function estimationErrorFigure(data: EstimationErrorData): Figure {
  const { series } = data;
  some("series", series);
  const traces = series.flatMap(({ name, noise, error, predicted }, s): Partial<Data>[] => {
    const what = `series ${JSON.stringify(name)}`, { color, symbol, dash } = STYLES[s % STYLES.length];
    aboveZero(`${what}: noise`, noise, noise.length);
    aboveZero(`${what}: error`, error, noise.length);
    if (predicted) aboveZero(`${what}: predicted`, predicted, noise.length);
    const x = noise.map(short), text = plain(cut(name, 48));
    const hovertemplate = `${text}<br>noise %{x:.3g}<br>error %{y:.3g}<extra></extra>`;
    return [
      ...(predicted
        ? [{
          type: "scatter" as const,
          mode: "lines" as const,
          name: `${text}, predicted`,
          ...{ x, y: predicted.map(short), line: { color, dash, width: 1.5 }, hoverinfo: "skip" as const },
        }]
        : []),
      {
        type: "scatter",
        mode: "markers",
        name: text,
        ...{ x, y: error.map(short), marker: { color, symbol, size: 9 }, hovertemplate },
      },
    ];
  });
  const below = 74 + LEGEND_LINE * series.length;
  const log = (title: string) => ({
    type: "log" as const,
    title: { text: title },
    exponentformat: "power" as const,
    dtick: 1,
  });
  const layout: Partial<Layout> & { width: number; height: number } = {
    width: 720,
    height: TITLE_ROOM + 380 + below,
    margin: { l: 76, r: 24, b: below },
    xaxis: log("noise of one evaluation (standard deviation, nats per token)"),
    yaxis: log("error of an effect (root mean square, nats per token)"),
  };
  return figure("Error of estimated effects against noise", traces, layout, data);
}

/** Logarithmic axes have no place for 0. */
function aboveZero(what: string, values: readonly number[], length: number): void {
  finiteList(what, values, length);
  const i = values.findIndex((value) => value <= 0);
  if (i >= 0) throw outOfRange(`${what}[${i}] is ${values[i]}; wanted a number above 0`);
}
