import type { SamplerOptions } from "../corpus/sampler/sampler_options.ts";
import type { AdamW } from "../train/adamw.ts";
import type { EvaluateOptions } from "../train/evaluate.ts";
import type { ScheduleOptions } from "../train/schedule.ts";

/**
 * How a language model learns and is evaluated, whatever the method: with the same meaning as in `train`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { LearnerSettings } from "@mixlab/mixlab/train";
 *
 * const settings: LearnerSettings = {
 *   ...{ seed: 0, batch: 8, schedule: { peak: 1e-3, steps: 500 }, evaluation: { batch: 8, sequences: 64 } },
 * };
 * equal(settings.domains, undefined); // all of the corpus's
 * ```
 */
export interface LearnerSettings
  extends Pick<SamplerOptions, "seed" | "batch" | "rows" | "phase" | "long" | "lossMask" | "pad"> {
  /** The m domains that it trains on, in the order of the corpus. Default: all of them. */
  readonly domains?: readonly string[];
  /** The k domains whose losses it tells, trained on or not. Default: the domains. */
  readonly targets?: readonly string[];
  /** Positions a row, T. Default: the program's. */
  readonly context?: number;
  /** Rows that the engine is given at a time; it divides the batch. Default: the batch. */
  readonly microBatch?: number;
  /** What a batch's summed loss is divided by; default `"targets"`. */
  readonly normalise?: "targets" | "positions";
  /** The learning rate, laid out over the steps of the run. */
  readonly schedule: ScheduleOptions;
  /** AdamW, where it differs from the defaults. */
  readonly optimizer?: Partial<AdamW>;
  /** How `evaluate` does it; its context is the learner's where it says none. */
  readonly evaluation: Omit<EvaluateOptions, "signal" | "onProgress" | "split">;
  /** Updates between lines of metrics. Default 10. */
  readonly logEvery?: number;
}
