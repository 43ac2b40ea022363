/** The learner beside the loop of `train`: the same updates, whatever asks for them. */
import { deepEqual, equal, match, notEqual, ok, rejects } from "../assert.ts";
import type { StepOptions } from "../../lib/methods/learner.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import { TrainingDiverged } from "../../lib/train/diverged.ts";
import { train } from "../../lib/train/train.ts";
import { bigramEngine } from "../train/bigram_engine.ts";
import { T, V } from "../train/bigram_text.ts";
import { checkpointOf, hashOf, MASKED, SETTINGS, start } from "./fixture.ts";

const SHARES = [0.5, 0.2, 0.3];

for (const batches of ["multinomial", "exact"] as const) {
  for (
    const [what, more] of [
      ["a plain batch", {}],
      ["a batch in parts", { microBatch: 2 }],
      ["fresh phases and positions", { phase: "fresh", normalise: "positions" }],
    ] as const
  ) {
    Deno.test(`fixed mixture, ${batches} batches, ${what}: model, moments and lines of training are train's`, async () => {
      const engine = bigramEngine(V, T), lines: string[] = [];
      const { evaluation: _, ...settings } = SETTINGS;
      await train({
        ...settings,
        ...more,
        ...{ engine, batches, steps: 30, mixture: mixture({ up: 0.5, down: 0.2, far: 0.3 }) },
        onRecord: (record) => lines.push(JSON.stringify(record)),
      });
      const made = await start(more);
      for (const steps of [7, 1, 22]) await made.learner.train(SHARES, steps, { batches });
      made.learner.endRecord();
      equal(await hashOf(made.engine), await hashOf(engine));
      deepEqual(made.metrics, lines);
      notEqual(await hashOf(made.engine), await hashOf(bigramEngine(V, T)));
    });
  }
}

Deno.test("masked targets: the learner's model is train's", async () => {
  const engine = bigramEngine(V, T), { evaluation: _, ...settings } = SETTINGS;
  await train({ ...settings, source: MASKED, engine, steps: 20, mixture: mixture({ up: 0.5, masked: 0.5 }) });
  const made = await start({ source: MASKED });
  const { targets } = await made.learner.train([0.5, 0.5], 20);
  equal(await hashOf(made.engine), await hashOf(engine));
  ok(targets[1] > 0 && targets[1] < made.learner.report()[1].tokens);
});

Deno.test("a part of the domains: the model is that of all with share 0 for the rest", async () => {
  const all = await start(), part = await start({ domains: ["up", "far"] });
  await all.learner.train([0.4, 0, 0.6], 12);
  const { rows } = await part.learner.train([0.4, 0.6], 12);
  equal(await hashOf(part.engine), await hashOf(all.engine));
  deepEqual([rows.length, rows[0] + rows[1]], [2, 96]);
  deepEqual(part.learner.targets, ["up", "far"]);
});

Deno.test("targets may be domains that it does not train on", async () => {
  const { learner, metrics } = await start({ domains: ["up"], targets: ["down", "far"] });
  const all = await start();
  await all.learner.train([1, 0, 0], 3);
  await learner.train([1], 3);
  const [, down, far] = await all.learner.evaluate("val");
  deepEqual([...await learner.evaluate("val")], [down, far]);
  equal(JSON.parse(metrics.at(-1)!).sequences, 5);
  const whole = await learner.evaluateRows("val");
  ok(whole.domains[1].sequences > 5);
  equal("sequences" in JSON.parse(metrics.at(-1)!), false);
});

Deno.test("kinds of batches change on the way; the report counts rows, targets and sums", async () => {
  const { learner, metrics } = await start();
  const exact = await learner.train([0.5, 0.25, 0.25], 4, { batches: "exact" });
  deepEqual(exact.rows, [16, 8, 8]);
  deepEqual([exact.steps, exact.tokens, exact.targets], [4, 32 * T, [16 * T, 8 * T, 8 * T]]);
  const line = JSON.parse(metrics[0]);
  ok(Math.abs(exact.sums[1] / exact.targets[1] - line.domains.down.loss) < 1e-12);
  const drawn = await learner.train([0.5, 0.25, 0.25], 8);
  equal(drawn.rows.reduce((a, b) => a + b), 64);
  notEqual(String(drawn.rows), "32,16,16");
});

/** What a method may ask for in turn. */
const KINDS: readonly StepOptions[] = [
  {},
  { batches: "exact" },
  { reweigh: ({ losses_BT }) => losses_BT.map((loss) => loss / (8 * T * 2)) },
  {
    combine: {
      target: { split: "val", rows: 3, shares: [0.2, 0.3, 0.5], separate: false },
      weigh: ({ rows_m }) => rows_m.map((n) => n / 8),
    },
  },
  {
    batches: "exact",
    combine: {
      target: { split: "train", rows: 3, shares: [0.2, 0.3, 0.5], separate: true },
      weigh: ({ gram }) => [0, 1, 2].map((j) => Math.max(0, gram[j * 6 + 3])),
    },
  },
];

