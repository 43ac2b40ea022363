/**
 * ModelConfig as Hugging Face's config.json, and back.
 *
 * @module
 */
import { got, outOfRange, unparsable, wrongKind } from "../../errors.ts";
import { object } from "../../text/json_values.ts";
import { checkModelConfig } from "../check_model_config.ts";
import type { ModelConfig } from "../config.ts";

type Json = Readonly<Record<string, unknown>>;

/** Members with one value that Mixlab can compute, and the word why; absent, they have that value. */
const FIXED: readonly (readonly [key: string, value: unknown, why: string])[] = [
  ["hidden_act", "gelu", "Mixlab computes the exact GELU only"],
  ["attention_bias", true, "Mixlab's attention has biases"],
  ["rope_scaling", null, "Mixlab does not stretch rotary positions"],
  ["quantization_config", null, "Mixlab reads F32, F16 and BF16 weights only"],
  ["hidden_dropout", 0, "Mixlab trains without dropout; set it to 0 to go on without"],
  ["attention_dropout", 0, "Mixlab trains without dropout; set it to 0 to go on without"],
];

/**
 * A model's configuration from the text of its config.json. Both spellings of the rotary members are read:
 * `rotary_pct` with `rotary_emb_base`, and `rope_parameters` of transformers 5.
 *
 * @param name the file's name, for messages.
 * @throws {SyntaxError} when the text is no JSON.
 * @throws {TypeError | RangeError} when a member is missing or not sound, or the model is not one that Mixlab computes.
 *
 * @example
 * ```ts
 * import { deepEqual, throws } from "node:assert/strict";
 * import { modelPreset, parseConfigJson, writeConfigJson } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("pythia-70m");
 * deepEqual(parseConfigJson(writeConfigJson(config), "config.json"), config);
 * throws(() => parseConfigJson(`{"model_type":"llama"}`, "config.json"), /wanted "gpt_neox", got "llama"/);
 * ```
 */
export function parseConfigJson(text: string, name: string): ModelConfig {
  const json = object(parse(text, name), name);
  if (json.model_type !== "gpt_neox") {
    throw outOfRange(
      `${name}: model_type: wanted "gpt_neox", got ${got(json.model_type)}; Mixlab trains GPT-NeoX only`,
    );
  }
  const { architectures } = json;
  if (architectures != null && !(Array.isArray(architectures) && architectures.includes("GPTNeoXForCausalLM"))) {
    throw outOfRange(`${name}: architectures: wanted "GPTNeoXForCausalLM" in it, got ${got(architectures)}`);
  }
  for (const [key, value, why] of FIXED) {
    if (json[key] != null && json[key] !== value) {
      throw outOfRange(`${name}: ${key}: wanted ${got(value)}, got ${got(json[key])}; ${why}`);
    }
  }
  const config: ModelConfig = {
    vocabularySize: number(json, "vocab_size", name),
    context: number(json, "max_position_embeddings", name),
    width: number(json, "hidden_size", name),
    layers: number(json, "num_hidden_layers", name),
    heads: number(json, "num_attention_heads", name),
    mlpWidth: number(json, "intermediate_size", name),
    ...rotary(json, name),
    layerNormEpsilon: number(json, "layer_norm_eps", name, 1e-5),
    residual: flag(json, "use_parallel_residual", name, true) ? "parallel" : "sequential",
    tiedEmbeddings: flag(json, "tie_word_embeddings", name, false),
  };
  checkModelConfig(config, name);
  if (json.head_dim != null && json.head_dim !== config.width / config.heads) {
    throw outOfRange(`${name}: head_dim: wanted ${config.width / config.heads}, got ${got(json.head_dim)}`);
  }
  return config;
}

function rotary(json: Json, name: string): Pick<ModelConfig, "rotaryFraction" | "rotaryBase"> {
  const where = `${name}: rope_parameters`;
  const rope = json.rope_parameters == null ? {} : object(json.rope_parameters, where);
  const kind = rope.rope_type ?? rope.type ?? "default";
  if (kind !== "default") {
    throw outOfRange(`${where}: rope_type: wanted "default", got ${got(kind)}; Mixlab does not stretch positions`);
  }
  return {
    rotaryFraction: number(rope, "partial_rotary_factor", where, number(json, "rotary_pct", name, 0.25)),
    rotaryBase: number(rope, "rope_theta", where, number(json, "rotary_emb_base", name, 10000)),
  };
}

/**
 * The config.json of a model, which transformers opens, version 4 and 5. Token ids that begin and end a text are left
 * open: they are the tokenizer's.
 *
 * @param dtype what the weights beside it are written as.
 * @throws {TypeError | RangeError} as `checkModelConfig`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { modelPreset, writeConfigJson } from "@mixlab/mixlab/train";
 *
 * equal(JSON.parse(writeConfigJson(modelPreset("pythia-70m"))).hidden_size, 512);
 * ```
 */
export function writeConfigJson(config: ModelConfig, dtype: "F32" | "F16" | "BF16" = "F32"): string {
  checkModelConfig(config);
  const torch = { F32: "float32", F16: "float16", BF16: "bfloat16" }[dtype];
  const json = {
    architectures: ["GPTNeoXForCausalLM"],
    model_type: "gpt_neox",
    vocab_size: config.vocabularySize,
    max_position_embeddings: config.context,
    hidden_size: config.width,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    intermediate_size: config.mlpWidth,
    hidden_act: "gelu",
    attention_bias: true,
    attention_dropout: 0,
    hidden_dropout: 0,
    layer_norm_eps: config.layerNormEpsilon,
    use_parallel_residual: config.residual === "parallel",
    tie_word_embeddings: config.tiedEmbeddings,
    rotary_pct: config.rotaryFraction,
    rotary_emb_base: config.rotaryBase,
    rope_parameters: {
      rope_type: "default",
      rope_theta: config.rotaryBase,
      partial_rotary_factor: config.rotaryFraction,
    },
    bos_token_id: null,
    eos_token_id: null,
    dtype: torch,
    torch_dtype: torch,
  };
  return JSON.stringify(json, null, 2) + "\n";
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unparsable(`${name}: not JSON: ${(error as Error).message}`);
  }
}

function number(json: Json, key: string, where: string, otherwise?: number): number {
  const value = json[key] ?? otherwise;
  if (typeof value === "number") return value;
  throw wrongKind(`${where}: ${key}: wanted a number, got ${got(value)}`);
}

function flag(json: Json, key: string, where: string, otherwise: boolean): boolean {
  const value = json[key] ?? otherwise;
  if (typeof value === "boolean") return value;
  throw wrongKind(`${where}: ${key}: wanted true or false, got ${got(value)}`);
}
