/**
 * Where a run stands.
 *
 * @module
 */
import { checkSamplerState, type SamplerState } from "../corpus/sampler/sampler_state.ts";
import { got, outOfRange, wrongKind } from "../errors.ts";
import { count, object, stateOf } from "../text/json_values.ts";
import type { Evaluation } from "./evaluate.ts";
import type { MetricsWindow } from "./metrics.ts";

/**
 * Where a run stands after some updates, beside its tensors: plain JSON.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RunState } from "@mixlab/mixlab/train";
 *
 * const done = ({ step, startStep }: Pick<RunState, "step" | "startStep">) => step - startStep;
 * equal(done({ step: 700, startStep: 500 }), 200); // the child of a run that was broken off at 500
 * ```
 */
export interface RunState {
  /** Always "mixlab/run". */
  readonly format: "mixlab/run";
  /** Version of this layout. */
  readonly version: 1;
  /** Updates done since step 0. */
  readonly step: number;
  /** Where this run began: 0, or the step at which its parent was left. */
  readonly startStep: number;
  /** The sampler. */
  readonly sampler: SamplerState;
  /** Losses since the last record. */
  readonly window: MetricsWindow;
  /** The evaluation before the first update; null when none was made. */
  readonly start: Evaluation | null;
}

/**
 * A run after some updates: all that is needed to go on to the same bytes.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RunCheckpoint } from "@mixlab/mixlab/train";
 *
 * const size = ({ parameters }: RunCheckpoint) => parameters.values().reduce((sum, { length }) => sum + length, 0);
 * const w = new Map([["w", new Float32Array(3)]]);
 * equal(size({ parameters: w, firstMoments: w, secondMoments: w, state: {} as RunCheckpoint["state"] }), 3);
 * ```
 */
export interface RunCheckpoint {
  /** Parameters by name. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** AdamW's running mean of the gradient. */
  readonly firstMoments: ReadonlyMap<string, Float32Array>;
  /** AdamW's running mean of its square. */
  readonly secondMoments: ReadonlyMap<string, Float32Array>;
  /** Where the run stands. */
  readonly state: RunState;
}

/**
 * Checks that a value, as it comes from a JSON file, is the state of a run.
 *
 * @throws {TypeError} when a part of it is missing or of the wrong kind.
 * @throws {RangeError} when a number is out of range.
 */
export function checkRunState(value: unknown): RunState {
  const state = stateOf("mixlab/run", value);
  const step = count(state.step, "state.step"), startStep = count(state.startStep, "state.startStep");
  if (startStep > step) throw outOfRange(`state.startStep: wanted at most ${step}, got ${startStep}`);
  const m = checkSamplerState(state.sampler).domains.length, window = object(state.window, "state.window");
  for (const key of ["sums", "targets", "rows"]) {
    const column = window[key];
    if (!Array.isArray(column) || column.length !== m || !column.every(Number.isFinite)) {
      throw wrongKind(`state.window.${key}: wanted ${m} numbers, got ${got(column)}`);
    }
  }
  if (!Number.isFinite(window.norm)) throw wrongKind(`state.window.norm: wanted a number, got ${got(window.norm)}`);
  if (state.start !== null) object(state.start, "state.start");
  return value as RunState;
}
