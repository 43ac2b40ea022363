/**
 * GPT-NeoX's forward pass, written once with tfjs operations.
 *
 * @module
 */
import { add, reshape, split, squeeze, type Tensor, tensor, tensor2d, transpose } from "@tensorflow/tfjs-core";
import type { Program, ProgramRows } from "../engine/engine.ts";
import { attention } from "../engine/ops/attention.ts";
import { embedding } from "../engine/ops/embedding.ts";
import { headLoss } from "../engine/ops/head_loss.ts";
import { layerNorm } from "../engine/ops/layer_norm.ts";
import { linear } from "../engine/ops/linear.ts";
import { mlp } from "../engine/ops/mlp.ts";
import { rotary, type RotaryTables } from "../engine/ops/rotary.ts";
import "../engine/ops/gradients.ts";
import type { ModelConfig } from "./config.ts";
import { modelParameters } from "./parameters.ts";

/** What is added to the scores of positions that may not be seen: e^(−1e9) is 0, and no score is near it. */
const HIDDEN = -1e9;

/**
 * A language model as a program for an engine: the loss of each target, from the parameters and the tokens.
 *
 * @throws {TypeError | RangeError} when the configuration is not sound.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { initialParameters, languageModel, modelPreset, openEngine } from "@mixlab/mixlab/train";
 *
 * const config = modelPreset("tiny", { vocabularySize: 256 });
 * await using engine = await openEngine(languageModel(config), { backend: "cpu" });
 * await engine.write("parameters", initialParameters(config, { seed: 0 }));
 * const tokens_BT1 = Int32Array.from(new TextEncoder().encode("abcabc"));
 * const losses_BT = await engine.losses({ rows: 1, context: 5, tokens_BT1 });
 * ok(losses_BT.every((loss) => Math.abs(loss - Math.log(256)) < 0.5)); // it knows nothing yet
 * ```
 */
export function languageModel(config: ModelConfig): Program {
  const { vocabularySize, context, layers, layerNormEpsilon: epsilon, tiedEmbeddings } = config;
  const parameters = modelParameters(config);
  return {
    parameters,
    vocabularySize,
    context,
    tokenLosses(p, rows) {
      const tables = rotaryTables(config, rows.context), mask_TT = causalMask(rows.context);
      const norm = (x: Tensor, name: string) => layerNorm(x, p[`${name}.weight`], p[`${name}.bias`], epsilon);
      let x_ND = embedding(p["gpt_neox.embed_in.weight"], rows.inputs_N);
      for (let l = 0; l < layers; l++) {
        const of = (name: string) => `gpt_neox.layers.${l}.${name}`;
        const attend = (x: Tensor) => selfAttention(norm(x, of("input_layernorm")), p, of("attention"), config, rows);
        const feed = (x: Tensor) =>
          mlp(
            norm(x, of("post_attention_layernorm")),
            p[of("mlp.dense_h_to_4h.weight")],
            p[of("mlp.dense_h_to_4h.bias")],
            p[of("mlp.dense_4h_to_h.weight")],
            p[of("mlp.dense_4h_to_h.bias")],
          );
        if (config.residual === "parallel") x_ND = add(add(x_ND, attend(x_ND)), feed(x_ND));
        else {
          x_ND = add(x_ND, attend(x_ND));
          x_ND = add(x_ND, feed(x_ND));
        }
      }
      const head = p[tiedEmbeddings ? "gpt_neox.embed_in.weight" : "embed_out.weight"];
      return headLoss(norm(x_ND, "gpt_neox.final_layer_norm"), head, rows.targets_N);

      function selfAttention(
        x_ND: Tensor,
        p: Readonly<Record<string, Tensor>>,
        name: string,
        { heads: h, width: D }: ModelConfig,
        { rows: B, context: T }: ProgramRows,
      ): Tensor {
        const d = D / h;
        const qkv = linear(x_ND, p[`${name}.query_key_value.weight`], p[`${name}.query_key_value.bias`]);
        // GPT-NeoX interleaves: for each head its queries, keys and values
        const [q, k, v] = split(reshape(qkv, [B, T, h, 3, d]), 3, 3)
          .map((part) => transpose(squeeze(part, [3]), [0, 2, 1, 3]));
        const y = attention(rotary(q, tables), rotary(k, tables), v, mask_TT);
        const joined_ND = reshape(transpose(y, [0, 2, 1, 3]), [B * T, D]);
        return linear(joined_ND, p[`${name}.dense.weight`], p[`${name}.dense.bias`]);
      }
    },
  };
}

/** Angles t · base^(−2i/R) of the first R dimensions of each head. */
function rotaryTables({ width, heads, rotaryFraction, rotaryBase }: ModelConfig, T: number): RotaryTables {
  const R = Math.floor(width / heads * rotaryFraction), half = R / 2;
  const cos = new Float32Array(T * half), sin = new Float32Array(T * half);
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < half; i++) {
      const angle = t * rotaryBase ** (-2 * i / R);
      cos[t * half + i] = Math.cos(angle);
      sin[t * half + i] = Math.sin(angle);
    }
  }
  const table = (values: Float32Array) => tensor2d(values, [T, half]);
  return { cos: table(cos), sin: table(sin), minusSin: table(sin.map((x) => -x)) };
}

function causalMask(T: number): Tensor {
  const mask = new Float32Array(T * T);
  for (let t = 0; t < T; t++) mask.fill(HIDDEN, t * T + t + 1, (t + 1) * T);
  return tensor(mask, [T, T]);
}
