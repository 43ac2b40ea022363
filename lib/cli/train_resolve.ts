/**
 * From settings as given to a run with nothing left open.
 *
 * @module
 */
import { outOfRange, wrongKind } from "../errors.ts";
import type { Corpus } from "../corpus/open_corpus.ts";
import { hashFile } from "../files/hash_file.ts";
import type { Mixture } from "../mixture/mixture.ts";
import type { ModelConfig } from "../model/config.ts";
import type { Checkpoint } from "../train/checkpoint.ts";
import type { LearningRateSchedule } from "../train/schedule.ts";
import { chooseCorpus } from "./train_corpus.ts";
import { chooseMixture } from "./train_mixture.ts";
import { refuseThreads, resolveLearner } from "./train_learner.ts";
import { openParent, type Parent } from "./train_parent.ts";
import { checkSeals } from "./train_seals.ts";
import { DEFAULTS, type GivenSettings, type Settings } from "./train_settings.ts";
import type { Seals } from "./train_values.ts";

/** A run that can begin. */
export interface ResolvedRun extends Disposable {
  /**
   * What its directory is named by: the settings with model, mixture and schedule written out, and the hashes of what it
   * reads. As a configuration file it gives the same run.
   */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly settings: Settings;
  readonly context: number;
  readonly microBatch: number;
  readonly steps: number;
  readonly threads: number | undefined;
  readonly corpus: Corpus;
  readonly mixture: Mixture;
  readonly model: ModelConfig;
  /** The parameters to begin with. */
  readonly parameters: () => ReadonlyMap<string, Float32Array>;
  readonly schedule: LearningRateSchedule;
  /** The checkpoint that it begins from, where it is a child. */
  readonly parent: Checkpoint | undefined;
}

/**
 * Resolves settings.
 *
 * @param seals hashes that a configuration was written with: they must be found again.
 */
export async function resolveRun(
  given: GivenSettings,
  seals: Seals,
  say: (text: string) => void,
): Promise<ResolvedRun> {
  const parent = given.from === undefined ? undefined : await openParent(given.from, say);
  refuseSenseless(given, seals, parent);
  const asked: GivenSettings = { ...(parent && inherited(parent)), ...given }, settings = { ...DEFAULTS, ...asked };
  const { corpus, sha256 } = await chooseCorpus(settings.corpus, say);
  try {
    const begun = parent?.checkpoint.state.step ?? 0;
    const steps = given.steps ?? (parent ? left(asked, begun) : DEFAULTS.steps);
    const learner = resolveLearner(asked, steps, corpus.index.vocabularySize);
    const { model, context, microBatch, threads, schedule } = learner;
    const broken = settings["break-step"];
    if (broken !== undefined && !(broken > begun && broken <= begun + steps)) {
      throw outOfRange(`break-step: wanted a whole number from ${begun + 1} to ${begun + steps}, got ${broken}`);
    }
    const mixture = await chooseMixture(settings.mixture, corpus);
    // Through JSON: what is not there is left out, and the run is the same when its configuration is read again.
    const configuration = JSON.parse(JSON.stringify({
      ...learner.configuration,
      ...{ mixture, steps },
      "corpus-sha256": sha256,
      ...(parent === undefined ? { data: undefined } : {
        from: parent.path,
        "from-step": begun,
        "from-sha256": hashFile(`${parent.path}/state.json`).sha256,
        initialisation: undefined,
      }),
    }));
    checkSeals(configuration, seals);
    return {
      configuration,
      settings,
      ...{ context, microBatch, steps, threads, corpus, schedule },
      mixture: await chooseMixture(configuration.mixture, corpus),
      model: model.config,
      parameters: model.parameters,
      parent: parent?.checkpoint,
      [Symbol.dispose]: () => corpus.close(),
    };
  } catch (error) {
    corpus.close();
    throw error;
  }
}

function refuseSenseless(given: GivenSettings, seals: Seals, parent: Parent | undefined): void {
  if (parent === undefined && given.data !== undefined) {
    throw wrongKind("data: it is for runs that begin --from another");
  }
  // A configuration that Mixlab wrote has both.
  const written = seals["from-sha256"] !== undefined;
  if (parent !== undefined && !written && (given.model !== undefined || given.initialisation !== undefined)) {
    throw wrongKind("model: a run that begins --from another has its model; leave --model and --initialisation out");
  }
  refuseThreads(given);
}

/** What a child has from its parent, if nothing else is said. */
function inherited({ settings, checkpoint: { config } }: Parent): GivenSettings {
  const { steps: _, from: __, data: ___, "break-step": ____, ...rest } = settings;
  return { ...rest, model: { ...config } };
}

/** Updates that the parent left of its schedule. */
function left(asked: GivenSettings, begun: number): number {
  const steps = (asked["schedule-steps"] ?? 0) - begun;
  if (steps >= 1) return steps;
  throw wrongKind(`steps: wanted --steps with --from: the parent, at step ${begun}, left no updates of its schedule`);
}
