/**
 * Where a learner stands.
 *
 * @module
 */
import { checkSamplerState, type SamplerState } from "../corpus/sampler/sampler_state.ts";
import { got, wrongKind } from "../errors.ts";
import { count, object, stateOf } from "../text/json_values.ts";
import type { MetricsWindow } from "../train/metrics.ts";
import type { RunCheckpoint } from "../train/run_state.ts";
import { parseTargetStates, type TargetState } from "./target_samplers.ts";

/**
 * Where a learner stands after some updates, beside its tensors: plain JSON.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { LearnerState } from "@mixlab/mixlab/train";
 *
 * const rows = ({ sampler }: Pick<LearnerState, "sampler">) => sampler.domains.map(({ sequences }) => sequences);
 * equal(rows({ sampler: { domains: [] as readonly unknown[] } as LearnerState["sampler"] }).length, 0);
 * ```
 */
export interface LearnerState {
  /** Always "mixlab/learner". */
  readonly format: "mixlab/learner";
  /** Version of this layout. */
  readonly version: 1;
  /** Updates done. */
  readonly step: number;
  /** The sampler of its training data. */
  readonly sampler: SamplerState;
  /** Samplers of target rows, where there were any. */
  readonly targets: readonly TargetState[];
  /** Losses since the last record. */
  readonly window: MetricsWindow;
}

/**
 * A learner after some updates: all that is needed to go on to the same bytes.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { LearnerCheckpoint } from "@mixlab/mixlab/train";
 *
 * const step = ({ state }: Pick<LearnerCheckpoint, "state">) => state.step;
 * equal(step({ state: { step: 7 } as LearnerCheckpoint["state"] }), 7);
 * ```
 */
export interface LearnerCheckpoint extends Omit<RunCheckpoint, "state"> {
  /** Where it stands. */
  readonly state: LearnerState;
}

/**
 * Checks that a value, as it comes from a JSON file, is the state of a learner.
 *
 * @throws {TypeError} when a part of it is missing or of the wrong kind.
 * @throws {RangeError} when a number is out of range.
 */
export function parseLearnerState(value: unknown): LearnerState {
  const state = stateOf("mixlab/learner", value), sampler = checkSamplerState(state.sampler);
  const m = sampler.domains.length, window = object(state.window, "state.window");
  for (const key of ["sums", "targets", "rows"]) {
    const column = window[key];
    if (!Array.isArray(column) || column.length !== m || !column.every(Number.isFinite)) {
      throw wrongKind(`state.window.${key}: wanted ${m} numbers, got ${got(column)}`);
    }
  }
  if (!Number.isFinite(window.norm)) throw wrongKind(`state.window.norm: wanted a number, got ${got(window.norm)}`);
  return {
    ...{ format: "mixlab/learner", version: 1, step: count(state.step, "state.step"), sampler },
    targets: parseTargetStates(state.targets),
    window: window as unknown as MetricsWindow,
  };
}
