import { deepEqual, equal, ok, throws } from "../assert.ts";
import { isInputError } from "../../lib/errors.ts";
import type { ModelConfig } from "../../lib/model/config.ts";
import { modelFiles, readModel } from "../../lib/model/hugging_face.ts";
import { parseConfigJson, writeConfigJson } from "../../lib/model/hugging_face/config_json.ts";
import { initialParameters } from "../../lib/model/initialise.ts";
import { MODEL_PRESETS, modelPreset } from "../../lib/model/presets.ts";
import { referenceLogits } from "../../lib/model/reference.ts";
import { encodeSafetensors, type NamedTensor, readSafetensors } from "../../lib/model/safetensors.ts";
import { joined } from "./joined.ts";

const GOLDEN = new URL("../golden/model/", import.meta.url).pathname;
const HF: Readonly<Record<string, Partial<ModelConfig>>> = {
  "hf-f32-parallel": {},
  "hf-f32-sequential-tied": { residual: "sequential", tiedEmbeddings: true },
  "hf-f16-parallel": { rotaryFraction: 0.5, rotaryBase: 500 },
  "hf-bf16-sequential": { residual: "sequential" },
  "hf-sharded": { tiedEmbeddings: true },
};

for (const [name, differs] of Object.entries(HF)) {
  Deno.test(`readModel: ${name}, saved by transformers, has the same weights and logits`, () => {
    const { config, parameters } = readModel(GOLDEN + name);
    deepEqual(config, {
      ...modelPreset("tiny", { vocabularySize: 96, context: 48 }),
      width: 32,
      mlpWidth: 64,
      ...differs,
    });
    const golden = JSON.parse(Deno.readTextFileSync(`${GOLDEN}${name}/logits.json`));
    for (const [of, values] of parameters) {
      const weights = golden.weights[of === "embed_out.weight" ? "lm_head.weight" : of];
      deepEqual([values[0], values[1], values.at(-1)], weights);
    }
    const ids: number[][] = golden.ids, V = config.vocabularySize, T = ids[0].length;
    const tokens_BT1 = Int32Array.from(ids.flatMap((row) => [...row, 0])); // the last target does not matter
    const logits = referenceLogits(config, parameters, { rows: ids.length, context: T, tokens_BT1 });
    let at = 0;
    for (let n = 0; n < ids.length * T; n++) {
      if (n % T % golden.every !== 0) continue;
      const wanted: number[] = golden.logits[at++];
      wanted.forEach((value, v) => ok(Math.abs(logits[n * V + v] - value) < 1e-5, `${n}, ${v}`));
    }
    equal(at, golden.logits.length);
  });
}

Deno.test("config.json: every preset comes back", () => {
  for (const name of MODEL_PRESETS) {
    const config = modelPreset(name, { vocabularySize: 1000 });
    deepEqual(parseConfigJson(writeConfigJson(config), "config.json"), config);
  }
});

/** As Pythia's own, in the words of transformers 4. */
const PYTHIA_70M = {
  architectures: ["GPTNeoXForCausalLM"],
  bos_token_id: 0,
  eos_token_id: 0,
  hidden_act: "gelu",
  hidden_size: 512,
  initializer_range: 0.02,
  intermediate_size: 2048,
  layer_norm_eps: 1e-5,
  max_position_embeddings: 2048,
  model_type: "gpt_neox",
  num_attention_heads: 8,
  num_hidden_layers: 6,
  rotary_emb_base: 10000,
  rotary_pct: 0.25,
  tie_word_embeddings: false,
  torch_dtype: "float16",
  use_cache: true,
  use_parallel_residual: true,
  vocab_size: 50304,
};

Deno.test("config.json: old and new words for rotary positions; what transformers takes by default", () => {
  const parse = (json: object) => parseConfigJson(JSON.stringify(json), "config.json");
  deepEqual(parse(PYTHIA_70M), modelPreset("pythia-70m"));
  const { rotary_emb_base: _, rotary_pct: __, use_parallel_residual: ___, layer_norm_eps: ____, ...bare } = PYTHIA_70M;
  deepEqual(parse(bare), modelPreset("pythia-70m"));
  const rope_parameters = { rope_type: "default", rope_theta: 500, partial_rotary_factor: 0.5 };
  const both = parse({ ...PYTHIA_70M, rope_parameters });
  deepEqual([both.rotaryBase, both.rotaryFraction], [500, 0.5]);
  equal(parse({ ...PYTHIA_70M, rope_parameters: { rope_type: "default" }, rotary_pct: 0.5 }).rotaryFraction, 0.5);
});

