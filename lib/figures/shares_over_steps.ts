import type { Data, Layout } from "plotly.js-dist-min";
import { finite, sameLength, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";
import { axisNumber, panels as grid } from "./panels.ts";

/**
 * The shares of one run: from each step on until the next, and from the last one to the end. m domains.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SharesOverRun } from "@mixlab/mixlab";
 *
 * // Even for 100 updates, then three quarters of the first domain until update 400.
 * const run: SharesOverRun = { steps: [0, 100], shares: [[0.5, 0.5], [0.75, 0.25]], end: 400 };
 * equal(run.shares.length, run.steps.length);
 * ```
 */
export interface SharesOverRun {
  /** Updates done where each stretch begins, in order. */
  readonly steps: ArrayLike<number>;
  /** The m shares of each stretch. */
  readonly shares: readonly ArrayLike<number>[];
  /** Updates at the end. */
  readonly end: number;
  /** What tells it from the others in the hover text: "seed 1". */
  readonly label?: string;
}

/**
 * A panel: runs of one method.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SharesOverStepsPanel } from "@mixlab/mixlab";
 *
 * const panel: SharesOverStepsPanel = {
 *   name: "stratified",
 *   runs: [{ steps: [0], shares: [[0.5, 0.5]], end: 400, label: "seed 0" }],
 * };
 * equal(panel.runs[0].label, "seed 0");
 * ```
 */
export interface SharesOverStepsPanel {
  /** Over the panel. */
  readonly name: string;
  /** The first run is drawn strong, the others thin. */
  readonly runs: readonly SharesOverRun[];
}

/**
 * What `sharesOverStepsFigure` draws.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type SharesOverStepsData, sharesOverStepsFigure } from "@mixlab/mixlab";
 *
 * const data: SharesOverStepsData = {
 *   domains: ["web", "code"],
 *   panels: [{ name: "aioli", runs: [{ steps: [0, 100], shares: [[0.5, 0.5], [0.6, 0.4]], end: 200 }] }],
 * };
 * deepEqual(sharesOverStepsFigure(data).data.map((trace) => trace.name), ["web", "code"]);
 * ```
 */
export interface SharesOverStepsData extends FigureOptions {
  /** The m domains. */
  readonly domains: readonly string[];
  /** One panel a method. */
  readonly panels: readonly SharesOverStepsPanel[];
  /** Title. Default "Shares over steps". */
  readonly title?: string;
}

const LINES = [COLORS.blue, COLORS.vermilion, COLORS.green, COLORS.purple, COLORS.ink, COLORS.faint] as const;
/** Neighbouring lines differ in dash as well, for eyes and printers without colours. */
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash"] as const;

/** Room between panels for tick labels and axis titles, and over each row for the panels' names. */
const GAP = { x: 44, y: 82 }, NAME = 22;

/** Letters of a legend entry beside its line, and of the margin at its left, as parts of the figure's width. */
const LETTER = 7.6, ENTRY = 56, LEGEND_LINE = 21;

function check({ domains, panels }: SharesOverStepsData): void {
  some("domains", domains);
  some("panels", panels);
  for (const { name, runs } of panels) {
    const at = `panel ${JSON.stringify(name)}`;
    some(`${at}: runs`, runs);
    runs.forEach(({ steps, shares, end }, r) => {
      const run = `${at}: runs[${r}]`;
      some(`${run}.steps`, steps);
      finite(`${run}.steps`, steps);
      finite(`${run}.end`, [end]);
      sameLength(`${run}.shares`, shares, steps.length);
      shares.forEach((row, n) => {
        sameLength(`${run}.shares[${n}]`, row, domains.length);
        finite(`${run}.shares[${n}]`, row);
      });
    });
  }
}

/** The corners of a step line. Flat stretches have none between them: thousands of equal steps are one line. */
function corners({ steps, shares, end }: SharesOverRun, j: number): { x: number[]; y: number[] } {
  const x: number[] = [], y: number[] = [];
  for (let n = 0; n < steps.length; n++) {
    const value = short(shares[n][j]);
    if (n > 0 && n < steps.length - 1 && value === y.at(-1) && value === short(shares[n + 1][j])) continue;
    x.push(steps[n]);
    y.push(value);
  }
  return { x: [...x, end], y: [...y, y.at(-1)!] };
}

function traces(data: SharesOverStepsData, panel: SharesOverStepsPanel, i: number): Partial<Data>[] {
  const { domains } = data, name = plain(panel.name);
  // Thin lines first: the strong ones lie over them.
  const order = panel.runs.map((_, r) => r).toReversed();
  return order.flatMap((r) =>
    domains.map((domain, j): Partial<Data> => ({
      type: "scatter",
      mode: "lines",
      name: plain(domain),
      legendgroup: `d${j}`,
      showlegend: i === 0 && r === 0,
      ...corners(panel.runs[r], j),
      line: {
        shape: "hv",
        color: LINES[j % LINES.length],
        dash: DASHES[j % DASHES.length],
        width: r === 0 ? 2 : 1,
      },
      opacity: r === 0 ? 1 : 0.45,
      hovertemplate: `${name}${panel.runs[r].label ? `, ${plain(panel.runs[r].label!)}` : ""}<br>from step %{x}<br>${
        plain(domain)
      } %{y:.4f}<extra></extra>`,
      xaxis: `x${axisNumber(i)}`,
      yaxis: `y${axisNumber(i)}`,
    }))
  );
}

/**
 * How the shares of the domains go over a run: a panel a method, a line a domain; all panels share the axis of shares.
 *
 * @param data domains, and the stretches of equal shares of each run
 * @returns the figure
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when lists differ in length or a value is not finite
 *
 * @example
 * ```ts
 * import { sharesOverStepsFigure } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const figure = sharesOverStepsFigure({
 *   domains: ["web", "code"],
 *   panels: [
 *     { name: "stratified", runs: [{ steps: [0], shares: [[0.5, 0.5]], end: 200 }] },
 *     { name: "aioli", runs: [{ steps: [0, 100], shares: [[0.5, 0.5], [0.6, 0.4]], end: 200 }] },
 *   ],
 * });
 * deepEqual(figure.data.at(-1)!.y, [0.5, 0.4, 0.4]); // code under aioli: from 0, from 100, at 200
 * ```
 */
export function sharesOverStepsFigure(data: SharesOverStepsData): Figure {
  check(data);
  const { panels, domains } = data, top = TITLE_ROOM + NAME, place = grid(panels.length, GAP, top);
  const axes: Record<string, unknown> = {};
  const names = panels.map(({ name }, i) => {
    const { x, y } = place.domain(i), first = i % place.columns === 0;
    axes[`xaxis${axisNumber(i)}`] = {
      domain: x,
      anchor: `y${axisNumber(i)}`,
      nticks: 5,
      rangemode: "tozero",
      title: { text: "step" },
    };
    axes[`yaxis${axisNumber(i)}`] = {
      domain: y,
      anchor: `x${axisNumber(i)}`,
      ...(i === 0 ? {} : { matches: "y" }),
      showticklabels: first,
      ...(first ? { title: { text: "share" } } : {}),
    };
    return {
      text: `<b>${plain(cut(name, panels.length <= 4 ? 36 : 26))}</b>`,
      ...{ xref: "paper", yref: "paper", x: x[0], y: y[1], xanchor: "left", yanchor: "bottom", yshift: 3 },
      ...{ showarrow: false, font: { size: 13 } },
    };
  });
  const letters = domains.reduce((sum, domain) => sum + ENTRY + LETTER * domain.length, 0);
  const lines = Math.ceil(letters / (place.width - 60)), legend = (lines - 1) * LEGEND_LINE;
  return withRoom(
    figure(
      data.title ?? "Shares over steps",
      panels.flatMap((panel, i) => traces(data, panel, i)),
      {
        ...(axes as Partial<Layout>),
        annotations: names as Layout["annotations"],
        width: place.width,
        height: place.height + legend,
        margin: { ...place.margin, b: place.margin.b + legend },
      },
      data,
    ),
  );
}

/** The names of the upper panels stand between the title and the plot area. */
function withRoom({ data, layout }: Figure): Figure {
  const margin = layout.margin as { t: number };
  return { data, layout: { ...layout, margin: { ...margin, t: margin.t + NAME } } };
}
