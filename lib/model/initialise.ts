/**
 * Parameters before training. D width, L layers.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { counterRandom } from "../numerics/counter_random.ts";
import { random } from "../numerics/random.ts";
import type { ModelConfig } from "./config.ts";
import { modelParameters } from "./parameters.ts";

/**
 * How matrices and embeddings begin: as transformers or as Pythia's own training did.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { type InitialisationScheme, initialParameters, modelPreset } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 257 });
 * const largest = (scheme: InitialisationScheme) =>
 *   Math.max(...initialParameters(config, { seed: 0, scheme }).get("embed_out.weight")!);
 * ok(largest("gpt-neox") > largest("hugging-face"));
 * ```
 */
export type InitialisationScheme = "hugging-face" | "gpt-neox";

/**
 * Options of {@link initialParameters}.
 *
 * @example
 * ```ts
 * import { notEqual } from "node:assert/strict";
 * import { initialParameters, type InitialOptions, modelPreset } from "@mixlab/mixlab/train";
 *
 * const head = (options: InitialOptions) =>
 *   initialParameters(modelPreset("tiny", { vocabularySize: 257 }), options).get("embed_out.weight")![0];
 * notEqual(head({ seed: 0 }), head({ seed: 1 }));
 * ```
 */
export interface InitialOptions {
  /** A whole number from 0 to 2^53 − 1. */
  readonly seed: number;
  /**
   * `"hugging-face"` (default): normal(0, 0.02) everywhere, as transformers makes a model from a configuration; DoReMi
   * and Aioli begin so. `"gpt-neox"`: as Pythia began, normal with deviation √(2/(5 D)) (Nguyen and Salazar, 2019) and,
   * for what writes to the residual stream (`dense`, `dense_4h_to_h`), 2/(L √D) (Wang, GPT-J, 2021).
   */
  readonly scheme?: InitialisationScheme;
}

/**
 * Parameters to begin training with: matrices and embeddings normal about 0, biases 0, LayerNorm gains 1. Each tensor
 * depends on the seed, its name and its size alone.
 *
 * @throws {TypeError | RangeError} when the configuration or the seed is not sound, or the scheme is not known.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, ok } from "node:assert/strict";
 * import { initialParameters, modelPreset } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 257 });
 * const parameters = initialParameters(config, { seed: 1 });
 * equal(parameters.get("gpt_neox.final_layer_norm.weight")![0], 1);
 * ok(Math.abs(parameters.get("gpt_neox.embed_in.weight")![0]) < 0.2);
 * deepEqual(initialParameters(config, { seed: 1 }), parameters);
 * ```
 */
export function initialParameters(config: ModelConfig, options: InitialOptions): Map<string, Float32Array> {
  const { seed, scheme = "hugging-face" } = options, seeds = counterRandom(seed);
  if (scheme !== "hugging-face" && scheme !== "gpt-neox") {
    throw outOfRange(`initialParameters: scheme: wanted "hugging-face" or "gpt-neox", got ${got(scheme)}`);
  }
  const parameters = new Map<string, Float32Array>();
  for (const { name, shape } of modelParameters(config)) {
    const values = new Float32Array(shape.reduce((size, n) => size * n, 1));
    if (shape.length === 2) {
      const own = Math.floor(seeds.stream(name).uniform(0) * 2 ** 53);
      fillNormal(values, scheme === "hugging-face" ? 0.02 : neoxDeviation(name, config), own);
    } else if (/layer_?norm\.weight$/.test(name)) values.fill(1);
    parameters.set(name, values);
  }
  return parameters;
}

function neoxDeviation(name: string, { width: D, layers: L }: ModelConfig): number {
  const writes = name.endsWith(".attention.dense.weight") || name.endsWith(".mlp.dense_4h_to_h.weight");
  return writes ? 2 / (L * Math.sqrt(D)) : Math.sqrt(2 / (5 * D));
}

function fillNormal(values: Float32Array, deviation: number, seed: number): void {
  const rng = random(seed);
  for (let i = 0; i < values.length; i++) values[i] = deviation * rng.normal();
}
