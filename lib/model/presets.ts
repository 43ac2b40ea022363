/**
 * Shapes of models that others have trained, by name. T context, D width, L layers, V vocabulary.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { checkModelConfig } from "./check_model_config.ts";
import type { ModelConfig } from "./config.ts";

interface Shape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Default: 4 D. */
  readonly mlpWidth?: number;
  readonly context: number;
  /** Undefined: the tokenizer's. */
  readonly vocabularySize?: number;
  /** What is not as in Pythia. */
  readonly other?: Partial<ModelConfig>;
}

/** Biderman et al., "Pythia", 2023, and the published configurations: untied, a quarter of each head rotated. */
const pythia = (layers: number, width: number, heads: number): Shape => (
  { layers, width, heads, context: 2048, vocabularySize: 50304 }
);
/** The scripts of DoReMi: its model class adds attention first and lets the MLP read the sum; embeddings are tied. */
const doremi = (layers: number, width: number, heads: number, vocabularySize: number): Shape => (
  { layers, width, heads, context: 1024, vocabularySize, other: { residual: "sequential", tiedEmbeddings: true } }
);

const SHAPES: Readonly<Record<string, Shape>> = {
  "tiny": { layers: 2, width: 64, heads: 4, context: 64 },
  "small": { layers: 4, width: 256, heads: 4, context: 128 },
  "pythia-14m": pythia(6, 128, 4),
  "pythia-70m": pythia(6, 512, 8),
  "pythia-160m": pythia(12, 768, 12),
  "pythia-410m": pythia(24, 1024, 16),
  "doremi-120m": doremi(12, 768, 12, 50280), // 50,277 ids, padded to a multiple of 8
  "doremi-280m": doremi(18, 1024, 16, 50257),
  // RegMix's "1M" counts neither embedding. Its LLaMA body has RMSNorm, SwiGLU and no biases; this is the same shape
  // in a GPT-NeoX body: LayerNorm, GELU, biases. Its heads are rotated whole.
  "regmix-1m": {
    layers: 2,
    width: 256,
    heads: 8,
    mlpWidth: 512,
    context: 2048,
    vocabularySize: 50432,
    other: { residual: "sequential", rotaryFraction: 1 },
  },
};

/**
 * Names of {@link modelPreset}.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { MODEL_PRESETS } from "@mixlab/mixlab/train";
 *
 * ok(MODEL_PRESETS.includes("pythia-160m"));
 * ```
 */
export const MODEL_PRESETS: readonly string[] = Object.keys(SHAPES);

/**
 * Options of {@link modelPreset}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { modelPreset, type ModelPresetOptions } from "@mixlab/mixlab/train";
 *
 * const options: ModelPresetOptions = { vocabularySize: 8192, context: 256 };
 * equal(modelPreset("pythia-14m", options).context, 256);
 * ```
 */
export interface ModelPresetOptions {
  /** Number of token ids, V. Default: that of the published model; "tiny" and "small" have none. */
  readonly vocabularySize?: number;
  /** Longest row, T, in tokens. Default: that of the published model; 64 for "tiny", 128 for "small". */
  readonly context?: number;
}

/**
 * The configuration of a model by name: "tiny" (L 2, D 64), "small" (L 4, D 256), the shapes of "pythia-14m", "-70m",
 * "-160m" and "-410m", of DoReMi's "doremi-120m" and "doremi-280m" (sequential, tied) and of RegMix's "regmix-1m" (in a
 * GPT-NeoX body: LayerNorm, GELU and biases instead of RMSNorm, SwiGLU and none).
 *
 * @throws {RangeError} when the name is not known, or V or T is no whole number ≥ 1.
 * @throws {TypeError} when "tiny" or "small" is asked for without a vocabulary size.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * import { modelPreset } from "@mixlab/mixlab/train";
 *
 * equal(modelPreset("pythia-160m").layers, 12);
 * equal(modelPreset("tiny", { vocabularySize: 257 }).width, 64);
 * throws(() => modelPreset("pythia160m"), /did you mean "pythia-160m"/);
 * ```
 */
export function modelPreset(name: string, options: ModelPresetOptions = {}): ModelConfig {
  if (!Object.hasOwn(SHAPES, name)) {
    const near = nearest(String(name), MODEL_PRESETS);
    const hint = near === undefined ? `wanted one of ${MODEL_PRESETS.join(", ")}` : `did you mean ${got(near)}?`;
    throw outOfRange(`model: there is no preset ${got(name)}; ${hint}`);
  }
  const { layers, width, heads, mlpWidth = 4 * width, other, ...shape } = SHAPES[name];
  const { vocabularySize = shape.vocabularySize, context = shape.context } = options;
  if (vocabularySize === undefined) {
    throw wrongKind(`model ${name}: give vocabularySize, the number of ids of the tokenizer; this preset has none`);
  }
  const config: ModelConfig = {
    vocabularySize,
    context,
    width,
    layers,
    heads,
    mlpWidth,
    rotaryFraction: 0.25,
    rotaryBase: 10000,
    layerNormEpsilon: 1e-5,
    residual: "parallel",
    tiedEmbeddings: false,
    ...other,
  };
  checkModelConfig(config, `model ${name}`);
  return config;
}
