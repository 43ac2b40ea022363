/**
 * Learning rates over a run. N updates, W of them warm-up; e counts the updates done before, so the first runs at e = 0.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { nearest } from "../nearest.ts";

/**
 * Names of the schedules of {@link learningRate}.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { SCHEDULES } from "@mixlab/mixlab/train";
 *
 * ok(SCHEDULES.includes("linear-warmup-cosine"));
 * ```
 */
export const SCHEDULES = [
  "constant",
  "linear",
  "cosine",
  "linear-warmup-cosine",
  "exponential-repo",
  "exponential-paper",
] as const;

/**
 * A name of {@link SCHEDULES}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { learningRateSchedule, type ScheduleName } from "@mixlab/mixlab/train";
 *
 * const end = (name: ScheduleName) => learningRateSchedule({ name, peak: 1e-3, steps: 100 }).end;
 * equal(end("cosine"), 0);
 * equal(end("linear-warmup-cosine"), 1e-4);
 * ```
 */
export type ScheduleName = typeof SCHEDULES[number];

/**
 * What {@link learningRateSchedule} is asked for.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { learningRate, learningRateSchedule, type ScheduleOptions } from "@mixlab/mixlab/train";
 *
 * const options: ScheduleOptions = { name: "linear", peak: 1e-3, steps: 100, warmup: 10 };
 * equal(learningRate(learningRateSchedule(options), 10), 1e-3);
 * ```
 */
export interface ScheduleOptions {
  /** Which formula; default `"cosine"`. */
  readonly name?: ScheduleName;
  /** Learning rate at the end of warm-up, > 0. */
  readonly peak: number;
  /** Updates of the whole run, N. */
  readonly steps: number;
  /** Updates of warm-up, W, at most N; default 0. */
  readonly warmup?: number;
  /** Learning rate of the first update of a warm-up. Default 1e-7, with `constant`, `linear` and `cosine` 0. */
  readonly start?: number;
  /** Learning rate after N updates. Default 1e-4, with `linear` and `cosine` 0; `constant` has none. */
  readonly end?: number;
}

/**
 * A schedule with nothing left open, as plain JSON.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type LearningRateSchedule, learningRateSchedule } from "@mixlab/mixlab/train";
 *
 * const whole: LearningRateSchedule = { name: "cosine", peak: 1e-3, steps: 9, warmup: 0, start: 0, end: 0 };
 * deepEqual(learningRateSchedule({ peak: 1e-3, steps: 9 }), whole);
 * ```
 */
export type LearningRateSchedule = Readonly<Required<ScheduleOptions>>;

/** Where each begins its warm-up and ends, when it is not told. */
const DEFAULTS: Readonly<Record<ScheduleName, { readonly start: number; readonly end: number }>> = {
  "constant": { start: 0, end: NaN },
  "linear": { start: 0, end: 0 },
  "cosine": { start: 0, end: 0 },
  "linear-warmup-cosine": { start: 1e-7, end: 1e-4 },
  "exponential-repo": { start: 1e-7, end: 1e-4 },
  "exponential-paper": { start: 1e-7, end: 1e-4 },
};

/**
 * Checks a schedule and fills in what was left open.
 *
 * @throws {TypeError} when an option is of the wrong kind or the name is unknown.
 * @throws {RangeError} when a number is out of range, or `constant` is given an end.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * import { learningRateSchedule } from "@mixlab/mixlab/train";
 *
 * equal(learningRateSchedule({ name: "constant", peak: 1e-3, steps: 100 }).end, 1e-3);
 * throws(() => learningRateSchedule({ peak: 0, steps: 100 }), RangeError);
 * ```
 */