Deno.test("config.json: what Mixlab does not compute is refused", () => {
  const cases: [object, RegExp][] = [
    [{ model_type: "llama" }, /model_type: wanted "gpt_neox", got "llama"; Mixlab trains GPT-NeoX only/],
    [{ architectures: ["GPTNeoXForSequenceClassification"] }, /architectures: wanted "GPTNeoXForCausalLM"/],
    [{ hidden_act: "gelu_new" }, /hidden_act: wanted "gelu", got "gelu_new"; Mixlab computes the exact GELU only/],
    [{ attention_bias: false }, /attention_bias: wanted true, got false/],
    [{ hidden_dropout: 0.1 }, /hidden_dropout: wanted 0, got 0.1; Mixlab trains without dropout/],
    [{ rope_scaling: { type: "linear", factor: 2 } }, /rope_scaling: wanted null/],
    [{ rope_parameters: { rope_type: "yarn" } }, /rope_parameters: rope_type: wanted "default", got "yarn"/],
    [{ rope_parameters: [] }, /rope_parameters: wanted an object/],
    [{ quantization_config: {} }, /quantization_config/],
    [{ head_dim: 32 }, /head_dim: wanted 64, got 32/],
    [{ hidden_size: undefined }, /hidden_size: wanted a number, got undefined/],
    [{ num_hidden_layers: "6" }, /num_hidden_layers: wanted a number, got "6"/],
    [{ num_attention_heads: 7 }, /heads: wanted heads that divide the width 512, got 7/],
    [{ rotary_pct: 0.33 }, /rotaryFraction: wanted an even number/],
    [{ tie_word_embeddings: "no" }, /tie_word_embeddings: wanted true or false, got "no"/],
  ];
  for (const [change, message] of cases) {
    throws(() => parseConfigJson(JSON.stringify({ ...PYTHIA_70M, ...change }), "a/config.json"), (error) => {
      ok(isInputError(error) && error.message.startsWith("a/config.json: ") && message.test(error.message), `${error}`);
      return true;
    });
  }
  throws(() => parseConfigJson("{", "config.json"), SyntaxError);
  throws(() => parseConfigJson("null", "config.json"), /wanted an object, got null/);
});

const TINY = { ...modelPreset("tiny", { vocabularySize: 11 }), width: 16, mlpWidth: 24, heads: 2, layers: 1 };

