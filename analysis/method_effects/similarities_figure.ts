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
 * What `similaritiesFigure` draws.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type SimilaritiesData, similaritiesFigure } from "@mixlab/mixlab/analysis";
 *
 * const data: SimilaritiesData = { methods: [{ name: "doge", seeds: [{ name: "seed 0", similarity: 0.4 }] }] };
 * equal(similaritiesFigure(data).data.at(-1)!.name, "mean");
 * ```
 */
export interface SimilaritiesData extends FigureOptions {
  /** One row a method. */
  readonly methods: readonly {
    readonly name: string;
    /** What a belief that knows nothing has on average. */
    readonly chance?: number;
    /** Its trajectories. */
    readonly seeds: readonly {
      readonly name: string;
      /** Similarity, −1 to 1; missing where it cannot be told. */
      readonly similarity?: number;
      /** Ends of its interval. */
      readonly interval?: readonly [number, number];
    }[];
  }[];
  /** What the intervals are, for the legend. Default "95 % interval". */
  readonly intervalName?: string;
}

const ROW = 64;

/**
 * Similarities of what methods believe to what is best: a dot a seed with its interval, and the mean of each method.
 *
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when there is no method, or a value is not finite
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { similaritiesFigure } from "@mixlab/mixlab/analysis";
 *
 * const seeds = [{ name: "seed 0", similarity: 0.5, interval: [0.2, 0.7] as const }, { name: "seed 1" }];
 * const { data } = similaritiesFigure({ methods: [{ name: "doge", seeds }] });
 * deepEqual(data.map((trace) => trace.name), ["95 % interval", "a seed", "mean"]);
 * ```
 */
export function similaritiesFigure(data: SimilaritiesData): Figure {
  const { methods, intervalName = "95 % interval" } = data;
  some("methods", methods);
  const points = methods.flatMap(({ name, seeds }, row) =>
    seeds.flatMap((seed, s) => {
      if (seed.similarity === undefined) return [];
      const what = `${name}, ${seed.name}`;
      finite(what, [seed.similarity, ...seed.interval ?? []]);
      return [{ what, row, y: row + (s - (seeds.length - 1) / 2) * 0.2, ...seed, similarity: seed.similarity }];
    })
  );
  const means = methods.flatMap(({ name }, row) => {
    const own = points.filter((point) => point.row === row);
    return own.length === 0 ? [] : [{ name, row, mean: own.reduce((sum, p) => sum + p.similarity, 0) / own.length }];
  });
  const lots = methods.flatMap(({ name, chance }, row) => chance === undefined ? [] : [{ name, row, chance }]);
  for (const { name, chance } of lots) finite(`${name}: chance`, [chance]);
  const spans = points.filter(({ interval }) => interval !== undefined);
  const traces: Partial<Data>[] = [
    ...(spans.length === 0 ? [] : [{
      type: "scatter" as const,
      mode: "lines" as const,
      name: plain(intervalName),
      x: spans.flatMap(({ interval }) => [...interval!.map(short), null]),
      y: spans.flatMap(({ y }) => [y, y, null]),
      line: { color: COLORS.bar, width: 3 },
      hoverinfo: "skip" as const,
    }]),
    ...(lots.length === 0 ? [] : [{
      type: "scatter" as const,
      mode: "lines" as const,
      name: "a belief that knows nothing, on average",
      x: lots.flatMap(({ chance }) => [short(chance), short(chance), null]),
      y: lots.flatMap(({ row }) => [row - 0.46, row + 0.46, null]),
      line: { color: COLORS.faint, width: 2, dash: "dot" as const },
      hoverinfo: "skip" as const,
    }]),
    {
      type: "scatter",
      mode: "markers",
      name: "a seed",
      x: points.map(({ similarity }) => short(similarity)),
      y: points.map(({ y }) => y),
      text: points.map(({ what }) => plain(what)),
      marker: { color: COLORS.blue, size: 8 },
      hovertemplate: "%{text}<br>similarity %{x:.3f}<extra></extra>",
    },
    {
      type: "scatter",
      mode: "markers",
      name: "mean",
      x: means.map(({ mean }) => short(mean)),
      y: means.map(({ row }) => row),
      text: means.map(({ name }) => plain(name)),
      marker: {
        color: COLORS.vermilion,
        symbol: "line-ns-open",
        size: 34,
        line: { color: COLORS.vermilion, width: 2.5 },
      },
      hovertemplate: "%{text}<br>mean %{x:.3f}<extra></extra>",
    },
  ];
  const least = Math.min(
    0,
    ...points.flatMap(({ similarity, interval }) => [similarity, ...interval ?? []]),
    ...lots.map(({ chance }) => chance),
  );
  const layout: Partial<Layout> & { width: number; height: number } = {
    width: 720,
    height: TITLE_ROOM + ROW * methods.length + 98,
    margin: { l: 64, r: 24, b: 88 },
    xaxis: {
      title: { text: "similarity (1: alike, −1: reversed)" },
      range: [short(least - 0.06), 1.04],
      zeroline: true,
    },
    yaxis: {
      tickmode: "array",
      tickvals: methods.map((_, row) => row),
      ticktext: methods.map(({ name }) => plain(cut(name))),
      range: [methods.length - 0.5, -0.5],
      showgrid: false,
    },
  };
  return figure("Similarity of what methods believe to what is best", traces, layout, data);
}
