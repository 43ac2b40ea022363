/**
 * Where the run of a line of Aioli's `main.py` is made.
 *
 * @module
 */
import { join } from "node:path";
import { openEngine } from "../../engine/open_engine.ts";
import { outOfRange } from "../../errors.ts";
import type { LearnerSettings } from "../../learners/learner_settings.ts";
import type { MethodEnvironment, MethodProgress, RunLearner } from "../../learners/method_environment.ts";
import { methodSetting } from "../../learners/method_setting.ts";
import { languageModel } from "../../model/language_model.ts";
import { VERSION } from "../../version.ts";
import { NONE_LEFT } from "../mix_settings.ts";
import { learnerSettings, refuseThreads, resolveLearner } from "../train_learner.ts";
import { DEFAULTS, type GivenSettings } from "../train_settings.ts";
import { type BeginFrom, beginFrom } from "./begin.ts";
import type { AioliData } from "./data.ts";
import type { AioliModel } from "./model.ts";
import type { AioliPlan } from "./plan.ts";
import type { AioliValues } from "./values.ts";

/** Run directories stand here, below --output_dir. */
export const RUNS = "mixlab_runs";

/** What goes on outside. */
export interface Outside {
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MethodProgress) => void;
}

/** An environment, and how its learner is evaluated. */
export interface AioliEnvironment {
  readonly environment: MethodEnvironment;
  readonly settings: LearnerSettings;
  readonly open: RunLearner["open"];
}

/**
 * The environment of a plan.
 *
 * @throws {TypeError | RangeError} before anything runs.
 */
export function aioliEnvironment(
  plan: AioliPlan,
  values: AioliValues,
  { data, model }: { readonly data: AioliData; readonly model: AioliModel },
  { say, signal, onProgress }: Outside,
): AioliEnvironment {
  const given: GivenSettings = { ...plan.settings, ...model.settings, corpus: values.train_data_dir! };
  refuseThreads(given);
  const resolved = resolveLearner(given, plan.steps, model.ids), { configuration, settings, threads } = resolved;
  const own = learnerSettings(resolved), { domains, begun } = plan;
  const learns: LearnerSettings = {
    ...{ ...own, domains, targets: domains },
    evaluation: { ...own.evaluation, batch: plan.evalBatch },
  };
  const parent = plan.parent === undefined ? undefined : parentOf(plan.parent, begun, resolved.model.config);
  const open: RunLearner["open"] = (config) =>
    openEngine(languageModel(config), { backend: settings.backend, ...(threads && { threads }) });
  const learner: RunLearner = {
    // Through JSON: what is not there is left out.
    configuration: JSON.parse(JSON.stringify({
      ...configuration,
      ...{ "corpus-sha256": data.sha256, "eval-batch": plan.evalBatch },
      ...NONE_LEFT,
    })),
    ...{ model: resolved.model.config, parameters: resolved.model.parameters, settings: learns, open },
    ...(parent && { begin: () => parent.begin(data.source, learns, plan.rule.options.shares as number[]) }),
  };
  return {
    ...{ settings: learns, open },
    environment: {
      ...{ folder: join(values.output_dir, RUNS), source: data.source, learner: () => learner, say, signal },
      setting: methodSetting(data.source, learner),
      corpus: { sha256: data.sha256, ...(data.tokenizer && { tokenizer: data.tokenizer }) },
      ...{ checkpointEvery: DEFAULTS["checkpoint-every"], keep: DEFAULTS.keep },
      about: { mixlab: VERSION, deno: Deno.version.deno, processors: navigator.hardwareConcurrency },
      onProgress: (at) => onProgress({ ...at, step: at.step - begun }),
    },
  };
}

function parentOf(folder: string, step: number, config: object): BeginFrom {
  const parent = beginFrom(folder, step);
  if (JSON.stringify(sorted(parent.config)) === JSON.stringify(sorted(config))) return parent;
  throw outOfRange(
    `--resume_model_path: ${folder} holds another model than the flags ask for: wanted ${
      JSON.stringify(config)
    }, got ` +
      JSON.stringify(parent.config),
  );
}

function sorted(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1);
}
