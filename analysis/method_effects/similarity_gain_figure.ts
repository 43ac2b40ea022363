import type { Data, Layout } from "plotly.js-dist-min";
import { finite, some } from "../../lib/figures/check.ts";
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

/**
 * What `similarityGainFigure` draws.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type SimilarityGainData, similarityGainFigure } from "@mixlab/mixlab/analysis";
 *
 * const data: SimilarityGainData = {
 *   points: [{ name: "doge", similarity: 0.5, gain: -0.2, gainInterval: [-0.5, 0.1] }],
 *   gainName: "gain over stratified (average perplexity)",
 * };
 * equal(similarityGainFigure(data).data.at(-1)!.name, "a method");
 * ```
 */
export interface SimilarityGainData extends FigureOptions {
  /** One a method. */
  readonly points: readonly {
    readonly name: string;
    readonly similarity: number;
    /** Ends of the interval of the similarity. */
    readonly similarityInterval?: readonly [number, number];
    /** What it gains; above 0 is better. */
    readonly gain: number;
    /** Ends of the interval of the gain. */
    readonly gainInterval?: readonly [number, number];
  }[];
  /** What a gain is, with its unit. */
  readonly gainName: string;
  /** A line: gain = intercept + slope · similarity. */
  readonly line?: { readonly intercept: number; readonly slope: number };
}

/**
 * Whether methods whose belief is nearer to the best one gain more: a point a method, with intervals both ways.
 *
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when there is no point, or a value is not finite
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { similarityGainFigure } from "@mixlab/mixlab/analysis";
 *
 * const points = [{ name: "aioli", similarity: 0.9, gain: 0.1 }, { name: "doge", similarity: 0.5, gain: -0.9 }];
 * const line = { intercept: -2.15, slope: 2.5 };
 * const figure = similarityGainFigure({ points, line, gainName: "gain (perplexity)" });
 * deepEqual(figure.data.map((trace) => trace.name), ["no gain", "least-squares line", "a method"]);
 * ```
 */
export function similarityGainFigure(data: SimilarityGainData): Figure {
  const { points, gainName, line } = data;
  some("points", points);
  for (const { name, similarity, gain, similarityInterval = [], gainInterval = [] } of points) {
    finite(name, [similarity, gain, ...similarityInterval, ...gainInterval]);
  }
  if (line) finite("line", [line.intercept, line.slope]);
  const xs = points.flatMap(({ similarity, similarityInterval = [] }) => [similarity, ...similarityInterval]);
  const low = Math.min(...xs), high = Math.max(...xs), room = Math.max(0.04, 0.12 * (high - low));
  const [from, to] = [short(low - room), short(Math.min(high + room, 1.02))];
  const bars = (ends: readonly (readonly [number, number] | undefined)[], at: readonly number[]) => ({
    ...{ type: "data" as const, symmetric: false, color: COLORS.faint, thickness: 1.2, width: 4 },
    array: ends.map((end, n) => end ? short(Math.max(0, end[1] - at[n])) : 0),
    arrayminus: ends.map((end, n) => end ? short(Math.max(0, at[n] - end[0])) : 0),
  });
  const similarities = points.map(({ similarity }) => similarity), gains = points.map(({ gain }) => gain);
  const straight = (name: string, y: readonly number[], dash: "dash" | "solid", color: string): Partial<Data> => ({
    ...{ type: "scatter", mode: "lines", name, x: [from, to], y: y.map(short), hoverinfo: "skip" },
    line: { color, width: 1.3, dash },
  });
  const traces: Partial<Data>[] = [
    straight("no gain", [0, 0], "dash", COLORS.faint),
    ...(line
      ? [
        straight(
          "least-squares line",
          [from, to].map((x) => line.intercept + line.slope * x),
          "solid",
          COLORS.vermilion,
        ),
      ]
      : []),
    {
      type: "scatter",
      mode: "markers",
      name: "a method",
      x: similarities.map(short),
      y: gains.map(short),
      text: points.map(({ name }) => plain(cut(name, 18))),
      marker: { color: COLORS.blue, size: 10 },
      ...(points.some(({ similarityInterval }) => similarityInterval) && {
        error_x: bars(points.map(({ similarityInterval }) => similarityInterval), similarities),
      }),
      ...(points.some(({ gainInterval }) => gainInterval) && {
        error_y: bars(points.map(({ gainInterval }) => gainInterval), gains),
      }),
      hovertemplate: "%{text}<br>similarity %{x:.3f}<br>gain %{y:.4f}<extra></extra>",
    },
  ];
  const layout: Partial<Layout> & { width: number; height: number } = {
    width: 720,
    height: TITLE_ROOM + 380 + 88,
    margin: { l: 72, r: 24, b: 88 },
    xaxis: { title: { text: "similarity of A to A*" }, range: [from, to] },
    yaxis: { title: { text: plain(gainName) } },
    // Names stand on a ground of their own, since intervals and lines cross each other.
    annotations: points.map(({ name, similarity, gain }) => ({
      ...{ text: `<b>${plain(cut(name, 18))}</b>`, x: short(similarity), y: short(gain), showarrow: false },
      ...{
        xanchor: "left",
        yanchor: "bottom",
        xshift: 7,
        yshift: 5,
        borderpad: 1,
        bgcolor: "rgba(255, 255, 255, 0.7)",
      },
    })),
  };
  return figure("Similarity against gain", traces, layout, data);
}
