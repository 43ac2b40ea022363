/** The native engine against PyTorch itself: golden values of tests/golden/model/parity.py. */
import { ok } from "../assert.ts";
import { openEngine } from "../../lib/engine/open_engine.ts";
import { languageModel } from "../../lib/model/language_model.ts";
import {
  PARITY,
  type ParityCase,
  parityParameters,
  parityRows,
  parityWeights,
  sketch,
  sketchDistance,
} from "../model/parity_inputs.ts";

const { rows, context, adamw: { sketchedStep, ...adamw } } = PARITY, N = rows * context;

/** Largest difference of two lists, relative to the root of the second's mean square. */
function apart(a: ArrayLike<number>, b: readonly number[]): number {
  const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(square(b.map((value, i) => a[i] - value)) / square(b));
}

for (const threads of [1, 2]) {
  for (const [kind, golden] of Object.entries(PARITY.cases) as [string, ParityCase][]) {
    const { config } = golden;
    const open = async () => {
      const engine = await openEngine(languageModel(config), { backend: "native", threads });
      await engine.write("parameters", parityParameters(config));
      return engine;
    };

    Deno.test(`native, ${threads} threads, ${kind}: losses and gradients are PyTorch's`, async () => {
      await using engine = await open();
      const losses = await engine.gradient(parityRows(config, 0), parityWeights());
      ok(apart(losses, golden.losses) < 1e-6, `losses: ${apart(losses, golden.losses)}`);
      for (const [name, values] of await engine.read("gradients")) {
        const far = sketchDistance(sketch(name, values, config), golden.gradients[name]);
        ok(far < 2e-6, `${name}: ${far}`);
      }
    });

    Deno.test(`native, ${threads} threads, ${kind}: 20 AdamW steps are PyTorch's`, async () => {
      await using engine = await open();
      const before = parityParameters(config), even = new Float32Array(N).fill(1 / N);
      for (let step = 1; step <= golden.curve.length; step++) {
        const losses = await engine.gradient(parityRows(config, step - 1), even);
        const mean = losses.reduce((sum, loss) => sum + loss, 0) / N, wanted = golden.curve[step - 1];
        ok(Math.abs(mean - wanted) < 5e-6, `loss of step ${step}: ${mean}, PyTorch ${wanted}`);
        const { norm } = await engine.update({ ...adamw, step });
        ok(Math.abs(norm / golden.norms[step - 1] - 1) < 1e-5, `norm of step ${step}: ${norm}`);
        if (step !== sketchedStep) continue;
        for (const [name, values] of await engine.read("parameters")) {
          const moved = values.map((value, i) => value - before.get(name)![i]);
          const far = sketchDistance(sketch(name, moved, config), golden.updates[name]);
          ok(far < 1e-4, `update of ${name}: ${far}`);
        }
      }
    });
  }
}
