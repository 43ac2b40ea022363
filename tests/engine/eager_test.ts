import { deepEqual, equal, notEqual, ok, rejects, throws } from "../assert.ts";
import { memory, mul, neg, reshape, sum, type Tensor, type Tensor1D } from "@tensorflow/tfjs-core";
import { openEager } from "../../lib/engine/eager/open_eager.ts";
import type { Program } from "../../lib/engine/engine.ts";
import { embedding } from "../../lib/engine/ops/embedding.ts";
import { withGradient } from "../../lib/engine/ops/with_gradient.ts";
import { languageModel } from "../../lib/model/language_model.ts";
import { CONFIGS, someParameters, someRows, someWeights } from "./suite_inputs.ts";

const UPDATE = { learningRate: 0.01, step: 1, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0, clip: 1 } as const;

/** The loss of a token is an entry of a table; a second parameter is not read. Counts its passes. */
function table(): Program & { passes: number; backward: number } {
  return {
    passes: 0,
    backward: 0,
    parameters: [{ name: "table", shape: [4, 1], decay: false }, { name: "idle", shape: [3], decay: true }],
    vocabularySize: 4,
    context: 2,
    tokenLosses(p, { inputs_N }) {
      this.passes++;
      const counted = withGradient([p.table], (t) => ({
        value: mul(t, 2),
        saved: [t],
        backward: (dy) => (this.backward++, [mul(dy, 2)]),
      }));
      return reshape(embedding(counted, inputs_N), [-1]) as Tensor1D;
    },
  };
}
const ROWS = { rows: 2, context: 2, tokens_BT1: Int32Array.of(0, 1, 3, 3, 1, 2) }; // inputs 0, 1, 3, 1

Deno.test("eager: a gradient by a rule takes one forward and one backward pass", async () => {
  const program = table();
  await using engine = await openEager(program, "cpu");
  await engine.write("parameters", new Map([["table", Float32Array.of(1, 2, 3, 4)], ["idle", new Float32Array(3)]]));
  // a rule that writes on the losses writes on its own copy
  const losses = await engine.gradient(ROWS, (losses_BT) => {
    losses_BT.forEach((loss, i) => losses_BT[i] = loss * 10);
    return losses_BT;
  });
  deepEqual(losses, Float32Array.of(2, 4, 8, 4));
  deepEqual((await engine.read("gradients")).get("table"), Float32Array.of(2 * 20, 2 * 80, 0, 2 * 80));
  equal(program.passes, 1);
  equal(program.backward, 1);
});

Deno.test("eager: a parameter that no loss depends on has gradient 0, and only decay moves it", async () => {
  await using engine = await openEager(table(), "cpu");
  const values = new Map([["table", new Float32Array(4)], ["idle", Float32Array.of(1, 2, 3)]]);
  await engine.write("parameters", values);
  await engine.gradient(ROWS, new Float32Array(4).fill(1));
  await engine.gradient(ROWS, new Float32Array(4).fill(1), { add: true });
  deepEqual((await engine.read("gradients")).get("idle"), new Float32Array(3));
  await engine.update({ ...UPDATE, weightDecay: 0.5 });
  const moved = (await engine.read("parameters")).get("idle")!;
  ok(moved.every((x, i) => Math.abs(x / (i + 1) - 0.995) < 1e-6), `${moved}`);
});

Deno.test("eager: one tensor as the gradient of two parameters is not freed twice", async () => {
  const program: Program = {
    parameters: ["a", "b"].map((name) => ({ name, shape: [2], decay: false })),
    vocabularySize: 2,
    context: 2,
    tokenLosses: (p) =>
      withGradient(
        [p.a, p.b],
        (a, b) => ({ value: neg(mul(a, b)), saved: [], backward: (dy) => [dy, dy] }),
      ) as Tensor1D,
  };
  await using engine = await openEager(program, "cpu");
  const rows = { rows: 1, context: 2, tokens_BT1: new Int32Array(3) };
  for (const step of [1, 2, 3]) {
    await engine.gradient(rows, Float32Array.of(1, 2), { add: step > 1 });
    await engine.update({ ...UPDATE, step });
  }
  deepEqual((await engine.read("gradients")).get("a"), Float32Array.of(3, 6));
});

Deno.test("eager: engines on several backends take turns, also while others wait", async () => {
  const model = languageModel(CONFIGS.parallel), backends = ["cpu", "wasm", "cpu"] as const;
  const alone: Float32Array[] = [];
  const train = async (backend: "cpu" | "wasm", seed: number) => {
    await using engine = await openEager(model, backend);
    await engine.write("parameters", someParameters(CONFIGS.parallel, seed));
    for (const step of [1, 2]) {
      await engine.gradient(someRows(seed + step), (losses) => losses.map((loss) => loss / 32));
      await engine.update({ ...UPDATE, step });
    }
    return await engine.losses(someRows(seed));
  };
  for (const [i, backend] of backends.entries()) alone.push(await train(backend, 10 * i));
  deepEqual(await Promise.all(backends.map((backend, i) => train(backend, 10 * i))), alone);
});

Deno.test("eager: the same seed gives the same bytes", async () => {
  const model = languageModel(CONFIGS.sequential),
    run = async () => {
      await using engine = await openEager(model, "wasm");
      await engine.write("parameters", someParameters(CONFIGS.sequential));
      for (const step of [1, 2, 3]) {
        await engine.gradient(someRows(step), someWeights(step, 32));
        await engine.update({ ...UPDATE, step });
      }
      return await engine.read("parameters");
    };
  deepEqual(await run(), await run());
});

Deno.test("eager: disposing frees every tensor, also after calls that failed", async () => {
  await openEager(table(), "cpu").then((engine) => engine[Symbol.asyncDispose]()); // what the backend itself keeps
  const before = memory().numTensors, broken = table();
  broken.tokenLosses = (p) => {
    sum(withGradient([p.table], (t) => ({ value: mul(t, 2), saved: [t], backward: (dy) => [dy] })) as Tensor);
    throw new Error("no such operation");
  };
  {
    await using engine = await openEager(broken, "cpu");
    engine.slots(3);
    await rejects(engine.losses(ROWS), /no such operation/);
    await rejects(engine.gradient(ROWS, new Float32Array(4)), /no such operation/);
    await using sound = await openEager(table(), "cpu");
    await rejects(sound.gradient(ROWS, new Float32Array(3)), /weights/);
    notEqual(memory().numTensors, before);
  }
  equal(memory().numTensors, before);
});

Deno.test("eager: calls that overlap, or come after the end, are errors", async () => {
  const engine = await openEager(table(), "cpu"), first = engine.gradient(ROWS, new Float32Array(4).fill(1));
  await rejects(engine.update(UPDATE), /update: await the promise of gradient first/);
  throws(() => engine.slots(2), /slots: await/);
  await first;
  ok((await engine.update(UPDATE)).norm > 0);
  await engine[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  await rejects(engine.losses(ROWS), /disposed of/);
});

Deno.test("eager: an update that would make no sense is refused", async () => {
  await using engine = await openEager(table(), "cpu");
  for (
    const wrong of [{ step: 0 }, { step: 1.5 }, { learningRate: NaN }, { epsilon: -1 }, { weightDecay: Infinity }, {
      clip: 0,
    }, { betas: [0.9, 1] as const }]
  ) {
    await rejects(engine.update({ ...UPDATE, ...wrong }), {
      name: "RangeError",
      message: RegExp(Object.keys(wrong)[0]),
    });
  }
});
