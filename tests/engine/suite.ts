/**
 * What every engine must do, whatever computes it. The judge is the float64 reference, itself held to PyTorch by
 * tests/model. Traps of specs/engine.md, section 3, are named where a test holds them.
 */
import { deepEqual, equal, notDeepEqual, ok, rejects } from "../assert.ts";
import type { BackendName, Engine, Program, TokenRows, Update } from "../../lib/engine/engine.ts";
import { languageModel } from "../../lib/model/language_model.ts";
import { referenceGradients, referenceLosses } from "../../lib/model/reference.ts";
import { adamw64 } from "../model/adamw64.ts";
import {
  CONFIGS,
  decayed,
  distance,
  dot,
  known,
  someParameters,
  someRows,
  someWeights,
  together,
  unknown,
  weighted,
} from "./suite_inputs.ts";

/** Largest relative L2 distances from the reference. */
export interface Tolerances {
  /** Of the token losses of a batch. */
  readonly losses: number;
  /** Of each tensor's gradient. */
  readonly gradients: number;
  /** Of each tensor's change by three AdamW updates. */
  readonly updates: number;
  /** Of the mean loss over 20 updates, in nats: equal to 5 decimals. */
  readonly curve: number;
}

/** What float32 gives where sums keep their order. */
export const FLOAT32: Tolerances = { losses: 1e-6, gradients: 2e-6, updates: 1e-4, curve: 5e-6 };

const UPDATE = { learningRate: 3e-3, betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.1, clip: 0.5 } as const;

