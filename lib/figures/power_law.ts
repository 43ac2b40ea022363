import type { Data, Layout } from "plotly.js-dist-min";
import { bounds, finiteList, some } from "./check.ts";
import { outOfRange } from "../errors.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";
import { axisNumber, panels as grid } from "./panels.ts";

/**
 * One curve: what was measured and fitted, what was measured later, and the law.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type PowerLawCurve, powerLawFigure } from "@mixlab/mixlab";
 *
 * const curve: PowerLawCurve = {
 *   name: "run 1",
 *   fitted: { x: [250, 500, 750], loss: [2.9, 2.6, 2.5] },
 *   unseen: { x: [1000], loss: [2.4] },
 *   law: { x: [250, 500, 750, 1000], loss: [2.9, 2.6, 2.5, 2.43], lower: [2.8, 2.5, 2.4, 2.3], upper: [3, 2.7, 2.6, 2.6] },
 * };
 * const names = powerLawFigure({ panels: [{ target: "code", curves: [curve] }], x: "updates" }).data.map((t) => t.name);
 * equal(names.join("; "), "run 1, interval; run 1, law; run 1, law; run 1; run 1, not fitted");
 * ```
 */
export interface PowerLawCurve {
  /** Name in the legend; curves of one name in several panels look alike. */
  readonly name: string;
  /** Points that were fitted: x > 0, losses in nats per token. */
  readonly fitted: { readonly x: readonly number[]; readonly loss: readonly number[] };
  /** Points that the fit has not seen. */
  readonly unseen?: { readonly x: readonly number[]; readonly loss: readonly number[] };
  /** The law along x, ascending; beyond the fitted points it is dashed. With both ends, its interval is shaded. */
  readonly law: {
    readonly x: readonly number[];
    readonly loss: readonly number[];
    readonly lower?: readonly number[];
    readonly upper?: readonly number[];
  };
}

/**
 * What `powerLawFigure` draws: one panel a target.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { type PowerLawData, powerLawFigure } from "@mixlab/mixlab";
 *
 * const data: PowerLawData = {
 *   x: "parameters",
 *   panels: [{
 *     target: "code",
 *     curves: [{ name: "even", fitted: { x: [0, 1], loss: [3, 2] }, law: { x: [1, 2], loss: [2, 1.5] } }],
 *   }],
 * };
 * throws(() => powerLawFigure(data), /fitted: x\[0\] is 0; wanted a number above 0/); // the axis is logarithmic
 * ```
 */
export interface PowerLawData extends FigureOptions {
  /** One panel a target. */
  readonly panels: readonly { readonly target: string; readonly curves: readonly PowerLawCurve[] }[];
  /** What x is, for the axis: "updates", "tokens", "parameters". */
  readonly x: string;
}

const STYLES = [
  { color: COLORS.blue, band: "rgba(0, 114, 178, 0.15)", symbol: "circle" },
  { color: COLORS.vermilion, band: "rgba(213, 94, 0, 0.15)", symbol: "square" },
  { color: COLORS.green, band: "rgba(0, 158, 115, 0.15)", symbol: "diamond" },
  { color: COLORS.purple, band: "rgba(204, 121, 167, 0.18)", symbol: "triangle-up" },
] as const;
/** Most curves of a panel: there are no more colours that differ. */
const MOST = STYLES.length;
const LEGEND_LINE = 22;

function check({ panels }: PowerLawData): void {
  some("panels", panels);
  for (const { target, curves } of panels) {
    const panel = `panel ${JSON.stringify(target)}`;
    some(`${panel}: curves`, curves);
    if (curves.length > MOST) throw outOfRange(`${panel} has ${curves.length} curves; wanted at most ${MOST}`);
    for (const { name, fitted, unseen, law } of curves) {
      const what = `${panel}: curve ${JSON.stringify(name)}`;
      for (const [part, points] of Object.entries({ fitted, unseen, law })) {
        if (points === undefined) continue;
        finiteList(`${what}: ${part}: x`, points.x, points.loss.length);
        finiteList(`${what}: ${part}: loss`, points.loss, points.x.length);
        const i = points.x.findIndex((x) => !(x > 0));
        if (i >= 0) throw outOfRange(`${what}: ${part}: x[${i}] is ${points.x[i]}; wanted a number above 0`);
      }
      if (law.lower && law.upper) bounds(`${what}: law`, law.lower, law.upper, law.x.length);
    }
  }
}

/** The law in two pieces, which meet at the last fitted point: among the points, and beyond. */
function pieces({ fitted, law }: PowerLawCurve): { x: number[]; y: number[]; dash: "solid" | "dash" }[] {
  const last = Math.max(...fitted.x), inside = law.x.filter((x) => x <= last).length;
  const slice = (from: number, to?: number) => ({
    x: law.x.slice(from, to).map(short),
    y: law.loss.slice(from, to).map(short),
  });
  return [
    { ...slice(0, inside), dash: "solid" as const },
    { ...slice(Math.max(0, inside - 1)), dash: "dash" as const },
  ].filter(({ x }) => x.length > 1);
}

/** 1, 2 and 5 of each decade; over more than a decade and a bit, 1 and 3 in a small panel, whose labels would touch. */
function ticks(curves: readonly PowerLawCurve[], small: boolean): number[] {
  const all = curves.flatMap(({ fitted, unseen, law }) => [...fitted.x, ...(unseen?.x ?? []), ...law.x]);
  const [least, most] = [Math.min(...all), Math.max(...all)], from = Math.floor(Math.log10(least));
  const parts = small && Math.log10(most / least) > 1.2 ? [1, 3] : [1, 2, 5];
  return Array.from(
    { length: Math.ceil(Math.log10(most)) - from + 1 },
    (_, d) => parts.map((v) => v * 10 ** (from + d)),
  )
    .flat().map(short);
}

