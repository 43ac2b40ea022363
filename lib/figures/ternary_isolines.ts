import type { Data, Layout } from "plotly.js-dist-min";
import { finite, finiteList, sameLength } from "./check.ts";
import { outOfRange } from "../errors.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short } from "./figure.ts";
import { checkGrid, isolines, type SimplexGrid } from "./isolines.ts";

/**
 * What `ternaryIsolinesFigure` draws. Shares are shares of tokens, in the order of the three domains.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { bestMixture, lawFromParameters, simplexGrid, ternaryIsolinesFigure } from "@mixlab/mixlab";
 * import type { TernaryIsolinesData } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["code", "web", "books"], [
 *   { target: "code", parameters: { c: 1, "v:code": -1.5, "v:web": 0.2, "v:books": 0.3 } },
 * ]);
 * const data: TernaryIsolinesData = {
 *   domains: law.domains,
 *   quantity: "loss on code (nats per token)",
 *   grid: simplexGrid(20, (p) => law.predict(p)[0]),
 *   levels: [1.5, 2],
 *   best: bestMixture(law, { caps: { code: 0.6 } }).shares,
 * };
 * const figure = ternaryIsolinesFigure(data);
 * deepEqual(figure.data.map((trace) => trace.name), [data.quantity, data.quantity, "best mixture"]);
 * ```
 */
export interface TernaryIsolinesData extends FigureOptions {
  /** The three domains: top, lower left, lower right corner. */
  readonly domains: readonly string[];
  /** What the surface is: "mean loss (nats per token)", … */
  readonly quantity: string;
  /** The surface on a grid, as `simplexGrid` makes it. */
  readonly grid: SimplexGrid;
  /** Values at which lines are drawn. Default: about eight, between which lie equal parts of the mixtures. */
  readonly levels?: readonly number[];
  /** Measured runs, one label each for the hover text. */
  readonly runs?: { readonly shares: readonly ArrayLike<number>[]; readonly label?: readonly string[] };
  /** Shares of the best mixture. */
  readonly best?: ArrayLike<number>;
  /** Shares of the prior mixture. */
  readonly prior?: ArrayLike<number>;
}

/** Dark to light, in equal steps of lightness; the lightest still stands out on white. */
const RAMP = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 185, 98]];

function ramp(t: number): string {
  const at = t * (RAMP.length - 1), i = Math.min(RAMP.length - 2, Math.floor(at));
  return `rgb(${RAMP[i].map((v, c) => Math.round(v + (at - i) * (RAMP[i + 1][c] - v))).join(", ")})`;
}

/** Parts into which the lines divide the mixtures. */
const PARTS = 9;

/**
 * Values that divide the mixtures into parts of equal area: losses rise steeply at the corners, where values in equal steps
 * would all lie. Each is rounded to as few digits as keep it nearer to itself than to its neighbours.
 */
function evenLevels(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b), [low, high] = [sorted[0], sorted.at(-1)!], found: number[] = [];
  const exact = Array.from({ length: PARTS - 1 }, (_, i) => sorted[Math.floor((i + 1) / PARTS * sorted.length)]);
  exact.forEach((value, i) => {
    const gap = Math.min(value - (exact[i - 1] ?? low), (exact[i + 1] ?? high) - value);
    if (!(gap > 0)) return; // a flat part has no line of its own
    const power = 10 ** Math.floor(Math.log10(gap)),
      level = Number((Math.round(value / power) * power).toPrecision(12));
    if (level > (found.at(-1) ?? low) && level < high) found.push(level);
  });
  return found;
}

function check({ domains, grid, runs, best, prior, levels }: TernaryIsolinesData): void {
  if (domains.length !== 3) {
    throw outOfRange(
      `a ternary figure needs three domains; got ${domains.length}: merge domains or choose another figure`,
    );
  }
  checkGrid(grid);
  runs?.shares.forEach((row, i) => finiteList(`runs.shares[${i}]`, row, 3));
  if (runs?.label) sameLength("runs.label", runs.label, runs.shares.length);
  if (best) finiteList("best", best, 3);
  if (prior) finiteList("prior", prior, 3);
  if (levels) finite("levels", levels);
}

function corners(rows: readonly ArrayLike<number>[]): { a: number[]; b: number[]; c: number[] } {
  const [a, b, c] = [0, 1, 2].map((d) => rows.map((row) => short(row[d])));
  return { a, b, c };
}

