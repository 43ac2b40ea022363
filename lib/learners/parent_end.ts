/**
 * The end of a run that another one goes on from.
 *
 * @module
 */
import { join } from "node:path";
import { got, outOfRange, unparsable, wrongKind } from "../errors.ts";
import { readIfThere } from "../files/read_file.ts";
import { modelParameters } from "../model/parameters.ts";
import { canonicalJson } from "../text/canonical_json.ts";
import { object, stateOf } from "../text/json_values.ts";
import { readCheckpoint } from "../train/checkpoint_read.ts";
import { modelHash } from "../train/model_hash.ts";
import { endOfRun } from "./end_of_run.ts";
import { type LearnerCheckpoint, parseLearnerState } from "./learner_state.ts";
import type { MethodEnvironment } from "./method_environment.ts";
import type { PlannedRun } from "./plan_run.ts";

/** What the state of a checkpoint of a method's run says that it is. */
export const METHOD_RUN = "mixlab/method-run";

/** A learner's checkpoint, and its folder. */
export type SavedLearner = LearnerCheckpoint & { readonly path: string };

/**
 * Where the run ended that a planned one begins from.
 *
 * The child must have its parent's seed, corpus, domains and model, or its tokens were drawn anew, or its losses were of
 * something else; and the checkpoint must hold the model that the parent's result tells.
 *
 * @throws {TypeError} when the parent is not there, has not finished, or its last checkpoint is missing or was altered.
 * @throws {RangeError} when it is a run of another seed, corpus, tokenizer, domains or model.
 */
export function parentEnd(
  { spec, learner, configuration }: Pick<PlannedRun, "spec" | "learner" | "configuration">,
  { folder }: Pick<MethodEnvironment, "folder">,
): SavedLearner {
  const path = join(folder, spec.begin!), ended = endOfRun(path);
  const config = memberOf(path, "config.json"), result = object(memberOf(path, "result.json").value, "value");
  const same = (what: string, own: unknown, theirs: unknown) => {
    // Through JSON: what is not there is left out.
    const text = (value: unknown) => value === undefined ? "none" : canonicalJson(JSON.parse(JSON.stringify(value)));
    if (text(own) === text(theirs)) return;
    throw outOfRange(`${what}: wanted ${text(theirs)} as of ${path}, which it goes on from, got ${text(own)}`);
  };
  for (const what of ["seed", "corpus-sha256", "tokenizer-sha256", "domains"]) {
    same(what, configuration[what], config[what]);
  }
  const { config: model, parameters, firstMoments, secondMoments, state } = readCheckpoint(ended);
  same("model", learner.model, model);
  const hash = modelHash(modelParameters(model), parameters);
  if (hash !== result.model) {
    throw wrongKind(
      `begin: ${ended}: this is not the end of its run: wanted a model of SHA-256 ${got(result.model)} as in the ` +
        `run's result, got ${got(hash)}`,
    );
  }
  const saved = parseLearnerState(stateOf(METHOD_RUN, state).learner);
  return { parameters, firstMoments, secondMoments, state: saved, path: ended };
}

function memberOf(run: string, name: string): Record<string, unknown> {
  const path = join(run, name);
  try {
    return object(JSON.parse(readIfThere(path) ?? ""), path);
  } catch (error) {
    throw error instanceof SyntaxError ? unparsable(`${path}: this file was altered: ${error.message}`) : error;
  }
}