/**
 * Losses that fall with updates, tokens or parameters, the power law through them, and what it says beyond the fitted
 * points beside what was measured there.
 *
 * @param data panels of at most four curves each
 * @returns the figure, its x axes logarithmic
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when lists differ in length, an x is not above 0, or a panel has more than four curves
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { fitPowerLaws, powerLawFigure } from "@mixlab/mixlab";
 *
 * const x = [100, 200, 400, 800], losses = [3.01, 2.7, 2.51, 2.35];
 * const [fit] = fitPowerLaws([{ name: "code", x, losses }]), ahead = [100, 200, 400, 800, 1600, 3200];
 * const ends = ahead.map((x) => fit.interval(x)!);
 * const figure = powerLawFigure({
 *   x: "updates",
 *   panels: [{
 *     target: "code",
 *     curves: [{
 *       name: "run 1",
 *       fitted: { x, loss: losses },
 *       law: {
 *         x: ahead,
 *         loss: ahead.map(fit.predict),
 *         lower: ends.map(({ low }) => low),
 *         upper: ends.map(({ high }) => high),
 *       },
 *     }],
 *   }],
 * });
 * equal((figure.layout.xaxis as { type: string }).type, "log");
 * ```
 */
export function powerLawFigure(data: PowerLawData): Figure {
  check(data);
  const { panels, x: what } = data, single = panels.length === 1;
  const names = [...new Set(panels.flatMap(({ curves }) => curves.map(({ name }) => name)))];
  const place = grid(panels.length, { x: 62, y: 66 }, TITLE_ROOM), seen = new Set<string>();
  const traces = panels.flatMap(({ curves }, i): Partial<Data>[] => {
    const axes = { xaxis: `x${axisNumber(i)}`, yaxis: `y${axisNumber(i)}` };
    return curves.flatMap((curve, at): Partial<Data>[] => {
      // one look a name, as long as there are enough
      const s = names.length <= MOST ? names.indexOf(curve.name) : at;
      const { color, band, symbol } = STYLES[s], name = plain(cut(curve.name, 40)), { law, fitted, unseen } = curve;
      const legend = (kind: string) => {
        const group = `${curve.name} ${kind}`, first = !seen.has(group);
        seen.add(group);
        return { legendgroup: group, showlegend: first };
      };
      const points = (kind: "fitted" | "unseen", { x, loss }: NonNullable<typeof unseen>): Partial<Data> => ({
        type: "scatter",
        mode: "markers",
        name: kind === "fitted" ? name : `${name}, not fitted`,
        x: x.map(short),
        y: loss.map(short),
        marker: {
          color,
          symbol: (kind === "fitted" ? symbol : `${symbol}-open`) as "circle",
          size: kind === "fitted" ? 6 : 8,
          line: { color, width: 1.5 },
        },
        hovertemplate: `${name}<br>%{x:.4~s} ${plain(what)}<br>loss %{y:.4f}<extra></extra>`,
        ...legend(kind),
        ...axes,
      });
      return [
        ...(law.lower && law.upper
          ? [{
            type: "scatter" as const,
            mode: "lines" as const,
            name: `${name}, interval`,
            x: [...law.x, ...law.x.toReversed()].map(short),
            y: [...law.upper, ...law.lower.toReversed()].map(short),
            fill: "toself" as const,
            fillcolor: band,
            line: { width: 0 },
            hoverinfo: "skip" as const,
            ...axes,
            showlegend: false,
          }]
          : []),
        ...pieces(curve).map(({ x, y, dash }): Partial<Data> => ({
          type: "scatter",
          mode: "lines",
          name: `${name}, law`,
          x,
          y,
          line: { color, width: 1.5, dash },
          hoverinfo: "skip",
          ...axes,
          showlegend: false,
        })),
        points("fitted", fitted),
        ...(unseen && unseen.x.length > 0 ? [points("unseen", unseen)] : []),
      ];
    });
  });
  const axes: Record<string, unknown> = {};
  panels.forEach(({ target }, i) => {
    const { x, y } = place.domain(i), name = plain(cut(target, panels.length <= 4 ? 30 : 22));
    axes[`xaxis${axisNumber(i)}`] = {
      domain: x,
      anchor: `y${axisNumber(i)}`,
      type: "log",
      tickformat: "~s",
      tickvals: ticks(panels[i].curves, !single),
      title: { text: plain(what) },
    };
    axes[`yaxis${axisNumber(i)}`] = {
      domain: y,
      anchor: `x${axisNumber(i)}`,
      nticks: 6,
      title: { text: single ? `loss on ${name} (nats per token)` : `loss on ${name}` },
    };
  });
  const entries = traces.filter((trace) => (trace as { showlegend?: boolean }).showlegend === true).length;
  const lines = Math.ceil(entries / Math.max(1, Math.floor(place.width / 240)));
  const below = 66 + LEGEND_LINE * lines, extra = below - place.margin.b;
  return figure(
    single ? `Loss on ${cut(panels[0].target, 40)} and its power law` : "Losses and their power laws (nats per token)",
    traces,
    {
      ...(axes as Partial<Layout>),
      width: place.width,
      height: place.height + extra,
      margin: { ...place.margin, b: below },
    },
    data,
  );
}