/**
 * A surface over the mixtures of three domains as lines of equal value, with the measured runs, the prior, and the best
 * mixture.
 *
 * @param data domains, surface, marks, and what else the reader should know
 * @returns the figure
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when there are not three domains, the grid misses points, or a value is not finite
 *
 * @example
 * ```ts
 * import { simplexGrid, ternaryIsolinesFigure } from "@mixlab/mixlab";
 * import { equal } from "node:assert/strict";
 *
 * const figure = ternaryIsolinesFigure({
 *   domains: ["books", "code", "web"],
 *   quantity: "mean loss (nats per token)",
 *   grid: simplexGrid(30, ([books, code, web]) => 2 + Math.exp(-3 * books) + Math.exp(-2 * code) + Math.exp(-4 * web)),
 *   prior: [1 / 3, 1 / 3, 1 / 3],
 * });
 * equal(figure.data.at(-1)?.name, "prior");
 * ```
 */
export function ternaryIsolinesFigure(data: TernaryIsolinesData): Figure {
  check(data);
  const { domains, quantity, grid, runs, best, prior } = data;
  const known = grid.values.filter((v) => v !== null);
  const levels = data.levels ?? evenLevels(known), names = domains.map(plain);
  const hover = names.map((name, d) => `${name} %{${"abc"[d]}:.3f}`).join("<br>");
  const digits = Math.max(0, ...levels.map((v) => String(v).split(".")[1]?.length ?? 0));
  const found: Partial<Data>[] = isolines(grid, levels).map(({ level, points }, i) => {
    // Labels of neighbouring lines stand at different places, so that they do not cover each other.
    const at = Math.floor(points.length * (0.15 + 0.7 * (i * 0.618 % 1))), label = level.toFixed(Math.min(6, digits));
    const color = ramp(levels.length < 2 ? 0 : levels.indexOf(level) / (levels.length - 1));
    return {
      type: "scatterternary",
      mode: "lines+text",
      name: plain(quantity),
      legendgroup: "isolines",
      showlegend: i === 0,
      ...corners(points),
      text: points.map((_, p) => p === at && points.length > 4 ? label : ""),
      textfont: { size: 11 },
      textposition: "top center",
      cliponaxis: false, // a label in a corner would be cut
      line: { color, width: 1.5 },
      hovertemplate: `${label}<br>${hover}<extra></extra>`,
    };
  });
  if (runs) {
    found.push({
      type: "scatterternary",
      mode: "markers",
      name: "runs",
      ...corners(runs.shares),
      text: runs.label?.map(plain),
      marker: { color: COLORS.faint, size: 7, symbol: "circle-open", line: { width: 1.5, color: COLORS.faint } },
      cliponaxis: false,
      hovertemplate: `${runs.label ? "%{text}<br>" : ""}${hover}<extra></extra>`,
    });
  }
  const marks = [
    { name: "prior", shares: prior, symbol: "diamond" as const, color: COLORS.vermilion },
    { name: "best mixture", shares: best, symbol: "star" as const, color: COLORS.blue },
  ];
  for (const { name, shares, symbol, color } of marks) {
    if (!shares) continue;
    found.push({
      type: "scatterternary",
      mode: "markers",
      name,
      ...corners([shares]),
      marker: { color, symbol, size: 13, line: { color: "#ffffff", width: 1 } },
      cliponaxis: false,
      hovertemplate: `${name}<br>${hover}<extra></extra>`,
    });
  }
  const axis = (d: number) => ({
    title: { text: plain(cut(domains[d], 24)), font: { size: 13 } },
    gridcolor: COLORS.grid,
    linecolor: COLORS.faint,
    ticks: "outside" as const,
    // No ticks at 0 and 1: there stand the names of the corners.
    tickmode: "array" as const,
    tickvals: [0.2, 0.4, 0.6, 0.8],
  });
  const layout: Partial<Layout> & { width: number; height: number } = {
    width: 720,
    height: 650,
    margin: { l: 90, r: 90, b: 100 },
    ternary: { sum: 1, domain: { y: [0, 0.95] }, bgcolor: "#ffffff", aaxis: axis(0), baxis: axis(1), caxis: axis(2) },
  };
  return figure(`Isolines of ${quantity}`, found, layout, data);
}
