import { equal, ok } from "../assert.ts";
import { modelParameters } from "../../lib/model/parameters.ts";
import { referenceGradients, referenceLosses } from "../../lib/model/reference.ts";
import { adamw64 } from "./adamw64.ts";
import { PARITY, parityParameters, parityRows, parityWeights, sketch, sketchDistance } from "./parity_inputs.ts";

for (const [kind, golden] of Object.entries(PARITY.cases)) {
  const { config } = golden, rows = parityRows(config, 0);

  Deno.test(`reference, ${kind}: token losses and gradients are PyTorch's in float64`, () => {
    const { losses_BT, gradients } = referenceGradients(config, parityParameters(config), rows, parityWeights());
    equal(losses_BT.length, golden.losses.length);
    losses_BT.forEach((loss, i) => ok(Math.abs(loss - golden.losses[i]) < 1e-12, `${i}: ${loss}`));
    equal(gradients.size, Object.keys(golden.gradients).length);
    for (const [name, gradient] of gradients) {
      const distance = sketchDistance(sketch(name, gradient, config), golden.gradients[name]);
      ok(distance < 1e-11, `${name}: ${distance}`);
    }
  });

  Deno.test(`reference, ${kind}: three AdamW steps are PyTorch's`, () => {
    const { sketchedStep, ...settings } = PARITY.adamw, before = parityParameters(config);
    const parameters = new Map([...before].map(([name, values]) => [name, Float64Array.from(values)]));
    const decayed = new Set(modelParameters(config).filter(({ decay }) => decay).map(({ name }) => name));
    const moments = new Map<string, [Float64Array, Float64Array]>();
    const N = PARITY.rows * PARITY.context, even = new Float64Array(N).fill(1 / N);
    for (let step = 0; step < sketchedStep; step++) {
      const { losses_BT, gradients } = referenceGradients(config, parameters, parityRows(config, step), even);
      ok(Math.abs(losses_BT.reduce((a, b) => a + b) / N - golden.curve[step]) < 1e-10);
      const update = { ...settings, step: step + 1 };
      const norm = adamw64(parameters, gradients, moments, (name) => decayed.has(name), update);
      ok(Math.abs(norm - golden.norms[step]) < 1e-10);
    }
    for (const [name, values] of parameters) {
      const change = values.map((v, i) => v - before.get(name)![i]);
      const distance = sketchDistance(sketch(name, change, config), golden.updates[name]);
      ok(distance < 1e-8, `${name}: ${distance}`);
    }
    const after = referenceLosses(config, parameters, parityRows(config, sketchedStep));
    ok(Math.abs(after.reduce((a, b) => a + b) / N - golden.curve[sketchedStep]) < 1e-10);
  });
}

Deno.test("sketches tell tensors apart that differ in one number", () => {
  const { config, gradients } = PARITY.cases.parallel, name = "embed_out.weight";
  const values = referenceGradients(config, parityParameters(config), parityRows(config, 0), parityWeights());
  const changed = values.gradients.get(name)!.slice(), norm = gradients[name].norm;
  changed[77] += 1e-3 * norm;
  const distance = sketchDistance(sketch(name, changed, config), gradients[name]);
  ok(distance > 0.9e-3 && distance < 1.1e-3, `${distance}`);
});
