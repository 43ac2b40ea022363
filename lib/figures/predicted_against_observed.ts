import type { Data, Layout } from "plotly.js-dist-min";
import { finite, finiteList, sameLength, some } from "./check.ts";
import { COLORS, cut, type Figure, figure, type FigureOptions, plain, short, TITLE_ROOM } from "./figure.ts";
import { axisNumber, panels as grid } from "./panels.ts";

/**
 * One panel: the N runs of one target, losses in nats per token.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { predictedAgainstObservedFigure, type PredictionPanel } from "@mixlab/mixlab";
 *
 * // Runs of a larger model, which the law has not seen:
 * const panel: PredictionPanel = {
 *   target: "code",
 *   observed: [1.2, 1.3, 1.6],
 *   outOfSample: [1.25, 1.33, 1.71],
 *   label: ["mix 1", "mix 2", "mix 3"],
 * };
 * const [, others] = predictedAgainstObservedFigure({ panels: [panel] }).data;
 * deepEqual([others.name, others.x, others.y], ["other runs", [1.2, 1.3, 1.6], [1.25, 1.33, 1.71]]);
 * ```
 */
export interface PredictionPanel {
  /** The target. */
  readonly target: string;
  /** Measured losses of the runs (N), nats per token. */
  readonly observed: ArrayLike<number>;
  /** Losses predicted by the law that was fitted to all of these runs (N). */
  readonly inSample?: ArrayLike<number>;
  /** Losses predicted by the law that was fitted without the run (N). */
  readonly leaveOneOut?: ArrayLike<number>;
  /** Losses predicted for runs that no fit has seen (N). */
  readonly outOfSample?: ArrayLike<number>;
  /** One label a run, for the hover text. */
  readonly label?: readonly string[];
}

/**
 * What `predictedAgainstObservedFigure` draws: one panel a target.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { lawNamed, leaveOneOut, parseTable, predictedAgainstObservedFigure, predictTable } from "@mixlab/mixlab";
 * import type { PredictedAgainstObservedData } from "@mixlab/mixlab";
 *
 * const table = parseTable("run,share:a,share:b,loss:t\n1,0.1,0.9,3.1\n2,0.5,0.5,2.6\n3,0.7,0.3,2.2\n4,0.9,0.1,2.1\n");
 * const law = lawNamed("linear"), fitted = law.fit(table);
 * const data: PredictedAgainstObservedData = {
 *   panels: [{
 *     target: "t",
 *     observed: table.losses.data,
 *     inSample: predictTable(fitted, table).data,
 *     leaveOneOut: leaveOneOut(law, table, fitted)!.data,
 *   }],
 * };
 * equal(predictedAgainstObservedFigure(data).data.length, 3); // the diagonal, in-sample, leave-one-out
 * ```
 */
export interface PredictedAgainstObservedData extends FigureOptions {
  /** One panel a target. */
  readonly panels: readonly PredictionPanel[];
}

const SERIES = [
  { key: "inSample", name: "in-sample", color: COLORS.blue, symbol: "circle-open" },
  { key: "leaveOneOut", name: "leave-one-out", color: COLORS.vermilion, symbol: "x-thin" },
  { key: "outOfSample", name: "other runs", color: COLORS.green, symbol: "triangle-up-open" },
] as const;

function check({ panels }: PredictedAgainstObservedData): void {
  some("panels", panels);
  for (const panel of panels) {
    const name = `panel ${JSON.stringify(panel.target)}`, n = panel.observed.length;
    some(`${name}: observed`, panel.observed);
    finite(`${name}: observed`, panel.observed);
    for (const { key } of SERIES) if (panel[key]) finiteList(`${name}: ${key}`, panel[key], n);
    if (panel.label) sameLength(`${name}: label`, panel.label, n);
  }
}

