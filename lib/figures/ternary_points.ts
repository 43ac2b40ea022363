import type { Data, Layout } from "plotly.js-dist-min";
import { outOfRange } from "../errors.ts";
import { finiteList, sameLength, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";

/**
 * Mixtures that are drawn alike.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type TernaryGroup, ternaryPointsFigure } from "@mixlab/mixlab";
 *
 * const there: TernaryGroup = { name: "runs", shares: [[0.2, 0.3, 0.5], [0.6, 0.2, 0.2]], label: ["run 1", "run 2"] };
 * const added: TernaryGroup = { name: "added", shares: [[1, 0, 0]] };
 * const panels = [{ name: "a design", groups: [there, added] }];
 * const { data } = ternaryPointsFigure({ title: "Runs", domains: ["a", "b", "c"], panels });
 * equal(data.length, 2);
 * ```
 */
export interface TernaryGroup {
  /** What they are: groups of one name look alike in all panels, and have one entry in the legend. */
  readonly name: string;
  /** Shares of the three domains, one row a mixture. */
  readonly shares: readonly ArrayLike<number>[];
  /** One label a mixture for the hover text. */
  readonly label?: readonly string[];
  /** Drawn as open grey circles: what the others are seen against. */
  readonly faint?: boolean;
}

/**
 * A triangle of `ternaryPointsFigure`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type TernaryPanel, ternaryPointsFigure } from "@mixlab/mixlab";
 *
 * // No more than 0.6 of the first domain: the corners of what is allowed.
 * const region = [[0, 1, 0], [0, 0, 1], [0.6, 0, 0.4], [0.6, 0.4, 0]];
 * const panel: TernaryPanel = { name: "capped", groups: [{ name: "runs", shares: [[0.5, 0.3, 0.2]] }], region };
 * const { data } = ternaryPointsFigure({ title: "Runs", domains: ["a", "b", "c"], panels: [panel] });
 * equal(data[0].mode, "lines");
 * ```
 */
export interface TernaryPanel {
  /** Its name, over it. */
  readonly name: string;
  /** The mixtures. */
  readonly groups: readonly TernaryGroup[];
  /** Corners of a convex region to be marked, in any order: the bounds of a design, for instance. */
  readonly region?: readonly ArrayLike<number>[];
}

/**
 * What `ternaryPointsFigure` draws.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { simplexLattice, type TernaryPointsData, ternaryPointsFigure } from "@mixlab/mixlab";
 *
 * const data: TernaryPointsData = {
 *   title: "Lattices",
 *   domains: ["a", "b", "c"],
 *   panels: [2, 4].map((parts) => ({
 *     name: `${parts} parts`,
 *     groups: [{ name: "mixtures", shares: simplexLattice(3, parts) }],
 *   })),
 * };
 * equal((ternaryPointsFigure(data).data[1].a as number[]).length, 15);
 * ```
 */
export interface TernaryPointsData extends FigureOptions {
  /** Title. */
  readonly title: string;
  /** The three domains: top, lower left, lower right corner. */
  readonly domains: readonly string[];
  /** The triangles, side by side, three in a row. */
  readonly panels: readonly TernaryPanel[];
}

const LOOKS = [
  { color: COLORS.blue, symbol: "circle" },
  { color: COLORS.vermilion, symbol: "diamond" },
  { color: COLORS.green, symbol: "square" },
  { color: COLORS.purple, symbol: "triangle-up" },
] as const;
const FAINT = { color: COLORS.faint, symbol: "circle-open" } as const;
const ROW = 3;
/** A panel, its name over it, and what lies around it (pixels). */
const WIDE = 300, HIGH = 250, NAME = 44, BELOW = 34, SIDE = 50, LEGEND = 56;

function check({ domains, panels }: TernaryPointsData): void {
  if (domains.length !== 3) {
    throw outOfRange(
      `a ternary figure needs three domains; got ${domains.length}: merge domains or choose another figure`,
    );
  }
  some("panels", panels);
  for (const { name, groups, region } of panels) {
    const at = `panel ${JSON.stringify(name)}`;
    some(`${at}: groups`, groups);
    for (const { name: group, shares, label } of groups) {
      shares.forEach((row, n) => finiteList(`${at}: ${JSON.stringify(group)}: shares[${n}]`, row, 3));
      if (label) sameLength(`${at}: ${JSON.stringify(group)}: label`, label, shares.length);
    }
    region?.forEach((row, n) => finiteList(`${at}: region[${n}]`, row, 3));
  }
}

function corners(rows: readonly ArrayLike<number>[]): { a: number[]; b: number[]; c: number[] } {
  const [a, b, c] = [0, 1, 2].map((d) => rows.map((row) => short(row[d])));
  return { a, b, c };
}

/** How often a mixture stands there, beside the first of equal ones: "×3"; nothing where it stands once. */
function repeats(shares: readonly ArrayLike<number>[]): string[] {
  const keys = shares.map((row) => Array.from(row, short).join());
  return keys.map((key, n) => {
    const times = keys.indexOf(key) === n ? keys.filter((other) => other === key).length : 1;
    return times > 1 ? `×${times}` : "";
  });
}

/** The corners of a convex region in their order around its middle, and the first again: a closed line. */
function around(region: readonly ArrayLike<number>[]): readonly ArrayLike<number>[] {
  const middle = [0, 1, 2].map((d) => region.reduce((sum, row) => sum + row[d], 0) / region.length);
  // In the plane of the triangle, where angles keep their order.
  const angle = (row: ArrayLike<number>) => Math.atan2(row[0] - middle[0], row[2] - middle[2] - (row[1] - middle[1]));
  const sorted = [...region].sort((p, q) => angle(p) - angle(q));
  return [...sorted, sorted[0]];
}

/**
 * Mixtures of three domains as points in triangles: designs of sweeps beside each other, with their bounds.
 *
 * @param data title, domains, triangles
 * @returns the figure
 * @throws {TypeError} when a share is not a number
 * @throws {RangeError} when there are not three domains, nothing is to be drawn, lists differ in length or a share is not finite
 *
 * @example
 * ```ts
 * import { designMixtures, ternaryPointsFigure } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const domains = ["books", "code", "web"], setting = { domains, targets: domains };
 * const panels = ["cover", "one-hot"].map((name) => {
 *   const { mixtures } = designMixtures(name, {}, setting);
 *   return { name, groups: [{ name: "runs", shares: mixtures.map(({ shares }) => shares) }] };
 * });
 * const figure = ternaryPointsFigure({ title: "Designs", domains, panels });
 * deepEqual(figure.data.map((trace) => trace.showlegend), [true, false]);
 * ```
 */
export function ternaryPointsFigure(data: TernaryPointsData): Figure {
  check(data);
  const { domains, panels, title } = data, columns = Math.min(ROW, panels.length);
  const rows = Math.ceil(panels.length / columns), names = domains.map(plain);
  const width = SIDE + columns * (WIDE + SIDE), inside = rows * (NAME + HIGH + BELOW);
  const hover = names.map((name, d) => `${name} %{${"abc"[d]}:.3f}`).join("<br>");
  const bright = panels.flatMap(({ groups }) => groups.filter(({ faint }) => !faint).map(({ name }) => name));
  const looks = [...new Set(bright)], seen = new Set<string>();
  const traces: Partial<Data>[] = [], layout: Record<string, unknown> = {}, headings: unknown[] = [];
  panels.forEach(({ name, groups, region }, i) => {
    const subplot = `ternary${i === 0 ? "" : i + 1}`;
    const left = SIDE + (i % columns) * (WIDE + SIDE), top = Math.floor(i / columns) * (NAME + HIGH + BELOW) + NAME;
    const y: [number, number] = [1 - (top + HIGH) / inside, 1 - top / inside];
    layout[subplot] = {
      ...{ sum: 1, bgcolor: "#ffffff" },
      domain: { x: [left / width, (left + WIDE) / width], y },
      ...Object.fromEntries(["aaxis", "baxis", "caxis"].map((axis) => [axis, {
        ...{ title: { text: "" }, gridcolor: COLORS.grid, linecolor: COLORS.faint, showticklabels: false, ticks: "" },
        ...{ tickmode: "array", tickvals: [0.25, 0.5, 0.75] },
      }])),
    };
    headings.push({
      text: `<b>${plain(cut(name, 36))}</b>`,
      ...{ xref: "paper", yref: "paper", x: left / width, y: 1 - (top - NAME) / inside, xanchor: "left" },
      ...{ yanchor: "top", showarrow: false, font: { size: 13 } },
    });
    // The triangle is as high as its panel; its axes' own titles would lie on the points in the corners.
    const half = HIGH / Math.sqrt(3), middle = left + WIDE / 2;
    const places = [[middle, y[1], 8], [middle - half, y[0], -8], [middle + half, y[0], -8]] as const;
    places.forEach(([x, at, shift], d) =>
      headings.push({
        text: plain(cut(domains[d], 16)),
        ...{ xref: "paper", yref: "paper", x: x / width, y: at, yshift: shift, xanchor: "center" },
        ...{ yanchor: d === 0 ? "bottom" : "top", showarrow: false, font: { size: 12 } },
      })
    );
    if (region && region.length > 0) {
      traces.push({
        ...{ type: "scatterternary", mode: "lines", name: "bounds", subplot, ...corners(around(region)) },
        ...{ line: { color: COLORS.ink, width: 1.5, dash: "dash" }, hoverinfo: "skip" },
        ...{ legendgroup: "bounds", showlegend: !seen.has("bounds") },
      } as Partial<Data>);
      seen.add("bounds");
    }
    for (const { name: group, shares, label, faint } of groups) {
      const { color, symbol } = faint ? FAINT : LOOKS[looks.indexOf(group) % LOOKS.length];
      const own = `group ${group}`, times = repeats(shares);
      traces.push({
        ...{ type: "scatterternary", name: plain(group), subplot, ...corners(shares) },
        ...(times.some((text) => text !== "") ? { mode: "text+markers", text: times } : { mode: "markers" }),
        ...{
          textposition: shares.map((row) => row[0] > 0.9 ? "middle right" : "top right"),
          textfont: { size: 11 },
          ...(label && { hovertext: label.map(plain) }),
        },
        ...{ marker: { color, symbol, size: 8, opacity: 0.85, line: { width: 1.5, color } }, cliponaxis: false },
        ...{ legendgroup: own, showlegend: !seen.has(own) },
        hovertemplate: `${plain(group)}<br>${label ? "%{hovertext}<br>" : ""}${hover}<extra></extra>`,
      } as Partial<Data>);
      seen.add(own);
    }
  });
  return figure(title, traces, {
    ...(layout as Partial<Layout>),
    annotations: headings as Layout["annotations"],
    width,
    height: TITLE_ROOM + inside + LEGEND,
    margin: { l: 0, r: 0, b: LEGEND },
    legend: { x: 20 / width },
  }, data);
}
