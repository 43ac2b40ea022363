import type { DomainReport } from "../corpus/sampler/domain_report.ts";
import type { EvaluatedSplit, Learner } from "../methods/learner.ts";
import type { Evaluation } from "../train/evaluate.ts";
import { EngineLearner } from "./engine_learner.ts";
import type { LanguageModelOptions } from "./language_model_options.ts";
import type { LearnerCheckpoint } from "./learner_state.ts";

/**
 * A language model in training, as mixing methods see it, with what a run on disk needs besides.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { LanguageModelLearner } from "@mixlab/mixlab/train";
 *
 * const tokens = (learner: Pick<LanguageModelLearner, "report">) =>
 *   learner.report().reduce((sum, { tokens }) => sum + tokens, 0);
 * equal(tokens({ report: () => [] }), 0);
 * ```
 */
export interface LanguageModelLearner extends Learner {
  /** Mean loss (nats) of the last batch, where there was one with targets. */
  readonly loss: number | undefined;
  /** Seconds so far, by what they went into. */
  readonly seconds: { readonly engine: number; readonly evaluation: number; readonly checkpoints: number };
  /**
   * Evaluates on other rows than `evaluate` does: `sequences` of each target, evenly spread, all of them by default.
   * @throws {RangeError} when a target has nothing to evaluate on.
   */
  evaluateRows(split: EvaluatedSplit, sequences?: number, signal?: AbortSignal): Promise<Evaluation>;
  /** What was drawn so far, a domain each. */
  report(): DomainReport[];
  /** Writes the line of metrics of the updates since the last one, where there are any: at the end of a run. */
  endRecord(): void;
  /** Saves a checkpoint; `save` gives its path, which messages name. */
  save(save: (checkpoint: LearnerCheckpoint) => string | Promise<string>): Promise<void>;
}

/**
 * A language model as a learner: batches from the sampler, a learning rate from the schedule, AdamW, as `train` does it.
 * On one mixture it ends with the very bytes of `train`.
 *
 * A batch that is computed whole (`microBatch` = `batch`) is reweighed between its forward and its backward pass; one in
 * parts takes a forward pass more. With `combine`, targets' rows come from a sampler of their own.
 *
 * @throws {TypeError} when an option is missing or of the wrong kind.
 * @throws {RangeError} when an option is out of range, a domain is unknown or cannot fill a row, or a checkpoint is of
 * another learner.
 *
 * @example
 * ```ts
 * import { deepEqual, ok } from "node:assert/strict";
 * import { drive, ruleNamed } from "@mixlab/mixlab";
 * import {
 *   initialParameters,
 *   languageModel,
 *   languageModelLearner,
 *   memorySource,
 *   modelPreset,
 *   openEngine,
 * } from "@mixlab/mixlab/train";
 *
 * const ids = (by: number, length: number) => Uint8Array.from({ length }, (_, i) => i * by % 8);
 * const source = memorySource({ up: { train: ids(1, 4000), val: ids(1, 100) }, down: { train: ids(7, 4000) } });
 * const config = { ...modelPreset("tiny", { vocabularySize: 8, context: 8 }), width: 32, layers: 1, mlpWidth: 32 };
 * await using engine = await openEngine(languageModel(config), { backend: "cpu" });
 * await engine.write("parameters", initialParameters(config, { seed: 0 }));
 * const learner = await languageModelLearner({
 *   ...{ engine, source, targets: ["up"], seed: 0, batch: 4 },
 *   ...{ schedule: { peak: 0.02, steps: 20 }, evaluation: { batch: 4 } },
 * });
 * const [before] = await learner.evaluate("val");
 * const context = { ...learner, domains: learner.domains, targets: ["up"], steps: 20, seed: 0, valRows: [13] };
 * await drive(ruleNamed("fixed").run({ shares: [0.75, 0.25] }, context), learner);
 * const [after] = await learner.evaluate("val");
 * ok(after < before - 0.5);
 * deepEqual(learner.report().map(({ domain }) => domain), ["up", "down"]);
 * ```
 */
export async function languageModelLearner(options: LanguageModelOptions): Promise<LanguageModelLearner> {
  const { engine, resume } = options, learner = new EngineLearner(options);
  if (resume === undefined) return learner;
  for (const kind of ["parameters", "firstMoments", "secondMoments"] as const) await engine.write(kind, resume[kind]);
  return learner;
}
