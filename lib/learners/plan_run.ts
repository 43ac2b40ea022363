/**
 * Runs of methods, checked before anything is trained.
 *
 * @module
 */
import { sampler } from "../corpus/sampler/sampler.ts";
import { got, isInputError, outOfRange, wrongKind } from "../errors.ts";
import type { Acting } from "../methods/actions.ts";
import type { RuleAnswer, RuleContext } from "../methods/rule.ts";
import { ruleNamed } from "../methods/rules.ts";
import type { RunSpec } from "../methods/run_spec.ts";
import type { ModelConfig } from "../model/config.ts";
import { languageModel } from "../model/language_model.ts";
import { modelParameters } from "../model/parameters.ts";
import { mixture } from "../mixture/mixture.ts";
import { wholeNumber } from "../text/whole_number.ts";
import { canonicalJson } from "../text/canonical_json.ts";
import { sha256Hex } from "../text/sha256_hex.ts";
import { checkStepOptions } from "../train/step_options.ts";
import { modelHash } from "../train/model_hash.ts";
import { dataOptions } from "./data_options.ts";
import type { LearnerCheckpoint } from "./learner_state.ts";
import type { MethodEnvironment, RunLearner } from "./method_environment.ts";
import { methodSetting } from "./method_setting.ts";
import { checkReference, referenceModel } from "./reference_model.ts";
import { sourceOf } from "./source_of.ts";
import { TargetSamplers } from "./target_samplers.ts";

/** A run that can begin. */
export interface PlannedRun {
  readonly spec: RunSpec;
  readonly learner: RunLearner;
  /** What its rule is told. */
  readonly context: RuleContext;
  /** Begins its rule. */
  readonly begin: () => Acting<RuleAnswer>;
  /** Whether all targets have a test split. */
  readonly test: boolean;
  /** What its directory is named by. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

/**
 * Plans a run: `spec.reference` is a path.
 *
 * @throws {TypeError | RangeError} when rule, learner, corpus or reference are not right, naming the run.
 */
export async function planRun(spec: RunSpec, environment: MethodEnvironment): Promise<PlannedRun> {
  try {
    return await plan(spec, environment);
  } catch (error) {
    if (isInputError(error)) (error as Error).message = `run ${spec.name}: ${(error as Error).message}`;
    throw error;
  }
}

async function plan(spec: RunSpec, environment: MethodEnvironment): Promise<PlannedRun> {
  const { steps, seed } = spec, { source, corpus } = environment;
  wholeNumber("steps", steps, 1, Number.MAX_SAFE_INTEGER, "≥ 1");
  wholeNumber("seed", seed, 0, Number.MAX_SAFE_INTEGER, "≥ 0");
  const learner = environment.learner(spec), { model, settings } = learner;
  if (spec.begin !== undefined && learner.begin !== undefined) {
    throw wrongKind("begin: the learner begins from a checkpoint already; wanted one beginning, got two");
  }
  const { context: T } = checkStepOptions("learner", {
    ...settings,
    source,
    engine: { program: languageModel(model) },
  });
  const { trainTokens: _, ...told } = methodSetting(source, learner), context: RuleContext = { ...told, steps, seed };
  const rule = ruleNamed(spec.rule.rule), { options } = spec.rule;
  rule.check(options, context);
  const begin = () => rule.run(options, context);
  checkCorpus(environment, learner, context);
  checkFirstAction(begin, environment, learner, context);
  const reference = spec.reference === undefined ? undefined : await referenceModel(spec.reference);
  if (reference) {
    const hashes = {
      ...(corpus.tokenizer && { tokenizer: corpus.tokenizer }),
      ...(corpus.sha256 && { corpus: corpus.sha256 }),
    };
    checkReference(spec.reference!, reference, { model, context: T, ...hashes });
  }
  const { domains, targets } = context;
  return {
    ...{ spec, learner, context, begin, test: hasTest(environment, targets) },
    // Through JSON: what is not there is left out.
    configuration: JSON.parse(JSON.stringify({
      ...learner.configuration,
      ...{ domains, targets, rule: spec.rule, steps, seed },
      "corpus-sha256": corpus.sha256 || learner.configuration["corpus-sha256"],
      "tokenizer-sha256": corpus.tokenizer || undefined,
      // A run's name stands for all that it ends with.
      begin: spec.begin === undefined ? learner.begin && beginning(learner.begin(), model) : { run: spec.begin },
      reference: reference && { "model-sha256": reference.sha256 },
    })),
  };
}

/** What a run is known by that begins from a checkpoint: two that begin elsewhere are not one run. */
function beginning({ state, ...tensors }: LearnerCheckpoint, model: ModelConfig): Readonly<Record<string, unknown>> {
  const hashOf = (kind: keyof typeof tensors) => modelHash(modelParameters(model), tensors[kind]);
  return {
    step: state.step,
    "model-sha256": hashOf("parameters"),
    "moments-sha256": [hashOf("firstMoments"), hashOf("secondMoments")],
    "state-sha256": sha256Hex(canonicalJson(state, "begin: its state")),
  };
}

/** Every domain fills a row, every target has a val split, and test is there for all targets or for none. */
function checkCorpus(
  { source }: MethodEnvironment,
  { settings }: RunLearner,
  { domains, targets, context }: RuleContext,
) {
  const even = mixture(domains.map((domain) => [domain, 1 / domains.length] as const));
  sampler(sourceOf(source, domains), { ...dataOptions(settings, context), batch: settings.batch, mixture: even });
  for (const target of targets) {
    if (source.tokens(target, "val") < 2) {
      throw outOfRange(`corpus: the target ${target} has no val split to evaluate on; wanted one`);
    }
  }
}

/** A rule that combines gradients tells at once what rows it wants for the targets. */
function checkFirstAction(
  begin: PlannedRun["begin"],
  environment: MethodEnvironment,
  learner: RunLearner,
  at: RuleContext,
) {
  const first = begin().next();
  if (first.done || first.value.do !== "combine" || first.value.target === undefined) return;
  new TargetSamplers(sourceOf(environment.source, at.targets), dataOptions(learner.settings, at.context))
    .check(first.value.target);
}

function hasTest({ source }: MethodEnvironment, targets: readonly string[]): boolean {
  const without = targets.filter((target) => source.tokens(target, "test") < 2);
  if (without.length === 0) return true;
  if (without.length === targets.length) return false;
  throw outOfRange(
    `corpus: ${got(without[0])} has no test split, and other targets have; wanted one for all of them, or for none`,
  );
}