Deno.test("stopped between any two updates and resumed: the same model, moments, metrics and state", async () => {
  const reference = bigramEngine(V, T), never = await start({ reference });
  for (let n = 0; n < 15; n++) await never.learner.train(SHARES, 1, KINDS[n % KINDS.length]);
  const [hash, { state }] = [await hashOf(never.engine), await checkpointOf(never)];
  for (let stop = 0; stop < 15; stop++) {
    const stopped = await start({ reference });
    for (let n = 0; n < stop; n++) await stopped.learner.train(SHARES, 1, KINDS[n % KINDS.length]);
    const resumed = await start({ reference, resume: await checkpointOf(stopped) }, stopped.metrics);
    equal(resumed.learner.step, stop);
    for (let n = stop; n < 15; n++) await resumed.learner.train(SHARES, 1, KINDS[n % KINDS.length]);
    equal(await hashOf(resumed.engine), hash, `stopped after ${stop}`);
    deepEqual(resumed.metrics, never.metrics);
    deepEqual((await checkpointOf(resumed)).state, state);
  }
});

Deno.test("a loss or a gradient that is no number stops it and says where; a model that diverged is not saved", async () => {
  const { learner, engine } = await start();
  engine.spoil = { step: 3, loss: NaN };
  const error = await learner.train(SHARES, 5).catch((error) => error);
  ok(error instanceof TrainingDiverged);
  deepEqual([error.step, learner.step], [3, 2]);
  match(error.message, /^step 3: the loss is NaN .*up \d rows.*No checkpoint was made yet/);
  const weighed = await start();
  const infinite = () => new Float32Array(8 * T).fill(Infinity);
  await rejects(weighed.learner.train(SHARES, 1, { reweigh: infinite }), {
    name: "TrainingDiverged",
    message: /step 1: the norm of the gradient is/,
  });
  const broken = await start();
  const parameters = await broken.engine.read("parameters");
  for (const values of parameters.values()) values.fill(NaN);
  await broken.engine.write("parameters", parameters);
  await rejects(checkpointOf(broken), { name: "TrainingDiverged", message: /is not finite/ });
  await rejects(broken.learner.evaluate("val"), { name: "TrainingDiverged" });
});

Deno.test("what cannot be meant is refused", async () => {
  await rejects(start({ domains: ["up", "nowhere"] }), {
    name: "RangeError",
    message: 'learner: domains: wanted domains out of up, down, far, got "nowhere"',
  });
  await rejects(
    start({ domains: ["far", "up"] }),
    /domains: wanted each once, in the order of the corpus, got far, up/,
  );
  await rejects(start({ targets: [] }), { name: "TypeError", message: /targets: wanted names of domains/ });
  await rejects(start({ microBatch: 3 }), /learner: microBatch: wanted a divisor of the batch of 8 rows, got 3/);
  await rejects(start({ reference: bigramEngine(V + 1, T) }), /reference: wanted a model of 12 ids.*got one of 13/);
  await rejects(start({ reference: bigramEngine(V, T - 1) }), /reference: wanted a model for rows of 6 positions/);
  await rejects(start({ resume: { state: { format: "mixlab/run", version: 1 } } as never }), { name: "TypeError" });
  const { learner, engine } = await start(), before = await hashOf(engine);
  await rejects(learner.train([1, 0], 1), /wanted 3 shares, one a domain, got 2/);
  await rejects(learner.train([1, 1, 1], 1), { name: "RangeError" });
  await rejects(learner.train(SHARES, 0.5), { name: "RangeError", message: /train: steps/ });
  const weigh = () => [1, 1, 1], reweigh = () => new Float32Array(3);
  await rejects(learner.train(SHARES, 1, { reweigh, combine: { weigh } }), /wanted reweigh or combine, got both/);
  await rejects(learner.train(SHARES, 1, { reweigh }), /reweigh: wanted 48 weights, one a target, got 3/);
  await rejects(learner.train(SHARES, 1, { combine: { weigh: () => [1] } }), /combine: wanted 3 weights/);
  await rejects(
    learner.train(SHARES, 1, { combine: { weigh: () => [NaN, NaN, NaN] } }),
    /wanted a finite number, got NaN/,
  );
  const target = { split: "val", rows: 2, shares: [1], separate: false } as const;
  await rejects(learner.train(SHARES, 1, { combine: { weigh, target } }), /wanted 3 shares, one a target, got 1/);
  equal(await hashOf(engine), before);
  const { learner: without } = await start({ source: MASKED });
  await rejects(without.evaluate("test"), /the target up has no test split/);
});
