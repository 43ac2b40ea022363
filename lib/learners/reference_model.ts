/**
 * The model that a run compares itself with (DoReMi's reference).
 *
 * @module
 */
import { join } from "node:path";
import { got, outOfRange, wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import { readText } from "../text/read_text.ts";
import { sha256Hex } from "../text/sha256_hex.ts";
import type { ModelConfig } from "../model/config.ts";
import { readModel } from "../model/hugging_face.ts";
import { modelParameters } from "../model/parameters.ts";
import { modelHash } from "../train/model_hash.ts";
import { endOfRun } from "./end_of_run.ts";

/** A reference, and what is known of it. */
export interface ReferenceModel {
  readonly config: ModelConfig;
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** SHA-256 of the model. */
  readonly sha256: string;
  /** Hashes of the tokenizer and of the corpus of its run, where the run tells. */
  readonly tokenizer?: string;
  readonly corpus?: string;
}

/**
 * Reads the model of a finished run, or one in a folder in Hugging Face's layout (a checkpoint is one).
 *
 * @throws {TypeError} when the path is neither, or the run has not finished.
 */
export async function referenceModel(path: string): Promise<ReferenceModel> {
  const stat = denoFiles.stat(join(path, "config.json"));
  if (stat === undefined) {
    throw wrongKind(
      `reference: wanted the name of an earlier run of the method, a run directory, or a folder in Hugging Face's ` +
        `layout, got ${got(path)}, which is none`,
    );
  }
  if (denoFiles.stat(join(path, "attempts")) === undefined) return withHash(readModel(path));
  const ended = endOfRun(path, "reference");
  const run = JSON.parse(await readText(join(path, "config.json")));
  const corpus = run["corpus-sha256"], tokenizer = run["tokenizer-sha256"] ?? await tokenizerOf(run.corpus, corpus);
  return {
    ...withHash(readModel(ended)),
    ...(typeof tokenizer === "string" && { tokenizer }),
    ...(typeof corpus === "string" && { corpus }),
  };
}

/**
 * Refuses a reference whose ids mean something else.
 *
 * @param own the model in training, rows of T positions, and hashes of its corpus and tokenizer where they are known.
 * @throws {RangeError} when it has another tokenizer, vocabulary, or too short a context.
 */
export function checkReference(
  path: string,
  { config, tokenizer, corpus }: ReferenceModel,
  own: { readonly model: ModelConfig; readonly context: number; readonly tokenizer?: string; readonly corpus?: string },
): void {
  if (tokenizer && own.tokenizer && tokenizer !== own.tokenizer && corpus !== own.corpus) {
    throw outOfRange(
      `reference: ${path} was trained with another tokenizer (SHA-256 ${
        tokenizer.slice(0, 12)
      }…) than the corpus has ` +
        `(${own.tokenizer.slice(0, 12)}…); wanted the same`,
    );
  }
  if (config.vocabularySize !== own.model.vocabularySize) {
    throw outOfRange(
      `reference: ${path} has ${config.vocabularySize} ids, the model in training ${own.model.vocabularySize}; ` +
        "wanted the same vocabulary",
    );
  }
  if (config.context < own.context) {
    throw outOfRange(`reference: ${path} takes rows of ${config.context} positions; wanted at least ${own.context}`);
  }
}

/** The tokenizer of a corpus that is still there as the run had it (runs of `train` tell their corpus alone). */
async function tokenizerOf(folder: unknown, sha256: unknown): Promise<string | undefined> {
  const path = `${folder}/index.json`;
  if (typeof folder !== "string" || denoFiles.stat(path) === undefined) return undefined;
  const text = await readText(path);
  if (sha256Hex(text) !== sha256) return undefined;
  return JSON.parse(text).tokenizer?.sha256;
}

function withHash({ config, parameters }: ReturnType<typeof readModel>): ReferenceModel {
  return { config, parameters, sha256: modelHash(modelParameters(config), parameters) };
}
