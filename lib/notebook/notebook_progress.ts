import { got, outOfRange } from "../errors.ts";
import { escapeHtml } from "../figures/html.ts";
import { inNotebook } from "./kernel.ts";
import { livePlace } from "./live_place.ts";

/**
 * What {@link notebookProgress} is told.
 *
 * @example
 * ```ts
 * import { notebookProgress, type ProgressOptions } from "@mixlab/mixlab";
 * import { throws } from "node:assert/strict";
 *
 * const options: ProgressOptions = { total: 40, label: "fits" };
 * notebookProgress(options);
 * throws(() => notebookProgress({ ...options, total: 0 }), /total: wanted a number > 0, got 0/);
 * ```
 */
export interface ProgressOptions {
  /** How much there is to do. */
  readonly total: number;
  /** What is counted. */
  readonly label: string;
}

/**
 * A line that says how far something is.
 *
 * @example
 * ```ts
 * import { type NotebookProgress, notebookProgress } from "@mixlab/mixlab";
 * import { rejects } from "node:assert/strict";
 *
 * const line: NotebookProgress = notebookProgress({ total: 2, label: "runs" });
 * await line.update(1, "seed 0");
 * await rejects(line.update(NaN), /done: wanted a number ≥ 0, got NaN/);
 * await line.done();
 * ```
 */
export interface NotebookProgress {
  /** Says how much is done, and what is done now; skipped when the line was written a moment ago. */
  update(done: number, note?: string): Promise<void>;
  /** Ends with a line that holds no times: all is done, or the words given. */
  done(words?: string): Promise<void>;
}

/** Shortest time from one line to the next (ms). */
const EVERY = 200;

/**
 * A line under the cell, with a bar, that is written over; outside of a notebook only its end is printed.
 *
 * @param options what is counted, and up to where.
 * @throws {RangeError} when the total is not above 0.
 *
 * @example
 * ```ts
 * import { notebookProgress } from "@mixlab/mixlab";
 * import { equal } from "node:assert/strict";
 *
 * const line = notebookProgress({ total: 3, label: "fits" });
 * let fits = 0;
 * for (; fits < 3; fits++) await line.update(fits);
 * await line.done(); // "fits: 3 of 3"
 * equal(fits, 3);
 * ```
 */
export function notebookProgress({ total, label }: ProgressOptions): NotebookProgress {
  if (!(Number.isFinite(total) && total > 0)) {
    throw outOfRange(`notebookProgress: total: wanted a number > 0, got ${got(total)}`);
  }
  const place = livePlace(), line = (done: number) => `${label}: ${done} of ${total}`;
  let next = -Infinity;
  return {
    async update(done, note = "") {
      if (!(Number.isFinite(done) && done >= 0)) {
        throw outOfRange(`notebookProgress: done: wanted a number ≥ 0, got ${got(done)}`);
      }
      if (!inNotebook() || performance.now() < next) return;
      const words = `${line(done)}${note === "" ? "" : `, ${note}`}`;
      await place.put({
        "text/html": `<progress value="${done}" max="${total}"></progress> ${escapeHtml(words)}`,
        "text/plain": words,
      });
      next = performance.now() + EVERY;
    },
    done: (words = line(total)) => place.put({ "text/html": escapeHtml(words), "text/plain": words }),
  };
}
