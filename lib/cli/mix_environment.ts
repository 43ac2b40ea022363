/**
 * Where the runs of `deno task mix` are made: the settings of `deno task train`, with a method in the mixture's place.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { openEngine } from "../engine/open_engine.ts";
import type { MethodEnvironment, MethodProgress, RunLearner } from "../learners/method_environment.ts";
import { methodSetting } from "../learners/method_setting.ts";
import { languageModel } from "../model/language_model.ts";
import { NONE_LEFT, refuseNoneOfAMethod } from "./mix_settings.ts";
import { VERSION } from "../version.ts";
import { chooseCorpus } from "./train_corpus.ts";
import { learnerSettings, refuseThreads, resolveLearner } from "./train_learner.ts";
import { checkSeals } from "./train_seals.ts";
import { DEFAULTS, type GivenSettings } from "./train_settings.ts";
import { type Seals, settingsFromObject } from "./train_values.ts";

/** What stands beside the settings of `deno task train`. */
export interface MixOptions {
  /** Domains to mix, in any order. Default: all of the corpus's. */
  readonly domains?: readonly string[];
  /** Domains whose losses count. Default: the domains that are mixed. */
  readonly targets?: readonly string[];
  /** Folder of the run directories. Default "runs". */
  readonly out?: string;
  /** Stops: the run at hand is saved. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MethodProgress) => void;
}

/** An environment that is open. */
export interface MixEnvironment extends MethodEnvironment, Disposable {
  /** Updates of the final run, and seed, as the settings or their defaults have them. */
  readonly steps: number;
  readonly seed: number;
  /** Name of the corpus's tokenizer, in whose tokens shares are counted. */
  readonly tokenizer: string;
}

/**
 * Resolves settings into the environment of a method's runs, and checks them on the final run.
 *
 * @param seals hashes that a configuration was written with: they must be found again.
 * @throws {SyntaxError | TypeError | RangeError} before anything runs.
 */
export async function mixEnvironment(
  given: GivenSettings,
  seals: Seals,
  say: (text: string) => void,
  options: MixOptions = {},
): Promise<MixEnvironment> {
  refuseNoneOfAMethod(given);
  refuseThreads(given);
  const { corpus: source, sha256 } = await chooseCorpus(given.corpus ?? DEFAULTS.corpus, say);
  try {
    const inOrder = (names: readonly string[], what: string) => corpusDomains(source.domains, names, what);
    const domains = inOrder(options.domains ?? source.domains, "domains");
    const targets = inOrder(options.targets ?? domains, "targets");
    const learner: MethodEnvironment["learner"] = ({ steps, seed, learner = {} }) => {
      const own = settingsFromObject(learner, "learner");
      refuseNoneOfAMethod(own);
      const resolved = resolveLearner({ ...given, ...own, seed, steps }, steps, source.index.vocabularySize);
      const { configuration, model, settings, threads } = resolved, last = settings["final-sequences"];
      const found: RunLearner = {
        // Through JSON: what is not there is left out.
        configuration: JSON.parse(JSON.stringify({
          ...configuration,
          "corpus-sha256": sha256,
          ...NONE_LEFT,
        })),
        model: model.config,
        parameters: model.parameters,
        settings: { ...learnerSettings(resolved), domains, targets },
        ...(last > 0 && { finalSequences: last }),
        open: (config) => openEngine(languageModel(config), { backend: settings.backend, ...(threads && { threads }) }),
      };
      return found;
    };
    const { steps = DEFAULTS.steps, seed = DEFAULTS.seed } = given, final = learner({ steps, seed });
    checkSeals(final.configuration, seals);
    return {
      ...{ steps, seed, source, learner, say },
      tokenizer: source.index.tokenizer.name,
      about: { mixlab: VERSION, deno: Deno.version.deno, processors: navigator.hardwareConcurrency },
      folder: options.out ?? "runs",
      setting: methodSetting(source, final),
      corpus: { sha256, tokenizer: source.index.tokenizer.sha256 },
      checkpointEvery: given["checkpoint-every"] ?? DEFAULTS["checkpoint-every"],
      keep: given.keep ?? DEFAULTS.keep,
      ...(options.signal && { signal: options.signal }),
      ...(options.onProgress && { onProgress: options.onProgress }),
      [Symbol.dispose]: () => source.close(),
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** Names in the corpus's order, each once. */
function corpusDomains(known: readonly string[], names: readonly string[], what: string): string[] {
  for (const [i, name] of names.entries()) {
    if (!known.includes(name)) throw outOfRange(`${what}: wanted domains out of ${known.join(", ")}, got ${got(name)}`);
    if (names.indexOf(name) !== i) throw outOfRange(`${what}: ${got(name)} stands twice`);
  }
  return known.filter((name) => names.includes(name));
}
