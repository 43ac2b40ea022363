import { splitRows } from "../train/split_rows.ts";
import type { EvaluationSource } from "../train/evaluate.ts";
import type { MethodEnvironment, RunLearner } from "./method_environment.ts";
import { sourceOf } from "./source_of.ts";

/**
 * What methods are told of a corpus and of the learner of their final run.
 *
 * @throws {TypeError | RangeError} when the corpus has not what the settings need.
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
