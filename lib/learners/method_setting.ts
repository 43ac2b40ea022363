import { splitRows } from "../train/split_rows.ts";
import type { EvaluationSource } from "../train/evaluate.ts";
import type { MethodEnvironment, RunLearner } from "./method_environment.ts";
import { sourceOf } from "./source_of.ts";

/**
 * What methods are told of a corpus and of the learner of their final run.
 *
 * @throws {TypeError | RangeError} when the corpus has not what the settings need.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { memorySource, methodSetting, modelPreset } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(900), val: new Uint8Array(129) }, code: { train: [1, 2] } });
 * const model = { ...modelPreset("tiny", { vocabularySize: 256 }), context: 64 };
 * const settings = {
 *   ...{ targets: ["web"], seed: 0, batch: 8, schedule: { peak: 1e-3, steps: 500 }, evaluation: { batch: 8 } },
 * };
 * deepEqual(methodSetting(source, { model, settings }), {
 *   ...{ domains: ["web", "code"], targets: ["web"], batch: 8, context: 64 },
 *   ...{ valRows: [2], trainTokens: [900, 2] },
 * });
 * ```
 */
export function methodSetting(
  source: EvaluationSource,
  { model, settings }: Pick<RunLearner, "model" | "settings">,
): MethodEnvironment["setting"] {
  const { domains = source.domains, targets = domains, batch, context = model.context, evaluation } = settings;
  const { rows = "packed", long = "cut", lossMask = "stored", mean = "tokens" } = evaluation;
  const val = splitRows(sourceOf(source, targets), {
    ...{ split: "val", context: evaluation.context ?? context, batch: 1, rows, long, lossMask, pad: 0 },
    ...{ shortRows: mean === "tokens", sequences: Infinity },
  });
  return {
    ...{ domains, targets, batch, context },
    valRows: val.rows_m,
    trainTokens: domains.map((domain) => source.tokens(domain, "train")),
  };
}
