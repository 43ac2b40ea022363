import { got, outOfRange } from "../errors.ts";
import type { Figure } from "../figures/figure.ts";
import { toBundle } from "../figures/to_bundle.ts";
import { inNotebook } from "./kernel.ts";
import { livePlace } from "./live_place.ts";

/**
 * Options of {@link liveFigure}.
 *
 * @example
 * ```ts
 * import { liveFigure, type LiveOptions } from "@mixlab/mixlab";
 * import { throws } from "node:assert/strict";
 *
 * const seldom: LiveOptions = { every: 5000 };
 * liveFigure(seldom);
 * throws(() => liveFigure({ every: -1 }), /liveFigure: every: wanted milliseconds ≥ 0, got -1/);
 * ```
 */
export interface LiveOptions {
  /** Shortest time from one drawing to the next (ms). Default 500. */
  readonly every?: number;
}

/**
 * A figure that is drawn over and over in one place.
 *
 * @example
 * ```ts
 * import { bestMixtureFigure, type LiveFigure, liveFigure } from "@mixlab/mixlab";
 * import { equal } from "node:assert/strict";
 *
 * const live: LiveFigure = liveFigure();
 * for (const share of [0.3, 0.4]) {
 *   await live.draw(() => bestMixtureFigure({ domains: ["code", "web"], best: [share, 1 - share] }));
 * }
 * equal(await live.done(), undefined); // the last one stands there
 * ```
 */
export interface LiveFigure {
  /** Draws it, unless it was drawn a moment ago; then it only keeps it. A function is called when it is drawn. */
  draw(figure: Figure | (() => Figure)): Promise<void>;
  /** Draws the last one, whenever the one before was drawn, and waits until it is there. */
  done(): Promise<void>;
}

/** Drawing may take one part in so many of the time: training beside it loses no more. */
const PART = 10;

/**
 * A place under the cell in which a figure is drawn anew while something runs.
 *
 * A drawing takes 50 to 200 ms on one core (Plotly computes it, then it becomes a picture, which every viewer shows), so
 * it is skipped when the last one is less than `every` ago, or less than nine times as long as it took: at most a tenth
 * of the time goes to it. What stands there in the end is the last figure, whatever was skipped before. Outside of
 * a notebook only the end is printed, in a line.
 *
 * @param options how often.
 * @throws {RangeError} when `every` is no time.
 *
 * @example
 * ```ts
 * import { bestMixtureFigure, liveFigure } from "@mixlab/mixlab";
 * import { rejects } from "node:assert/strict";
 *
 * const live = liveFigure({ every: 200 });
 * await rejects(live.done(), /nothing was drawn/);
 * await live.draw(bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] }));
 * await live.done();
 * ```
 */
export function liveFigure({ every = 500 }: LiveOptions = {}): LiveFigure {
  if (!(Number.isFinite(every) && every >= 0)) {
    throw outOfRange(`liveFigure: every: wanted milliseconds ≥ 0, got ${got(every)}`);
  }
  const place = livePlace();
  let latest: Figure | (() => Figure) | undefined, drawing: Promise<void> | undefined, next = -Infinity;
  const now = () => performance.now();
  const paint = async (figure: Figure | (() => Figure)) => {
    const began = now();
    await place.put({ ...await toBundle(typeof figure === "function" ? figure() : figure) });
    next = now() + Math.max(every, (PART - 1) * (now() - began));
  };
  return {
    async draw(figure) {
      latest = figure;
      if (drawing !== undefined || !inNotebook() || now() < next) return;
      drawing = paint(figure);
      try {
        await drawing;
      } finally {
        drawing = undefined;
      }
    },
    async done() {
      if (latest === undefined) throw outOfRange("liveFigure: nothing was drawn; call draw(figure) before done()");
      await drawing?.catch(() => {}); // whoever asked for it hears of it
      await paint(latest);
    },
  };
}