/** Registers the suite for one backend. */
export function engineSuite(
  backend: BackendName,
  open: (program: Program) => Promise<Engine>,
  tolerance: Tolerances = FLOAT32,
  label: string = backend,
): void {
  const test = (what: string, body: (engine: Engine) => Promise<void>, config = CONFIGS.parallel) =>
    Deno.test(`engine ${label}: ${what}`, async () => {
      await using engine = await open(languageModel(config));
      await engine.write("parameters", someParameters(config));
      await body(engine);
    });
  /** What must not change, byte for byte. */
  const everything = async (engine: Engine) =>
    await Promise.all([
      await engine.read("parameters"),
      await engine.read("firstMoments"),
      await engine.read("secondMoments"),
    ]);
  const near = (a: ArrayLike<number>, b: ArrayLike<number>, most: number, what: string) => {
    equal(a.length, b.length, what);
    const apart = distance(a, b);
    ok(apart <= most, `${what}: ${apart} from the reference, wanted at most ${most}`);
  };

  for (const [kind, config] of Object.entries(CONFIGS)) {
    test(`${kind}: losses and gradients are the reference's`, async (engine) => {
      equal(engine.backend, backend);
      ok(engine.device.length > 3);
      // other numbers of rows, and rows shorter than the context
      for (const shape of [{ rows: 4 }, { rows: 1 }, { rows: 3, context: 5 }]) {
        const rows = someRows(5, shape), weights = someWeights(6, rows.rows * rows.context);
        const { losses_BT, gradients } = referenceGradients(config, someParameters(config), rows, weights);
        near(await engine.losses(rows), losses_BT, tolerance.losses, "losses");
        near(await engine.gradient(rows, weights), losses_BT, tolerance.losses, "losses of gradient");
        const got = await engine.read("gradients");
        deepEqual([...got.keys()], engine.program.parameters.map(({ name }) => name));
        for (const [name, values] of got) {
          const wanted = gradients.get(name)!;
          near(known(name, values, config), known(name, wanted, config), tolerance.gradients, name);
          // biases of keys (trap 8): 0 up to rounding
          if (!name.endsWith("query_key_value.bias")) continue;
          const noise = Math.max(...unknown(values, config).map(Math.abs)), size = Math.max(...wanted.map(Math.abs));
          ok(noise <= 10 * tolerance.gradients * size, `biases of keys: ${noise}`);
        }
      }
    }, config);

    test(`${kind}: twenty AdamW updates follow the reference's`, async (engine) => {
      const before = someParameters(config), moments = new Map<string, [Float64Array, Float64Array]>();
      const exact = new Map([...before].map(([name, values]) => [name, Float64Array.from(values)]));
      const decays = decayed(engine.program), even = new Float32Array(32).fill(1 / 32);
      for (let step = 1; step <= 20; step++) {
        const rows = someRows(100 + step),
          update: Update = { ...UPDATE, step, clip: step % 2 === 1 ? UPDATE.clip : Infinity };
        const { losses_BT, gradients } = referenceGradients(config, exact, rows, even);
        const loss = weighted(await engine.gradient(rows, even), even);
        ok(Math.abs(loss - weighted(losses_BT, even)) <= tolerance.curve, `step ${step}: ${loss}`);
        const norm = adamw64(exact, gradients, moments, (name) => decays.has(name), update);
        const got = await engine.update(update);
        if (step % 2 === 1) ok(norm > UPDATE.clip);
        near([got.norm], [norm], Math.max(tolerance.updates, 1e-5), "norm");
        if (step !== 3) continue;
        for (const [name, values] of await engine.read("parameters")) {
          const change = (of: ArrayLike<number>) =>
            known(name, Array.from(of, (value, i) => value - before.get(name)![i]), config);
          near(change(values), change(exact.get(name)!), tolerance.updates, `change of ${name}`);
        }
        for (const [kind, which] of [["firstMoments", 0], ["secondMoments", 1]] as const) {
          for (const [name, values] of await engine.read(kind)) {
            const wanted = known(name, moments.get(name)![which], config);
            near(known(name, values, config), wanted, tolerance.updates, `${kind} of ${name}`);
          }
        }
      }
    }, config);
  }

  test("losses change nothing", async (engine) => {
    await engine.gradient(someRows(1), someWeights(1, 32));
    const before = [...await everything(engine), await engine.read("gradients")];
    await engine.losses(someRows(2));
    deepEqual([...await everything(engine), await engine.read("gradients")], before);
  });

  test("a rule sees the losses of this pass, and its weights are those of the gradient", async (engine) => {
    const rows = someRows(7), seen: Float32Array[] = [];
    const losses = await engine.gradient(rows, (losses_BT) => {
      seen.push(losses_BT.slice());
      return losses_BT.map((loss) => Math.max(loss - 3, 0) / 32);
    });
    equal(seen.length, 1);
    deepEqual(seen[0], losses);
    const ruled = await engine.read("gradients"), weights = losses.map((loss) => Math.max(loss - 3, 0) / 32);
    await engine.gradient(rows, weights);
    for (const [name, values] of await engine.read("gradients")) {
      near(
        known(name, ruled.get(name)!, CONFIGS.parallel),
        known(name, values, CONFIGS.parallel),
        tolerance.gradients,
        name,
      );
    }
  });

  test("a rule that throws leaves the engine fit to go on", async (engine) => {
    await engine.gradient(someRows(1), () => someWeights(1, 32)); // compiled steps are kept
    const before = engine.liveTensors();
    await rejects(
      engine.gradient(someRows(1), () => {
        throw new Error("no such domain");
      }),
      /no such domain/,
    );
    equal(engine.liveTensors(), before);
    await engine.gradient(someRows(1), someWeights(1, 32));
    ok(Number.isFinite((await engine.update({ ...UPDATE, step: 1 })).norm));
  });

  test("gradients accumulate: two halves make the whole", async (engine) => {
    const halves = [someRows(8, { rows: 3 }), someRows(9, { rows: 1 })] as const, weights = someWeights(10, 32);
    await engine.gradient(halves[0], weights.slice(0, 24));
    await engine.gradient(halves[1], weights.slice(24), { add: true });
    const sum = await engine.read("gradients"), rows = together(...halves);
    const { gradients } = referenceGradients(CONFIGS.parallel, someParameters(CONFIGS.parallel), rows, weights);
    for (const [name, values] of sum) {
      const wanted = known(name, gradients.get(name)!, CONFIGS.parallel);
      near(known(name, values, CONFIGS.parallel), wanted, tolerance.gradients, name);
    }
    await engine.gradient(rows, weights); // in its place again
    ok(distance((await engine.read("gradients")).get("embed_out.weight")!, sum.get("embed_out.weight")!) < 1e-5);
  });

  test("slots, dots and combine are the reference's (DoGE)", async (engine) => {
    engine.slots(3);
    engine.slots(1); // never fewer
    const config = CONFIGS.parallel, exact: Map<string, Float64Array>[] = [];
    for (const slot of [0, 1, 2]) {
      const rows = someRows(20 + slot, { rows: slot + 1 }), weights = someWeights(30 + slot, 8 * (slot + 1));
      await engine.gradient(rows, weights, { slot });
      exact.push(referenceGradients(config, someParameters(config), rows, weights).gradients);
    }
    const dots_nn = await engine.dots([0, 2, 1]),
      wanted = [0, 2, 1].flatMap((i) => [0, 2, 1].map((j) => dot(exact[i], exact[j])));
    const scale = Math.max(...wanted);
    dots_nn.forEach((d, i) => ok(Math.abs(d - wanted[i]) <= 3 * tolerance.gradients * scale, `${i}: ${d}`));
    equal(dots_nn[1], dots_nn[3]);
    const second = await engine.dots([2]);
    ok(Math.abs(second[0] - dots_nn[4]) <= 1e-6 * scale);

    const w = [0.5, -0.25, 2]; // of slots 1, 0 and 2: slot 0 is read before it is written
    await engine.combine([1, 0, 2], w);
    for (const [name, values] of await engine.read("gradients")) {
      const [a, b, c] = [1, 0, 2].map((slot) => exact[slot].get(name)!),
        sum = a.map((x, i) => w[0] * x + w[1] * b[i] + w[2] * c[i]);
      near(known(name, values, config), known(name, sum, config), 2 * tolerance.gradients, name);
    }
    ok(Math.abs((await engine.dots([2]))[0] - second[0]) <= 1e-6 * scale, "other slots keep theirs");
  });

  test("a slot that holds nothing is 0, and a slot that is not there is an error", async (engine) => {
    engine.slots(2);
    deepEqual(await engine.dots([0, 1]), new Float64Array(4));
    await rejects(engine.gradient(someRows(1), someWeights(1, 32), { slot: 2 }), RangeError);
    await rejects(engine.dots([0, 5]), RangeError);
    await rejects(engine.combine([0, 1], [1]), RangeError);
  });

  test("a gradient that is not finite changes nothing", async (engine) => {
    await engine.gradient(someRows(1), someWeights(1, 32));
    await engine.update({ ...UPDATE, step: 1 });
    const before = await everything(engine);
    for (const bad of [NaN, Infinity]) {
      await engine.gradient(someRows(2), new Float32Array(32).fill(1).fill(bad, 5, 6));
      ok(!Number.isFinite((await engine.update({ ...UPDATE, step: 2 })).norm));
      deepEqual(await everything(engine), before);
    }
    await engine.gradient(someRows(2), someWeights(2, 32));
    ok(Number.isFinite((await engine.update({ ...UPDATE, step: 2 })).norm));
    notDeepEqual((await everything(engine))[0], before[0]);
  });

  test("parameters that are not finite give losses that tell so", async (engine) => {
    const parameters = someParameters(CONFIGS.parallel);
    parameters.get("gpt_neox.final_layer_norm.bias")![3] = NaN;
    await engine.write("parameters", parameters);
    ok((await engine.losses(someRows(1))).every(Number.isNaN));
    ok((await engine.gradient(someRows(1), someWeights(1, 32))).every(Number.isNaN));
    ok(Number.isNaN((await engine.update({ ...UPDATE, step: 1 })).norm));
  });

  test("tensors are read and written as they are, and stay the caller's own", async (engine) => {
    for (const [seed, kind] of (["parameters", "gradients", "firstMoments", "secondMoments"] as const).entries()) {
      const values = someParameters(CONFIGS.parallel, 40 + seed),
        kept = new Map([...values].map(([k, v]) => [k, v.slice()]));
      await engine.write(kind, values);
      for (const v of values.values()) v.fill(9);
      const read = await engine.read(kind);
      deepEqual(read, kept);
      for (const v of read.values()) v.fill(8);
      deepEqual(await engine.read(kind), kept);
    }
    const values = someParameters(CONFIGS.parallel), before = await everything(engine);
    const name = "embed_out.weight", { [name]: _, ...rest } = Object.fromEntries(values);
    await rejects(engine.write("parameters", new Map(Object.entries(rest))), {
      name: "TypeError",
      message: /embed_out/,
    });
    await rejects(engine.write("parameters", new Map([...values, ["wte", new Float32Array(1)]])), {
      name: "TypeError",
      message: /wte/,
    });
    await rejects(engine.write("parameters", new Map([...values, [name, new Float32Array(7)]])), {
      name: "RangeError",
      message: /512/,
    });
    deepEqual(await everything(engine), before);
  });

  test("losses of hundreds of nats do not saturate (trap 7)", async (engine) => {
    const config = CONFIGS.parallel, parameters = someParameters(config), rows = someRows(3);
    parameters.set("embed_out.weight", parameters.get("embed_out.weight")!.map((w) => 120 * w));
    await engine.write("parameters", parameters);
    const wanted = referenceLosses(config, parameters, rows);
    ok(Math.max(...wanted) > 200);
    near(await engine.losses(rows), wanted, tolerance.losses, "losses");
  });

  test("many rows of one id sum into the embedding's gradient (traps 1 and 3)", async (engine) => {
    const config = CONFIGS.parallel, rows = someRows(11, { rows: 16, V: 2 }), weights = someWeights(12, 128);
    await engine.gradient(rows, weights);
    const { gradients } = referenceGradients(config, someParameters(config), rows, weights),
      name = "gpt_neox.embed_in.weight";
    const got = (await engine.read("gradients")).get(name)!;
    near(got, gradients.get(name)!, tolerance.gradients, name);
    deepEqual(got.slice(2 * 16), new Float32Array(30 * 16));
  });

  test("tensors alive are flat over a run", async (engine) => {
    engine.slots(2);
    const step = async (step: number) => {
      const rows = someRows(step);
      await engine.losses(rows);
      await engine.gradient(rows, (losses) => losses.map(() => 1 / 32));
      await engine.gradient(rows, someWeights(step, 32), { slot: 1, add: true });
      await engine.dots([0, 1]);
      await engine.combine([0, 1], [0.5, 0.5]);
      await engine.update({ ...UPDATE, step });
      await engine.write("gradients", await engine.read("gradients"));
    };
    await step(1);
    const before = engine.liveTensors();
    for (let n = 2; n <= 6; n++) await step(n);
    equal(engine.liveTensors(), before);
  });

  test("rows that do not fit are refused in words", async (engine) => {
    const { rows, context, tokens_BT1 } = someRows(1), bad = (id: number) => tokens_BT1.with(13, id);
    const cases: [TokenRows, RegExp][] = [
      [{ rows: 0, context, tokens_BT1 }, /rows/],
      [{ rows, context: 9, tokens_BT1: new Int32Array(40) }, /context.*8/],
      [{ rows, context, tokens_BT1: tokens_BT1.slice(1) }, /35/],
      [{ rows, context, tokens_BT1: bad(32) }, /32/],
      [{ rows, context, tokens_BT1: bad(-1) }, /-1/],
    ];
    for (const [wrong, message] of cases) {
      await rejects(engine.losses(wrong), { name: "RangeError", message });
      await rejects(engine.gradient(wrong, new Float32Array(32)), { name: "RangeError", message });
    }
    await rejects(engine.gradient(someRows(1), new Float32Array(31)), { name: "RangeError", message: /32.*31/ });
  });
}
