/**
 * The model of a run.
 *
 * @module
 */
import { got, wrongKind } from "../errors.ts";
import { checkModelConfig } from "../model/check_model_config.ts";
import type { ModelConfig } from "../model/config.ts";
import { readModel } from "../model/hugging_face.ts";
import { initialParameters } from "../model/initialise.ts";
import { modelParameters } from "../model/parameters.ts";
import { MODEL_PRESETS, modelPreset } from "../model/presets.ts";
import { nearest } from "../nearest.ts";
import { modelHash } from "../train/model_hash.ts";
import type { GivenSettings } from "./train_settings.ts";

/** A model, and what of it stands in a run's configuration. */
export interface ChosenModel {
  readonly config: ModelConfig;
  /** The parameters to begin with. */
  readonly parameters: () => ReadonlyMap<string, Float32Array>;
  /** Members of the configuration. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The model that the settings ask for, for a corpus of so many ids. */
export function chooseModel(settings: GivenSettings, corpusIds: number): ChosenModel {
  const { model = "tiny", seed = 0, initialisation = "hugging-face", context, vocabulary } = settings;
  if (typeof model === "string" && !MODEL_PRESETS.includes(model)) return fromFolder(model, settings);
  if (typeof model !== "string" && vocabulary !== undefined) {
    throw wrongKind("vocabulary: a model that is given whole has its own; leave it out, or choose a preset");
  }
  const config = typeof model === "string"
    ? modelPreset(model, { vocabularySize: vocabulary ?? corpusIds, ...(context !== undefined && { context }) })
    : model as unknown as ModelConfig;
  checkModelConfig(config, "model");
  return {
    config,
    parameters: () => initialParameters(config, { seed, scheme: initialisation }),
    settings: { model: { ...config }, initialisation },
  };
}

function fromFolder(folder: string, { vocabulary, initialisation }: GivenSettings): ChosenModel {
  const isFolder = (() => {
    try {
      return Deno.statSync(folder).isDirectory;
    } catch {
      return false;
    }
  })();
  if (!isFolder) {
    const meant = nearest(folder, MODEL_PRESETS);
    throw wrongKind(
      `model: wanted a preset (${MODEL_PRESETS.join(", ")}) or a folder, got ${got(folder)}` +
        (meant ? `; did you mean ${meant}?` : ""),
    );
  }
  if (vocabulary !== undefined || initialisation !== undefined) {
    throw wrongKind(
      `model: ${folder} has its own vocabulary and parameters; leave --vocabulary and --initialisation out`,
    );
  }
  const { config, parameters } = readModel(folder);
  return {
    config,
    parameters: () => parameters,
    settings: {
      model: folder,
      initialisation: undefined,
      "model-sha256": modelHash(modelParameters(config), parameters),
    },
  };
}
