import { deepEqual, equal, notDeepEqual, ok, throws } from "../assert.ts";
import { type InitialOptions, initialParameters } from "../../lib/model/initialise.ts";
import { modelParameters } from "../../lib/model/parameters.ts";
import { modelPreset } from "../../lib/model/presets.ts";

const CONFIG = modelPreset("tiny", { vocabularySize: 512 });

/** Mean and deviation. */
function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
}

Deno.test("initialParameters: gains 1, biases 0, matrices normal with the deviation of the scheme", () => {
  const deviations: [InitialOptions["scheme"], (name: string) => number][] = [
    [undefined, () => 0.02],
    ["hugging-face", () => 0.02],
    // √(2/(5·64)), and 2/(2·√64) for what writes to the residual stream
    ["gpt-neox", (name) => /attention.dense.w|4h_to_h.w/.test(name) ? 0.125 : 0.0790569415],
  ];
  for (const [scheme, deviationOf] of deviations) {
    const parameters = initialParameters(CONFIG, { seed: 5, scheme });
    deepEqual([...parameters.keys()], modelParameters(CONFIG).map(({ name }) => name));
    for (const { name, shape } of modelParameters(CONFIG)) {
      const values = parameters.get(name)!, n = values.length;
      equal(n, shape.reduce((a, b) => a * b, 1));
      if (shape.length === 1) ok(values.every((v) => v === (name.endsWith("norm.weight") ? 1 : 0)), name);
      else {
        const { mean, deviation } = moments(values), wanted = deviationOf(name);
        ok(Math.abs(mean) < 5 * wanted / Math.sqrt(n), `${name}: mean ${mean}`);
        ok(Math.abs(deviation / wanted - 1) < 5 / Math.sqrt(2 * n), `${name}: ${deviation}, wanted ${wanted}`);
        const kurtosis = values.reduce((sum, v) => sum + ((v - mean) / deviation) ** 4, 0) / n;
        ok(Math.abs(kurtosis - 3) < 5 * Math.sqrt(24 / n), `${name}: kurtosis ${kurtosis}`);
      }
    }
  }
});

Deno.test("initialParameters: each tensor by seed and name alone", () => {
  const one = initialParameters(CONFIG, { seed: 1 });
  const deeper = initialParameters({ ...CONFIG, layers: 3, context: 7 }, { seed: 1 });
  for (const [name, values] of one) deepEqual(deeper.get(name), values);
  const dense = (layer: number, seed = 1) =>
    initialParameters(CONFIG, { seed }).get(`gpt_neox.layers.${layer}.attention.dense.weight`);
  notDeepEqual(dense(0), dense(1));
  notDeepEqual(dense(0), dense(0, 2));
  throws(() => initialParameters(CONFIG, { seed: -1 }), /seed: wanted a whole number/);
  throws(() => initialParameters(CONFIG, { seed: 0, scheme: "xavier" as never }), /scheme: wanted .*, got "xavier"/);
});
