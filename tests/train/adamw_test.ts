import assert from "../assert.ts";
import { ADAMW, adamwOptions } from "../../lib/train/adamw.ts";
import { referenceAdamW } from "../../lib/train/reference_adamw.ts";

interface Golden {
  readonly start: number[][];
  readonly steps: { learningRate: number; gradients: number[][]; norm: number; values: number[][] }[];
}

Deno.test("the reference update is PyTorch's, clipped steps and others", async () => {
  const golden: Golden = JSON.parse(await Deno.readTextFile(new URL("../golden/train/adamw.json", import.meta.url)));
  const tensors = golden.start.map((start, i) => ({
    values: Float64Array.from(start),
    gradient: new Float64Array(start.length),
    first: new Float64Array(start.length),
    second: new Float64Array(start.length),
    decay: i === 0,
  }));
  let clipped = 0;
  golden.steps.forEach(({ learningRate, gradients, norm, values }, n) => {
    gradients.forEach((gradient, i) => tensors[i].gradient.set(gradient));
    const got = referenceAdamW(tensors, {
      ...{ learningRate, step: n + 1, betas: [0.9, 0.99], epsilon: 1e-8, weightDecay: 0.1, clip: 1 },
    });
    assert.ok(Math.abs(got - norm) < 1e-12);
    if (norm > 1) clipped++;
    // PyTorch divides by the norm plus 1e-6.
    values.flat().forEach((wanted, k) => {
      const value = [...tensors[0].values, ...tensors[1].values][k];
      assert.ok(Math.abs(value - wanted) < 1e-7, `step ${n + 1}, ${k}: wanted ${wanted}, got ${value}`);
    });
  });
  assert.equal(clipped, 3);
});

Deno.test("a gradient that is not finite changes nothing", () => {
  const tensor = {
    values: Float64Array.of(1, 2),
    gradient: Float64Array.of(1, Infinity),
    first: Float64Array.of(3, 4),
    second: Float64Array.of(5, 6),
    decay: true,
  };
  assert.equal(referenceAdamW([tensor], { ...ADAMW, learningRate: 1, step: 1 }), Infinity);
  assert.deepEqual([...tensor.values, ...tensor.first, ...tensor.second], [1, 2, 3, 4, 5, 6]);
});

Deno.test("options: the papers' defaults, and what cannot be meant", () => {
  assert.deepEqual(adamwOptions({ clip: Infinity }), {
    betas: [0.9, 0.999],
    epsilon: 1e-8,
    weightDecay: 0.01,
    clip: Infinity,
  });
  assert.throws(() => adamwOptions({ betas: [0.9, 1] }), /betas: wanted numbers from 0 to below 1, got 1/);
  assert.throws(() => adamwOptions({ betas: [0.9] as unknown as [number, number] }), TypeError);
  assert.throws(() => adamwOptions({ clip: 0 }), RangeError);
  assert.throws(() => adamwOptions({ epsilon: 0 }), RangeError);
  assert.throws(() => adamwOptions({ weightDecay: -1 }), RangeError);
});
