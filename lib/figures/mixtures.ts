import type { Data } from "plotly.js-dist-min";
import { bounds, finiteList, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";

/**
 * A mixture of {@link mixturesFigure}. Shares of tokens, in the order of the domains (m).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { mixturesFigure, type NamedMixture } from "@mixlab/mixlab";
 *
 * const best: NamedMixture = { name: "best", shares: [0.4, 0.6], interval: { lower: [0.3, 0.5], upper: [0.5, 0.7] } };
 * const even: NamedMixture = { name: "stratified", shares: [0.5, 0.5], reference: true };
 * const figure = mixturesFigure({ title: "Best shares", domains: ["code", "web"], mixtures: [best, even] });
 * equal(figure.data.length, 2);
 * ```
 */
export interface NamedMixture {
  /** What it is. */
  readonly name: string;
  /** Shares of tokens (m). */
  readonly shares: ArrayLike<number>;
  /** Whether it is what the others are compared with: its mark is grey. */
  readonly reference?: boolean;
  /** Interval of each share. */
  readonly interval?: { readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number> };
}

/**
 * What {@link mixturesFigure} draws.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type MixturesData, mixturesFigure } from "@mixlab/mixlab";
 *
 * const data: MixturesData = {
 *   ...{ title: "Optima by seed", domains: ["code", "web"] },
 *   mixtures: [{ name: "seed 0", shares: [0.4, 0.6] }, { name: "seed 1", shares: [0.3, 0.7] }],
 * };
 * deepEqual(mixturesFigure(data).data.map((trace) => trace.name), ["seed 0", "seed 1"]);
 * ```
 */
export interface MixturesData extends FigureOptions {
  /** Title. */
  readonly title: string;
  /** The m domains. */
  readonly domains: readonly string[];
  /** The mixtures, from above. */
  readonly mixtures: readonly NamedMixture[];
}

const LOOKS = [COLORS.blue, COLORS.vermilion, COLORS.green, COLORS.purple, COLORS.ink] as const;
const MARKS = ["circle", "diamond", "square", "triangle-up", "cross"] as const;
/** Height of a mixture within its domain's row, and of the room between two rows, in pixels. */
const LINE = 14, BETWEEN = 18;

/**
 * Mixtures beside each other: a row a domain, and in it a mark a mixture, with its interval where it has one.
 *
 * @param data title, domains, mixtures
 * @returns the figure
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when lists differ in length, a value is not finite, or a lower bound is above its upper one
 *
 * @example
 * ```ts
 * import { mixturesFigure } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const figure = mixturesFigure({
 *   title: "Best shares",
 *   domains: ["code", "web"],
 *   mixtures: [{ name: "best", shares: [0.4, 0.6] }],
 * });
 * deepEqual(figure.data[0].x, [0.4, 0.6]);
 * ```
 */
export function mixturesFigure(data: MixturesData): Figure {
  const { domains, mixtures, title } = data, count = mixtures.length;
  some("domains", domains);
  some("mixtures", mixtures);
  for (const { name, shares, interval } of mixtures) {
    finiteList(`${name}: shares`, shares, domains.length);
    if (interval) bounds(`${name}: interval`, interval.lower, interval.upper, domains.length);
  }
  const row = count * LINE + BETWEEN, names = domains.map(plain);
  const traces = mixtures.map(({ name, shares, interval, reference }, s): Partial<Data> => {
    const x = Array.from(shares, short), color = reference ? COLORS.faint : LOOKS[s % LOOKS.length];
    const arm = (end: ArrayLike<number>, side: 1 | -1) =>
      x.map((share, j) => Math.max(0, side * short(end[j] - share)));
    return {
      type: "scatter",
      mode: "markers",
      name: plain(name),
      x,
      // a row of a domain is 1 high, marks stand in it from above
      y: domains.map((_, j) => j + (s - (count - 1) / 2) * LINE / row),
      text: names,
      marker: { color, symbol: reference ? "x" : MARKS[s % MARKS.length], size: 8 },
      ...(interval && {
        error_x: {
          type: "data",
          symmetric: false,
          array: arm(interval.upper, 1),
          arrayminus: arm(interval.lower, -1),
          color,
          thickness: 1.5,
          width: 4,
        },
      }),
      hovertemplate: `%{text}<br>${plain(name)} %{x:.4f}<extra></extra>`,
    };
  });
  return figure(title, traces, {
    width: 720,
    height: TITLE_ROOM + row * domains.length + 98,
    margin: { l: 64, r: 24, b: 88 },
    xaxis: { title: { text: "share of tokens" }, rangemode: "tozero" },
    yaxis: {
      tickmode: "array",
      tickvals: domains.map((_, j) => j),
      ticktext: domains.map((name) => plain(cut(name))),
      range: [domains.length - 0.5, -0.5],
      showgrid: false,
    },
  }, data);
}
