/**
 * What a model is made of.
 *
 * @module
 */

/**
 * A GPT-NeoX model (Black et al., 2022; Pythia: Biderman et al., 2023). D width, L layers, V vocabulary, T context.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type ModelConfig, modelPreset, parameterCount } from "@mixlab/mixlab/train";
 *
 * const tied: ModelConfig = { ...modelPreset("tiny", { vocabularySize: 256 }), tiedEmbeddings: true };
 * equal(parameterCount(tied), parameterCount({ ...tied, tiedEmbeddings: false }) - 256 * 64);
 * ```
 */
export interface ModelConfig {
  /** Number of token ids, V. */
  readonly vocabularySize: number;
  /** Longest row, T. */
  readonly context: number;
  /** Width of the residual stream, D. */
  readonly width: number;
  /** Layers, L. */
  readonly layers: number;
  /** Attention heads; they divide the width. */
  readonly heads: number;
  /** Width inside the MLP; usually 4 D. */
  readonly mlpWidth: number;
  /** Fraction of each head that is rotated (Su et al., 2021); Pythia: 0.25. */
  readonly rotaryFraction: number;
  /** Base of the rotary frequencies; 10000. */
  readonly rotaryBase: number;
  /** Added to the variance in LayerNorm; 1e-5. */
  readonly layerNormEpsilon: number;
  /** `"parallel"`: x + attention(ln₁ x) + mlp(ln₂ x) (Pythia); `"sequential"`: the MLP reads what attention wrote. */
  readonly residual: "parallel" | "sequential";
  /** Whether the output head is the transposed input embedding. */
  readonly tiedEmbeddings: boolean;
}
