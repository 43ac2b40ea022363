import type { Data } from "plotly.js-dist-min";
import { finiteList, some } from "../../lib/figures/check.ts";
import { COLORS, cut, type Figure, figure, plain, short, TITLE_ROOM } from "../../lib/figures/figure.ts";

const LOOKS = [COLORS.faint, COLORS.blue, COLORS.vermilion, COLORS.green, COLORS.purple] as const;
/** Height of a bar, and of the room between two domains, in pixels. */
const BAR = 9, BETWEEN = 9;

/**
 * Weights of many domains side by side: bars, the first mixture grey.
 *
 * @param data title, domains (m) and mixtures (m shares each), each bar's mixture named in the legend; `note` stands below
 * the title.
 * @throws {TypeError} when a value is not a number.
 * @throws {RangeError} when there is nothing to draw, lists differ in length or a value is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { weightsBarsFigure } from "@mixlab/mixlab/analysis";
 *
 * const mixtures = [{ name: "baseline", shares: [0.5, 0.5] }, { name: "DoReMi", shares: [0.7, 0.3] }];
 * const figure = weightsBarsFigure({ title: "Weights", domains: ["web", "code"], mixtures });
 * deepEqual(figure.data.map(({ type, x }) => [type, x]), [["bar", [0.5, 0.5]], ["bar", [0.7, 0.3]]]);
 * ```
 */
export function weightsBarsFigure(data: {
  readonly title: string;
  readonly domains: readonly string[];
  readonly mixtures: readonly { readonly name: string; readonly shares: ArrayLike<number> }[];
  readonly note?: string;
}): Figure {
  const { title, domains, mixtures } = data;
  some("domains", domains);
  some("mixtures", mixtures);
  const row = mixtures.length * BAR + BETWEEN, names = domains.map(plain);
  const traces = mixtures.map(({ name, shares }, s): Partial<Data> => {
    finiteList(`${name}: shares`, shares, domains.length);
    return {
      ...{ type: "bar", orientation: "h", name: plain(name), x: Array.from(shares, short) },
      // A row of a domain is 1 high; bars stand in it from above.
      y: domains.map((_, j) => j + (s - (mixtures.length - 1) / 2) * BAR / row),
      width: 0.9 * BAR / row,
      ...{ text: names, textposition: "none" },
      marker: { color: LOOKS[s % LOOKS.length] },
      hovertemplate: `%{text}<br>${plain(name)} %{x:.4f}<extra></extra>`,
    } as Partial<Data>;
  });
  const legend = 21 * mixtures.length;
  return figure(title, traces, {
    width: 720,
    height: TITLE_ROOM + row * domains.length + 66 + legend,
    margin: { l: 64, r: 24, b: 56 + legend },
    xaxis: { title: { text: "share" }, rangemode: "tozero" },
    yaxis: {
      ...{ tickmode: "array", tickvals: domains.map((_, j) => j), ticktext: domains.map((name) => plain(cut(name))) },
      ...{ range: [domains.length - 0.5, -0.5], showgrid: false },
    },
    barmode: "overlay",
  }, data);
}
