import { deepEqual, equal, ok, throws } from "../assert.ts";
import { checkModelConfig, rotaryDimensions } from "../../lib/model/check_model_config.ts";
import type { ModelConfig } from "../../lib/model/config.ts";
import { modelParameters, parameterCount } from "../../lib/model/parameters.ts";
import { MODEL_PRESETS, modelPreset } from "../../lib/model/presets.ts";

const TINY = modelPreset("tiny", { vocabularySize: 256 });

Deno.test("presets have as many parameters as their models were published with", () => {
  // Pythia: table 1 of Biderman et al., 2023; 14m was published later, with 14,067,712.
  equal(parameterCount(modelPreset("pythia-14m")), 14_067_712);
  equal(parameterCount(modelPreset("pythia-70m")), 70_426_624);
  equal(parameterCount(modelPreset("pythia-160m")), 162_322_944);
  equal(parameterCount(modelPreset("pythia-410m")), 405_334_016);
  // DoReMi's are named by about how many they have; RegMix's "1M" is without both embeddings.
  ok(Math.abs(parameterCount(modelPreset("doremi-120m")) / 120e6 - 1) < 0.05);
  ok(Math.abs(parameterCount(modelPreset("doremi-280m")) / 280e6 - 1) < 0.05);
  const regmix = modelPreset("regmix-1m"), within = parameterCount(regmix) - 2 * regmix.vocabularySize * regmix.width;
  ok(within > 1e6 && within < 1.4e6, `${within}`);
});

Deno.test("modelPreset: V and T as asked, and says what it lacks", () => {
  for (const name of MODEL_PRESETS) {
    const config = modelPreset(name, { vocabularySize: 300, context: 17 });
    deepEqual([config.vocabularySize, config.context], [300, 17]);
    ok(config.rotaryFraction === (name === "regmix-1m" ? 1 : 0.25));
  }
  equal(rotaryDimensions(modelPreset("pythia-14m")), 8);
  throws(() => modelPreset("small"), /model small: give vocabularySize/);
  throws(() => modelPreset("pythia-70"), /there is no preset "pythia-70"; did you mean "pythia-70m"/);
  throws(() => modelPreset("constructor"), /wanted one of tiny, small, pythia-14m/);
  throws(() => modelPreset("tiny", { vocabularySize: 0.5 }), /model tiny: vocabularySize: wanted a whole number/);
});

Deno.test("checkModelConfig: refuses what no model can be made of", () => {
  const cases: [Partial<Record<keyof ModelConfig, unknown>>, RegExp][] = [
    [{ heads: 5 }, /heads: wanted heads that divide the width 64, got 5/],
    [{ layers: 0 }, /layers: wanted a whole number from 1 to 10000, got 0/],
    [{ layers: 1e9 }, /layers/],
    [{ width: "64" }, /width: wanted a finite number, got "64"/],
    [{ context: NaN }, /context: wanted a finite number, got NaN/],
    [{ rotaryFraction: 0 }, /rotaryFraction: wanted a number above 0/],
    [{ rotaryFraction: 1.5 }, /rotaryFraction: .* at most 1, got 1.5/],
    [{ rotaryFraction: 0.2 }, /an even number of rotated dimensions, got 3 of the 16 of a head/],
    [{ rotaryFraction: 0.01 }, /an even number of rotated dimensions, got 0/],
    [{ rotaryBase: 1 }, /rotaryBase/],
    [{ layerNormEpsilon: 0 }, /layerNormEpsilon/],
    [{ residual: "both" }, /residual: wanted "parallel" or "sequential", got "both"/],
    [{ tiedEmbeddings: 1 }, /tiedEmbeddings: wanted true or false, got 1/],
  ];
  for (const [change, message] of cases) {
    throws(() => checkModelConfig({ ...TINY, ...change } as ModelConfig), message);
    throws(() => modelParameters({ ...TINY, ...change } as ModelConfig), message);
  }
});

Deno.test("modelParameters: names, shapes and decay of Hugging Face's GPT-NeoX", () => {
  const specs = modelParameters({ ...TINY, layers: 1, mlpWidth: 100 });
  deepEqual(specs.map(({ name, shape }) => `${name} ${shape}`), [
    "gpt_neox.embed_in.weight 256,64",
    "gpt_neox.layers.0.input_layernorm.weight 64",
    "gpt_neox.layers.0.input_layernorm.bias 64",
    "gpt_neox.layers.0.attention.query_key_value.weight 192,64",
    "gpt_neox.layers.0.attention.query_key_value.bias 192",
    "gpt_neox.layers.0.attention.dense.weight 64,64",
    "gpt_neox.layers.0.attention.dense.bias 64",
    "gpt_neox.layers.0.post_attention_layernorm.weight 64",
    "gpt_neox.layers.0.post_attention_layernorm.bias 64",
    "gpt_neox.layers.0.mlp.dense_h_to_4h.weight 100,64",
    "gpt_neox.layers.0.mlp.dense_h_to_4h.bias 100",
    "gpt_neox.layers.0.mlp.dense_4h_to_h.weight 64,100",
    "gpt_neox.layers.0.mlp.dense_4h_to_h.bias 64",
    "gpt_neox.final_layer_norm.weight 64",
    "gpt_neox.final_layer_norm.bias 64",
    "embed_out.weight 256,64",
  ]);
  for (const { shape, decay } of specs) equal(decay, shape.length === 2);
  equal(modelParameters({ ...TINY, tiedEmbeddings: true }).at(-1)!.name, "gpt_neox.final_layer_norm.bias");
});
