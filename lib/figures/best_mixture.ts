import type { Data, Layout } from "plotly.js-dist-min";
import { bounds, finiteList, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";

/**
 * What `bestMixtureFigure` draws. Shares are shares of tokens, in the order of the domains (m).
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { type BestMixtureData, bestMixtureFigure, fitTable, parseTable } from "@mixlab/mixlab";
 *
 * const { table, best } = fitTable(parseTable(`run,share:code,share:web,loss:code,loss:web
 * 1,0.05,0.95,2.12,3.23
 * 2,0.25,0.75,1.80,3.38
 * 3,0.40,0.60,1.62,3.52
 * 4,0.70,0.30,1.37,3.96
 * 5,0.95,0.05,1.25,4.57`));
 * const data: BestMixtureData = {
 *   domains: table.domains,
 *   best: best.shares,
 *   interval: {
 *     lower: table.domains.map((domain) => best.intervals![domain][0]),
 *     upper: table.domains.map((domain) => best.intervals![domain][1]),
 *   },
 *   bestRun: table.domains.map((domain) => best.bestRun.mixture[domain]),
 *   objective: "mean loss",
 * };
 * const figure = bestMixtureFigure(data);
 * equal((figure.layout.title as { text: string }).text, "<b>Best mixture for mean loss</b>");
 * deepEqual(figure.data.at(-1)!.x, [0.4, 0.6]); // the best run
 * ```
 */
export interface BestMixtureData extends FigureOptions {
  /** The m domains. */
  readonly domains: readonly string[];
  /** Shares of the best mixture. */
  readonly best: ArrayLike<number>;
  /** Interval of each best share. */
  readonly interval?: { readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number> };
  /** What the interval is, for the legend. Default "95 % interval". */
  readonly intervalName?: string;
  /** Shares of the prior mixture. */
  readonly prior?: ArrayLike<number>;
  /** Shares of the best run of the table. */
  readonly bestRun?: ArrayLike<number>;
  /** What the mixture is best for, for the title: "mean loss", … */
  readonly objective?: string;
}

const ROW = 34;

function check({ domains, best, interval, prior, bestRun }: BestMixtureData): void {
  some("domains", domains);
  finiteList("best", best, domains.length);
  if (interval) bounds("interval", interval.lower, interval.upper, domains.length);
  if (prior) finiteList("prior", prior, domains.length);
  if (bestRun) finiteList("bestRun", bestRun, domains.length);
}

/**
 * The best mixture: a bar a domain with its interval, the prior and the best run of the table beside it.
 *
 * @param data domains, shares, intervals, and what else the reader should know (how often the best mixture beats the
 *   prior belongs into `note`)
 * @returns the figure
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when lists differ in length, a value is not finite, or a lower bound is above its upper one
 *
 * @example
 * ```ts
 * import { bestMixtureFigure } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const figure = bestMixtureFigure({
 *   domains: ["code", "web"],
 *   best: [0.4, 0.6],
 *   interval: { lower: [0.35, 0.52], upper: [0.48, 0.65] },
 *   prior: [0.5, 0.5],
 *   objective: "mean loss",
 * });
 * deepEqual(figure.data.map((trace) => trace.name), ["best mixture", "95 % interval", "prior"]);
 * ```
 */
export function bestMixtureFigure(data: BestMixtureData): Figure {
  check(data);
  const { domains, interval, intervalName = "95 % interval", objective } = data;
  const rows = domains.map((_, j) => j), names = domains.map(plain);
  // The interval is drawn by itself: percentiles of refits need not hold the best share between them.
  const found: Partial<Data>[] = [{
    type: "bar",
    orientation: "h",
    name: "best mixture",
    x: Array.from(data.best, short),
    y: rows,
    width: 0.6,
    text: names,
    textposition: "none",
    marker: { color: COLORS.bar },
    hovertemplate: "%{text}<br>best share %{x:.4f}<extra></extra>",
  }];
  if (interval) {
    const lower = Array.from(interval.lower, short), upper = Array.from(interval.upper, short);
    found.push({
      type: "scatter",
      mode: "lines+markers",
      name: plain(intervalName),
      x: rows.flatMap((j) => [lower[j], upper[j], null]),
      y: rows.flatMap((j) => [j, j, null]),
      text: rows.flatMap((j) => [names[j], names[j], ""]),
      line: { color: COLORS.ink, width: 1.5 },
      marker: { color: COLORS.ink, symbol: "line-ns-open", size: 9, line: { width: 1.5 } },
      hovertemplate: "%{text}<br>bound %{x:.4f}<extra></extra>",
    });
  }
  const points = [
    { name: "prior", shares: data.prior, symbol: "diamond" as const, color: COLORS.vermilion },
    { name: "best run of the table", shares: data.bestRun, symbol: "square-open" as const, color: COLORS.green },
  ];
  for (const { name, shares, symbol, color } of points) {
    if (!shares) continue;
    found.push({
      type: "scatter",
      mode: "markers",
      name,
      x: Array.from(shares, short),
      y: rows,
      text: names,
      marker: { color, symbol, size: 9, line: { color, width: 2 } },
      hovertemplate: `%{text}<br>${name} %{x:.4f}<extra></extra>`,
    });
  }
  const layout: Partial<Layout> & { width: number; height: number } = {
    width: 720,
    height: TITLE_ROOM + ROW * domains.length + 88 + 10,
    margin: { l: 64, r: 24, b: 88 },
    xaxis: { title: { text: "share of tokens" }, rangemode: "tozero" },
    yaxis: {
      tickmode: "array",
      tickvals: rows,
      ticktext: domains.map((name) => plain(cut(name))),
      range: [domains.length - 0.5, -0.5],
      showgrid: false,
    },
  };
  return figure(
    objective === undefined ? "Best mixture" : `Best mixture for ${objective}`,
    found,
    layout,
    data,
  );
}