/** The same range for both axes, so that the identity line is the diagonal. */
function range(panel: PredictionPanel): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const list of [panel.observed, ...SERIES.map(({ key }) => panel[key] ?? [])]) {
    for (let i = 0; i < list.length; i++) [low, high] = [Math.min(low, list[i]), Math.max(high, list[i])];
  }
  const room = 0.05 * (high - low || Math.abs(high) || 1);
  return [short(low - room), short(high + room)];
}

function traces(panel: PredictionPanel, i: number, first: Set<string>): Partial<Data>[] {
  const axes = { xaxis: `x${axisNumber(i)}`, yaxis: `y${axisNumber(i)}` };
  const legend = (group: string) => ({ legendgroup: group, showlegend: !first.has(group) && !!first.add(group) });
  const [low, high] = range(panel);
  const many = panel.observed.length > 100;
  const found: Partial<Data>[] = [{
    type: "scatter",
    mode: "lines",
    name: "predicted = observed",
    x: [low, high],
    y: [low, high],
    line: { color: COLORS.faint, width: 1, dash: "dash" },
    hoverinfo: "skip",
    ...legend("identity"),
    ...axes,
  }];
  for (const { key, name, color, symbol } of SERIES) {
    const values = panel[key];
    if (!values) continue;
    found.push({
      type: "scatter",
      mode: "markers",
      name,
      x: Array.from(panel.observed, short),
      y: Array.from(values, short),
      text: panel.label?.map(plain),
      marker: { color, symbol, size: many ? 5 : 8, opacity: many ? 0.6 : 0.9, line: { color, width: 1.5 } },
      hovertemplate: `${panel.label ? "%{text}<br>" : ""}observed %{x:.4f}<br>${name} %{y:.4f}<extra></extra>`,
      ...legend(key),
      ...axes,
    });
  }
  return found;
}

/**
 * Predicted against observed loss, with the line where both are equal: in-sample beside leave-one-out predictions, and
 * those for other runs. One panel a target.
 *
 * @param data panels, and what else the reader should know (the errors in numbers belong into `note`)
 * @returns the figure
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when a panel has no runs, lists differ in length, or a value is not finite
 *
 * @example
 * ```ts
 * import { predictedAgainstObservedFigure } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const figure = predictedAgainstObservedFigure({
 *   panels: [{ target: "code", observed: [1.2, 1.3, 1.6], inSample: [1.2, 1.32, 1.61], leaveOneOut: [1.18, 1.36, 1.7] }],
 * });
 * deepEqual(figure.data.map((trace) => trace.name), ["predicted = observed", "in-sample", "leave-one-out"]);
 * ```
 */
export function predictedAgainstObservedFigure(data: PredictedAgainstObservedData): Figure {
  check(data);
  const { panels } = data, single = panels.length === 1;
  const place = grid(panels.length, { x: 62, y: 66 }, TITLE_ROOM);
  const axes: Record<string, unknown> = {};
  panels.forEach((panel, i) => {
    const { x, y } = place.domain(i);
    const name = cut(panel.target, panels.length <= 4 ? 30 : 22);
    axes[`xaxis${axisNumber(i)}`] = {
      domain: x,
      anchor: `y${axisNumber(i)}`,
      range: range(panel),
      nticks: 5,
      title: { text: plain(single ? "observed loss (nats per token)" : `observed on ${name}`) },
    };
    axes[`yaxis${axisNumber(i)}`] = {
      domain: y,
      anchor: `x${axisNumber(i)}`,
      range: range(panel),
      nticks: 5,
      ...(i % place.columns === 0 ? { title: { text: single ? "predicted loss (nats per token)" : "predicted" } } : {}),
    };
  });
  const first = new Set<string>();
  return figure(
    single
      ? `Predicted against observed loss on ${cut(panels[0].target, 48)}`
      : "Predicted against observed loss (nats per token)",
    panels.flatMap((panel, i) => traces(panel, i, first)),
    { ...(axes as Partial<Layout>), width: place.width, height: place.height, margin: place.margin },
    data,
  );
}