export function learningRateSchedule(options: ScheduleOptions): LearningRateSchedule {
  const { name = "cosine", peak, steps, warmup = 0 } = options;
  if (!SCHEDULES.includes(name)) {
    const meant = typeof name === "string" ? nearest(name, SCHEDULES) : undefined;
    throw wrongKind(
      `schedule: wanted one of ${SCHEDULES.join(", ")}, got ${got(name)}${meant ? `; did you mean ${meant}?` : ""}`,
    );
  }
  if (name === "constant" && options.end !== undefined && options.end !== peak) {
    throw outOfRange(
      `schedule: constant has no end; leave it out, or choose linear or cosine; got ${got(options.end)}`,
    );
  }
  const start = options.start ?? DEFAULTS[name].start;
  const end = name === "constant" ? peak : options.end ?? DEFAULTS[name].end;
  check("learning rate", peak, Number.isFinite(peak) && peak > 0, "a number > 0");
  check("steps", steps, Number.isSafeInteger(steps) && steps >= 1, "a whole number ≥ 1");
  check("warm-up", warmup, Number.isSafeInteger(warmup) && warmup >= 0 && warmup <= steps, `0 to ${steps} steps`);
  check("start", start, Number.isFinite(start) && start >= 0, "a number ≥ 0");
  check("end", end, Number.isFinite(end) && end >= 0, "a number ≥ 0");
  if (name === "exponential-repo") {
    check("end", end, end < peak - LEFT, `a number below the learning rate ${peak}`);
  }
  if (name === "exponential-paper") check("end", end, end > 0, "a number > 0, since the rate falls by a factor a step");
  return { name, peak, steps, warmup, start, end };
}

/** What DoReMi's code leaves between the rate and its end after N updates. */
const LEFT = 1e-10;

/**
 * Learning rate of the update before which e were done. With p the peak, s the start, z the end and
 * x = (e − W) / (N − W):
 *
 * | name | rate for e ≥ W | source |
 * |---|---|---|
 * | `constant` | p | |
 * | `linear` | z + (p − z) (1 − x) | Hugging Face, `get_linear_schedule_with_warmup` (z = 0) |
 * | `cosine` | z + (p − z) (1 + cos πx) / 2 | Loshchilov and Hutter, SGDR (2017), equation 5, one period |
 * | `linear-warmup-cosine` | as `cosine` | Aioli (s = 1e-7 and z = 1e-4 always), DoReMi's earlier scripts |
 * | `exponential-repo` | z + (p − z) (1e-10 / (p − z))^x | DoReMi's code: close to z after a fraction of the run |
 * | `exponential-paper` | p (z / p)^x | DoReMi's paper, read plainly: a factor a step |
 *
 * During warm-up (e < W) all of them give s + (p − s) e / W; from e = N on they stay where they are.
 *
 * @param schedule as {@link learningRateSchedule} gives it.
 * @param done updates done before, e ≥ 0.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { learningRate, learningRateSchedule } from "@mixlab/mixlab/train";
 *
 * const aioli = learningRateSchedule({ name: "linear-warmup-cosine", peak: 5e-4, steps: 5000, warmup: 500 });
 * equal(learningRate(aioli, 0), 1e-7);
 * equal(learningRate(aioli, 500), 5e-4);
 * equal(learningRate(aioli, 2750).toFixed(6), "0.000300");
 * equal(learningRate(aioli, 9999), 1e-4);
 * ```
 */
export function learningRate(schedule: LearningRateSchedule, done: number): number {
  const { name, peak, steps, warmup, start, end } = schedule;
  if (done < warmup) return start + (peak - start) * done / warmup;
  const x = steps > warmup ? Math.min(1, (done - warmup) / (steps - warmup)) : 1;
  switch (name) {
    case "constant":
      return peak;
    case "linear":
      return end + (peak - end) * (1 - x);
    case "cosine":
    case "linear-warmup-cosine":
      return end + (peak - end) * (1 + Math.cos(Math.PI * x)) / 2;
    case "exponential-repo":
      return end + (peak - end) * (LEFT / (peak - end)) ** x;
    case "exponential-paper":
      return peak * (end / peak) ** x;
  }
}

function check(name: string, value: unknown, inRange: boolean, wanted: string): void {
  if (typeof value !== "number") throw wrongKind(`schedule: ${name}: wanted ${wanted}, got ${got(value)}`);
  if (!inRange) throw outOfRange(`schedule: ${name}: wanted ${wanted}, got ${got(value)}`);
}