/** A folder of these files while `use` runs. */
function folderOf(files: Iterable<[string, Iterable<Uint8Array>]>, use: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    for (const [name, pieces] of files) Deno.writeFileSync(`${folder}/${name}`, joined(pieces));
    use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The tensors of a sound model of `TINY`. */
function tensorsOf(config: ModelConfig): NamedTensor[] {
  let tensors: NamedTensor[] = [];
  folderOf(modelFiles(config, initialParameters(config, { seed: 3 })), (folder) => {
    const read = readSafetensors(`${folder}/model.safetensors`).tensors;
    tensors = [...read].map(([name, { shape, values }]) => ({ name, shape, values }));
  });
  return tensors;
}

const configFile = (
  config: ModelConfig,
): [string, Uint8Array[]] => ["config.json", [new TextEncoder().encode(writeConfigJson(config))]];

Deno.test("modelFiles and readModel: F32 as it was, F16 and BF16 rounded", () => {
  for (const tiedEmbeddings of [false, true]) {
    const config = { ...TINY, tiedEmbeddings }, parameters = initialParameters(config, { seed: 1 });
    folderOf(modelFiles(config, parameters), (folder) => deepEqual(readModel(folder), { config, parameters }));
    folderOf(modelFiles(config, parameters, "F16"), (folder) => {
      for (const [name, values] of readModel(folder).parameters) {
        deepEqual(values, new Float32Array(new Float16Array(parameters.get(name)!)));
      }
      equal(JSON.parse(Deno.readTextFileSync(`${folder}/config.json`)).dtype, "float16");
    });
  }
  const parameters = initialParameters(TINY, { seed: 1 });
  parameters.set("other", new Float32Array(1));
  throws(() => modelFiles(TINY, parameters), /the model has no other/);
  parameters.delete("other");
  parameters.delete("embed_out.weight");
  throws(() => modelFiles(TINY, parameters), /wanted also embed_out.weight/);
  parameters.set("embed_out.weight", new Float32Array(5));
  throws(() => modelFiles(TINY, parameters), /embed_out.weight: wanted numbers for the shape \[11,16\], got 5/);
});

Deno.test("readModel: buffers of older versions and a tied head saved again are left out", () => {
  const layer = "gpt_neox.layers.0.attention", one = new Float32Array(1);
  const old = [`${layer}.bias`, `${layer}.masked_bias`, `${layer}.rotary_emb.inv_freq`, "gpt_neox.rotary_emb.inv_freq"]
    .map((name) => ({ name, shape: [1], values: one }));
  const write = (
    config: ModelConfig,
    tensors: NamedTensor[],
  ): [string, Iterable<Uint8Array>][] => [configFile(config), ["model.safetensors", encodeSafetensors(tensors)]];
  const config = { ...TINY, tiedEmbeddings: true },
    tensors = tensorsOf(config),
    parameters = initialParameters(config, { seed: 3 });
  const head = { ...tensors.find(({ name }) => name === "gpt_neox.embed_in.weight")!, name: "embed_out.weight" };
  folderOf(write(config, [...tensors, ...old, head]), (folder) => deepEqual(readModel(folder), { config, parameters }));
  const other = { ...head, values: head.values.map((v) => v + 1) };
  folderOf(write(config, [...tensors, other]), (folder) => {
    throws(() => readModel(folder), /its weights hold what the model has not: embed_out.weight/);
  });
});

Deno.test("readModel: missing, unexpected, misshapen and infinite tensors are named", () => {
  const tensors = tensorsOf(TINY), dense = "gpt_neox.layers.0.attention.dense.weight";
  const cases: [NamedTensor[], RegExp][] = [
    [tensors.filter(({ name }) => name !== dense), /its weights lack gpt_neox.layers.0.attention.dense.weight/],
    [tensors.slice(5), /its weights lack .*, .*, .* and \d more/],
    [[...tensors, { name: "lm.head", shape: [], values: new Float32Array(1) }], /what the model has not: lm.head/],
    [
      tensors.map((t) => t.name === dense ? { ...t, shape: [256] } : t),
      /dense.weight: wanted the shape \[16,16\] that config.json tells, got \[256\]/,
    ],
    [
      tensors.map((t) => t.name === dense ? { ...t, values: t.values.map((v, i) => i === 7 ? NaN : v) } : t),
      /dense.weight\[7\]: wanted a finite number, got NaN/,
    ],
  ];
  for (const [changed, message] of cases) {
    folderOf([configFile(TINY), ["model.safetensors", encodeSafetensors(changed)]], (folder) => {
      throws(() => readModel(folder), (error) => isInputError(error) && message.test(error.message));
    });
  }
});

Deno.test("readModel: parts are where the index says", () => {
  const tensors = tensorsOf(TINY), one = tensors.slice(0, 5), two = tensors.slice(5);
  const index = (map: object) => new TextEncoder().encode(JSON.stringify({ metadata: {}, weight_map: map }));
  const map = Object.fromEntries([
    ...one.map(({ name }) => [name, "a.safetensors"]),
    ...two.map(({ name }) => [name, "b.safetensors"]),
  ]);
  const check = (map: object, a: NamedTensor[], message?: RegExp) => {
    const parts: [string, Iterable<Uint8Array>][] = [
      configFile(TINY),
      ["a.safetensors", encodeSafetensors(a)],
      ["b.safetensors", encodeSafetensors(two)],
      ["model.safetensors.index.json", [index(map)]],
    ];
    folderOf(parts, (folder) => {
      if (message === undefined) deepEqual(readModel(folder).parameters, initialParameters(TINY, { seed: 3 }));
      else throws(() => readModel(folder), (error) => isInputError(error) && message.test(error.message));
    });
  };
  check(map, one);
  check(map, one.slice(1), /a.safetensors: wanted "gpt_neox.embed_in.weight" in it/);
  check(map, [...one, two[0]], /a.safetensors: holds ".*", which model.safetensors.index.json does not say/);
  check(
    { ...map, [one[0].name]: "../a.safetensors" },
    one,
    /wanted a .safetensors file beside it, got "..\/a.safetensors"/,
  );
  check({ ...map, [one[0].name]: "c.safetensors" }, one.slice(1), /c.safetensors: there is no such file/);
  check([], one, /its weights lack/);
  folderOf(
    [configFile(TINY)],
    (folder) => throws(() => readModel(folder), /wanted model.safetensors or .*, got neither/),
  );
  throws(() => readModel("/nowhere"), /\/nowhere\/config.json: there is no such file/);
});
