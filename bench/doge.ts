/**
 * What DoGE's gradients of single domains cost, in plain training steps: trap 9 of the engine's specification.
 *
 *     deno run -c deno.train.json -A bench/doge.ts [threads]
 *
 * A batch of 8 rows of the `small` model; 4 domains of 2 rows each, each gradient into a slot of its own, all dot
 * products, the weighted sum, and the update, beside the gradient of the whole batch and the update.
 *
 * @module
 */
import { openEngine } from "../lib/engine/open_engine.ts";
import { initialParameters } from "../lib/model/initialise.ts";
import { languageModel } from "../lib/model/language_model.ts";
import { modelPreset } from "../lib/model/presets.ts";
import { quantile } from "./train/quantile.ts";

const ROUNDS = 8, DOMAINS = 4, B = 8, V = 4096;

const threads = Number(Deno.args[0] ?? 2), config = modelPreset("small", { vocabularySize: V }), T = config.context;
await using engine = await openEngine(languageModel(config), { backend: "native", threads });
await engine.write("parameters", initialParameters(config, { seed: 1 }));
engine.slots(1 + DOMAINS);

const tokens_BT1 = Int32Array.from({ length: B * (T + 1) }, (_, i) => (i * 7919) % V);
const each = B / DOMAINS, slots = Array.from({ length: DOMAINS }, (_, i) => 1 + i);
const rowsOf = (from: number, rows: number) => ({
  rows,
  context: T,
  tokens_BT1: tokens_BT1.subarray(from * (T + 1), (from + rows) * (T + 1)),
});
const even = (rows: number) => new Float32Array(rows * T).fill(1 / (rows * T));
const whole = even(B), part = even(each);
let step = 0;
const update = () =>
  engine.update({
    learningRate: 1e-4,
    step: ++step,
    ...{ betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01, clip: 1 },
  });

const contenders = {
  plain: async () => {
    await engine.gradient(rowsOf(0, B), whole);
    await update();
  },
  domains: async () => {
    for (const slot of slots) await engine.gradient(rowsOf((slot - 1) * each, each), part, { slot });
    await engine.dots(slots);
    await engine.combine(slots, new Float64Array(DOMAINS).fill(1 / DOMAINS));
    await update();
  },
};
const ms: Record<keyof typeof contenders, number[]> = { plain: [], domains: [] };
for (let round = 0; round <= ROUNDS; round++) {
  for (const name of ["plain", "domains"] as const) {
    const from = performance.now();
    await contenders[name]();
    if (round > 0) ms[name].push(performance.now() - from); // the first round compiles
  }
}
const [plain, domains] = [quantile(ms.plain, 0.5), quantile(ms.domains, 0.5)];
console.log(
  `${engine.device}: a step ${plain.toFixed(0)} ms, with gradients of ${DOMAINS} domains ${domains.toFixed(0)} ms`,
);
console.log(`${(domains / plain).toFixed(2)} steps`);
