import { equal, ok } from "../assert.ts";
import { modelFiles } from "../../lib/model/hugging_face.ts";
import type { ModelConfig } from "../../lib/model/config.ts";
import { modelPreset } from "../../lib/model/presets.ts";
import { referenceLogits } from "../../lib/model/reference.ts";
import { joined } from "./joined.ts";
import { parityParameters, parityRows } from "./parity_inputs.ts";

/** Opens the models in the folders given, says what did not fit, and prints their logits. */
const SCRIPT = `
import json, sys, torch
from transformers import AutoModelForCausalLM
ids = torch.tensor(json.loads(sys.argv[1]))
out = []
for folder in sys.argv[2:]:
    model, info = AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
    with torch.no_grad():
        logits = model.eval().float()(ids).logits
    wrong = [list(info[k]) for k in ("missing_keys", "unexpected_keys", "mismatched_keys")]
    out.append({"wrong": wrong, "dtype": str(model.config.dtype), "logits": logits.reshape(-1).tolist()})
print("RESULT" + json.dumps(out))
`;

/** A Python that has transformers and torch. */
function python(): string | undefined {
  for (const command of ["/opt/peer/bin/python", "python3"]) {
    try {
      const args = [
        "-c",
        "import importlib.util as u, sys; sys.exit(not (u.find_spec('transformers') and u.find_spec('torch')))",
      ];
      if (new Deno.Command(command, { args, stdout: "null", stderr: "null" }).outputSync().success) return command;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

const interpreter = python();
const lacking = interpreter === undefined ? " (skipped: no python3 with transformers and torch on this machine)" : "";

Deno.test({
  name: `transformers opens a model that Mixlab wrote, and computes the same logits${lacking}`,
  ignore: interpreter === undefined,
  fn() {
    const base = modelPreset("tiny", { vocabularySize: 100, context: 64 });
    const models: [ModelConfig, "F32" | "F16" | "BF16"][] = [
      [base, "F32"],
      [{ ...base, residual: "sequential", tiedEmbeddings: true }, "F32"],
      [{ ...base, rotaryFraction: 1, rotaryBase: 1000, mlpWidth: 96 }, "BF16"],
      [{ ...base, tiedEmbeddings: true, layerNormEpsilon: 1e-3 }, "F16"],
    ];
    const { tokens_BT1 } = parityRows(base, 0), rows = { rows: 1, context: 64, tokens_BT1: tokens_BT1.slice(0, 65) };
    const folder = Deno.makeTempDirSync();
    try {
      const wanted = models.map(([config, dtype], i) => {
        // Weights of few bits, which every type holds exactly.
        const parameters = new Map(
          [...parityParameters(config)].map(([name, values]) => [name, values.map((v) => Math.round(v * 128) / 128)]),
        );
        Deno.mkdirSync(`${folder}/${i}`);
        for (const [name, pieces] of modelFiles(config, parameters, dtype)) {
          Deno.writeFileSync(`${folder}/${i}/${name}`, joined(pieces));
        }
        return referenceLogits(config, parameters, rows);
      });
      const { success, stdout, stderr } = new Deno.Command(interpreter!, {
        args: [
          "-c",
          SCRIPT,
          JSON.stringify([[...rows.tokens_BT1.subarray(0, 64)]]),
          ...models.map((_, i) => `${folder}/${i}`),
        ],
        env: { OMP_NUM_THREADS: "1", HF_HUB_OFFLINE: "1" },
      }).outputSync();
      ok(success, new TextDecoder().decode(stderr));
      const results = JSON.parse(new TextDecoder().decode(stdout).split("RESULT")[1]);
      models.forEach(([, dtype], i) => {
        const { wrong, dtype: opened, logits } = results[i];
        equal(JSON.stringify(wrong), "[[],[],[]]");
        equal(opened, { F32: "torch.float32", F16: "torch.float16", BF16: "torch.bfloat16" }[dtype]);
        equal(logits.length, wanted[i].length);
        wanted[i].forEach((value, n) => ok(Math.abs(value - logits[n]) < 1e-5, `${i}, ${n}: ${logits[n]}, ${value}`));
      });
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
