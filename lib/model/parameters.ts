/**
 * What is trained in a model, in the names and layouts of Hugging Face's GPT-NeoX. D width, V vocabulary, M inside the
 * MLP.
 *
 * @module
 */
import type { ParameterSpec } from "../engine/engine.ts";
import { checkModelConfig } from "./check_model_config.ts";
import type { ModelConfig } from "./config.ts";

/**
 * The parameters of a model, in the order of files and buffers. Matrices are [out, in]. Rows of `query_key_value` go
 * by head, and within a head queries, keys, values. Weight decay is for the matrices and embeddings.
 *
 * @throws {TypeError | RangeError} as `checkModelConfig`.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { modelParameters, modelPreset } from "@mixlab/mixlab/train";
 *
 * const [embedding, gain] = modelParameters(modelPreset("tiny", { vocabularySize: 256 }));
 * deepEqual(embedding, { name: "gpt_neox.embed_in.weight", shape: [256, 64], decay: true });
 * equal(gain.decay, false);
 * ```
 */
export function modelParameters(config: ModelConfig): ParameterSpec[] {
  checkModelConfig(config);
  const { vocabularySize: V, width: D, mlpWidth: M, layers: L } = config;
  const specs: ParameterSpec[] = [];
  const add = (name: string, ...shape: number[]) => specs.push({ name, shape, decay: shape.length === 2 });
  const norm = (name: string) => (add(`${name}.weight`, D), add(`${name}.bias`, D));
  const linear = (name: string, out: number, into: number) => {
    add(`${name}.weight`, out, into);
    add(`${name}.bias`, out);
  };

  add("gpt_neox.embed_in.weight", V, D);
  for (let l = 0; l < L; l++) {
    const layer = `gpt_neox.layers.${l}`;
    norm(`${layer}.input_layernorm`);
    linear(`${layer}.attention.query_key_value`, 3 * D, D);
    linear(`${layer}.attention.dense`, D, D);
    norm(`${layer}.post_attention_layernorm`);
    linear(`${layer}.mlp.dense_h_to_4h`, M, D);
    linear(`${layer}.mlp.dense_4h_to_h`, D, M);
  }
  norm("gpt_neox.final_layer_norm");
  if (!config.tiedEmbeddings) add("embed_out.weight", V, D);
  return specs;
}

/**
 * How many numbers a model has; tied embeddings count once.
 *
 * @throws {TypeError | RangeError} as `checkModelConfig`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { modelPreset, parameterCount } from "@mixlab/mixlab/train";
 *
 * equal(parameterCount(modelPreset("pythia-160m")), 162_322_944);
 * ```
 */
export function parameterCount(config: ModelConfig): number {
  return modelParameters(config).reduce((sum, { shape }) => sum + shape.reduce((size, n) => size * n, 1), 0);
}
