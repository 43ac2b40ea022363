/** A long run of a very small model by the native engine, which says what it holds at some steps: JSON lines. */
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { openEngine } from "../../lib/engine/open_engine.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import { initialParameters } from "../../lib/model/initialise.ts";
import { languageModel } from "../../lib/model/language_model.ts";
import { modelPreset } from "../../lib/model/presets.ts";
import { random } from "../../lib/numerics/random.ts";
import { train } from "../../lib/train/train.ts";

const [steps, every] = Deno.args.map(Number), rng = random(5);
const ids = (length: number) => Uint8Array.from({ length }, () => rng.below(32));
const source = memorySource({ a: { train: ids(9000), val: ids(700) }, b: { train: ids(5000), val: ids(300) } });
const tiny = modelPreset("tiny", { vocabularySize: 32, context: 8 });
const config = { ...tiny, layers: 1, width: 16, heads: 2, mlpWidth: 32 };
const { gc } = globalThis as unknown as { gc: () => void };

await using engine = await openEngine(languageModel(config), { backend: "native", threads: 2 });
await engine.write("parameters", initialParameters(config, { seed: 0 }));
await train({
  ...{ engine, source, mixture: mixture({ a: 0.5, b: 0.5 }), seed: 1, steps },
  ...{ batch: 6, microBatch: 3, schedule: { peak: 0.01, steps } }, // 3 rows are a graph of 2 and one of 1
  evaluation: { batch: 7, every: 100 },
  checkpoints: { every: 200, save: ({ state }) => `step ${state.step}` },
  onProgress({ phase, step }) {
    if (phase === "evaluating" || step % every !== 0) return;
    gc();
    console.log(JSON.stringify({ step, tensors: engine.liveTensors(), resident: Deno.memoryUsage().rss }));
  },
});
