/**
 * The model of a line of Aioli's `main.py`.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { readModel } from "../../model/hugging_face.ts";
import { MODEL_PRESETS } from "../../model/presets.ts";
import type { GivenSettings } from "../train_settings.ts";
import type { AioliValues } from "./values.ts";

/** Pythia's embeddings, padded; its tokenizer has 50,254 ids and some added ones. */
const PYTHIA = { padded: 50304, least: 50254 };
const PUBLISHED = /^(?:EleutherAI\/)?(pythia-(?:14m|70m|160m|410m))$/i;

/** A model. */
export interface AioliModel {
  readonly settings: Pick<GivenSettings, "model" | "vocabulary">;
  /** Number of its ids. */
  readonly ids: number;
  /** What it is, in a sentence. */
  readonly about: string;
}

/** The values, --checkpoint 0 added for presets of Mixlab's, which have no other parameters than new ones. */
export function withNewModel(values: AioliValues): AioliValues {
  const own = !isFolder(values.model_name) && !PUBLISHED.test(values.model_name) &&
    MODEL_PRESETS.includes(values.model_name);
  if (own && values.checkpoint !== undefined && values.checkpoint !== 0) {
    throw outOfRange(`--checkpoint: the preset ${values.model_name} has no revisions; leave it out, or give 0`);
  }
  return own ? { ...values, checkpoint: 0 } : values;
}

/**
 * The model.
 *
 * @param corpusIds number of ids, where the corpus tells it.
 * @throws {TypeError | RangeError} when it is none that can be had here.
 */
export function aioliModel({ model_name: name, checkpoint }: AioliValues, corpusIds: number | undefined): AioliModel {
  if (checkpoint !== undefined && !isRevision(checkpoint)) {
    throw outOfRange(
      `--checkpoint: wanted 0 for new parameters, or a revision of Pythia (1, 2, 4, … 512, 1000, 2000, … 143000), got ${checkpoint}`,
    );
  }
  if (isFolder(name)) return fromFolder(name, checkpoint);
  const published = PUBLISHED.exec(name)?.[1].toLowerCase();
  if (published === undefined && !MODEL_PRESETS.includes(name)) {
    throw outOfRange(
      `--model_name: wanted EleutherAI/pythia-14m, -70m, -160m or -410m, a folder in Hugging Face's layout, or a preset of ` +
        `Mixlab's (${MODEL_PRESETS.filter((preset) => !PUBLISHED.test(preset)).join(", ")}), got ${got(name)}`,
    );
  }
  if (checkpoint !== 0) {
    const revision = checkpoint === undefined ? "its pretrained weights" : `its revision step${checkpoint}`;
    throw wrongKind(
      `--model_name: ${name}: wanted ${revision}, and nothing is downloaded here; fetch them and give their folder, ` +
        "--model_name PATH, or begin anew with --checkpoint 0",
    );
  }
  // Bare files are taken for Pythia's, as Aioli's are.
  const padded = corpusIds === undefined ||
    (published !== undefined && corpusIds >= PYTHIA.least && corpusIds <= PYTHIA.padded);
  const ids = padded ? PYTHIA.padded : corpusIds;
  const whose = !padded
    ? "the corpus's"
    : corpusIds === undefined
    ? "Pythia's: no index tells another"
    : "Pythia's, padded";
  return {
    settings: { model: published ?? name, vocabulary: ids },
    ids,
    about: `${published ?? name}, new parameters, ${ids} ids (${whose})`,
  };
}

function fromFolder(folder: string, checkpoint: number | undefined): AioliModel {
  const { config } = readModel(folder), ids = config.vocabularySize;
  if (checkpoint === undefined) return { settings: { model: folder }, ids, about: `${folder}, ${ids} ids (its own)` };
  if (checkpoint === 0) {
    return {
      settings: { model: { ...config } },
      ids,
      about: `of the shape of ${folder}, new parameters, ${ids} ids (its own)`,
    };
  }
  throw outOfRange(`--checkpoint: ${folder} holds one state of a model; leave it out, or give 0 for new parameters`);
}

function isRevision(n: number): boolean {
  return n === 0 || (n >= 1 && n <= 512 && Number.isInteger(Math.log2(n))) ||
    (n >= 1000 && n <= 143_000 && n % 1000 === 0);
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
