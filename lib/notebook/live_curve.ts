import { got, outOfRange, wrongKind } from "../errors.ts";
import { type CurveSeries, curvesFigure } from "../figures/curves.ts";
import type { Figure, FigureOptions } from "../figures/figure.ts";
import { liveFigure, type LiveOptions } from "./live_figure.ts";

/**
 * Options of {@link liveCurve}: what stands around the curves, and how often they are drawn.
 *
 * @example
 * ```ts
 * import { liveCurve, type LiveCurveOptions } from "@mixlab/mixlab";
 * import { match } from "node:assert/strict";
 *
 * const options: LiveCurveOptions = { title: "Perplexity", y: "perplexity", note: "Seed 0." };
 * const curve = liveCurve(options);
 * await curve.add(1, { code: 20 });
 * match((curve.figure().layout.title as { text: string }).text, /Perplexity.*Seed 0\./);
 * ```
 */
export interface LiveCurveOptions extends FigureOptions, LiveOptions {
  /** Title. Default "Loss while training". */
  readonly title?: string;
  /** What is on the x axis. Default "step". */
  readonly x?: string;
  /** What is on the y axis. Default "loss (nats per token)". */
  readonly y?: string;
}

/**
 * Curves that grow while something runs.
 *
 * @example
 * ```ts
 * import { type LiveCurve, liveCurve } from "@mixlab/mixlab";
 * import { deepEqual } from "node:assert/strict";
 *
 * const curve: LiveCurve = liveCurve();
 * for (let step = 1; step <= 3; step++) await curve.add(step, { code: 3 / step, ...(step === 2 && { web: 4 }) });
 * deepEqual(curve.figure().data.map(({ name, x }) => [name, x]), [["code", [1, 2, 3]], ["web", [2]]]);
 * await curve.done();
 * ```
 */
export interface LiveCurve {
  /**
   * Adds a point to each named curve, and draws when it is time. A curve begins with its first point.
   *
   * @throws {TypeError} when a step or a value is no number.
   * @throws {RangeError} when one is not finite, or a step is before the last one.
   */
  add(step: number, values: Readonly<Record<string, number>>): Promise<void>;
  /** The figure with all points so far. */
  figure(): Figure;
  /** Draws all points, and waits until they are there. */
  done(): Promise<void>;
}

/** More points than this are thinned out before they are drawn: a line is not wider than its figure. */
const MOST = 500;

/**
 * Loss curves under the cell that grow while a model trains: see {@link liveFigure} for what drawing costs.
 *
 * Of more than 500 points evenly many are left out of the picture, never the last; the finished figure depends on the points alone.
 *
 * @param options titles, and how often it is drawn.
 * @throws {RangeError} when `every` is no time.
 *
 * @example
 * ```ts
 * import { liveCurve } from "@mixlab/mixlab";
 * import { equal, rejects } from "node:assert/strict";
 *
 * const curve = liveCurve({ title: "A parabola", y: "loss" });
 * for (let step = 0; step <= 10_000; step++) await curve.add(step, { loss: (step / 5000 - 1) ** 2 });
 * await curve.done();
 * equal((curve.figure().data[0].x as number[]).at(-1), 10_000);
 * await rejects(curve.add(10_001, { loss: NaN }), /wanted a finite number/);
 * ```
 */
export function liveCurve(options: LiveCurveOptions = {}): LiveCurve {
  const { title = "Loss while training", x = "step", y = "loss (nats per token)", every, ...more } = options;
  const live = liveFigure({ ...(every !== undefined && { every }) });
  const curves = new Map<string, { x: number[]; y: number[] }>();
  let last = -Infinity;
  const figure = () => {
    if (curves.size === 0) throw outOfRange("liveCurve: there is no point yet; wanted add(step, { loss }) before");
    const series = [...curves].map(([name, points]): CurveSeries => ({ name, kind: "line", ...thinned(points) }));
    return curvesFigure({ ...more, title, x, y, panels: [{ name: "", series }] });
  };
  return {
    figure,
    async add(step, values) {
      number("step", step);
      if (step < last) throw outOfRange(`liveCurve: step: wanted at least ${last}, the last one, got ${step}`);
      for (const [name, value] of Object.entries(values)) number(name, value);
      last = step;
      for (const [name, value] of Object.entries(values)) {
        const points = curves.getOrInsertComputed(name, () => ({ x: [], y: [] }));
        points.x.push(step);
        points.y.push(value);
      }
      if (curves.size > 0) await live.draw(figure);
    },
    async done() {
      figure();
      await live.done();
    },
  };
}

function number(name: string, value: number): void {
  if (typeof value !== "number") throw wrongKind(`liveCurve: ${name}: wanted a number, got ${got(value)}`);
  if (!Number.isFinite(value)) throw outOfRange(`liveCurve: ${name}: wanted a finite number, got ${value}`);
}

function thinned(points: { readonly x: readonly number[]; readonly y: readonly number[] }) {
  const n = points.x.length, stride = Math.ceil(n / MOST);
  const keep = (_: number, i: number) => i % stride === 0 || i === n - 1;
  return { x: points.x.filter(keep), y: points.y.filter(keep) };
}
