/** The training loop on a bigram model with real gradients. */
import assert from "../assert.ts";
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import type { TrainingDiverged } from "../../lib/train/diverged.ts";
import type { RunRecord, TrainingRecord } from "../../lib/train/metrics.ts";
import { evaluate } from "../../lib/train/evaluate.ts";
import { train } from "../../lib/train/train.ts";
import { bigramEngine } from "./bigram_engine.ts";
import { T, V } from "./bigram_text.ts";
import { lines, RUN, run, SOURCE, timeless } from "./train_fixture.ts";

Deno.test("losses fall on every domain; the end is what the engine now gives", async () => {
  const { result, engine, metrics } = await run();
  assert.equal(result.outcome, "finished");
  assert.deepEqual([result.step, result.startStep, result.tokens], [40, 0, 40 * 8 * T]);
  assert.equal(result.parameters, V * V + V);
  const { start, end, final } = result.evaluations;
  assert.ok(Math.abs(start!.averageLoss - Math.log(V)) < 1e-6); // all parameters 0
  for (const [i, { domain, loss }] of end!.domains.entries()) {
    assert.ok(loss < start!.domains[i].loss - 0.2, `${domain}: ${loss}`);
  }
  assert.deepEqual(final.map(({ split }) => split), ["val", "test"]);
  assert.deepEqual(await evaluate(engine, SOURCE, { batch: 8, split: "test" }), final[1]);
  const kinds = lines(metrics).map(({ kind, step }) => `${kind} ${step}`);
  assert.deepEqual(kinds.slice(0, 5), ["evaluation 0", "train 4", "train 8", "evaluation 10", "train 12"]);
  assert.deepEqual(kinds.slice(-3), ["train 40", "evaluation 40", "evaluation 40"]); // val, then test
});

Deno.test("a line of metrics sums up its updates", async () => {
  const each = await run({ logEvery: 1 }), four = await run();
  const ones = lines(each.metrics).filter(({ kind }) => kind === "train").slice(4, 8);
  const sum = lines(four.metrics).filter(({ kind }) => kind === "train")[1];
  assert.equal(sum.step, 8);
  assert.equal(sum.tokens, 8 * 8 * T);
  assert.equal(sum.learningRate, ones[3].learningRate);
  assert.equal(sum.norm, Math.max(...ones.map(({ norm }) => norm)));
  let all = 0;
  for (const domain of ["up", "down"]) {
    const of = ones.map(({ domains }) => domains[domain] ?? { loss: 0, targets: 0, sequences: 0 });
    const targets = of.reduce((n, d) => n + d.targets, 0), nats = of.reduce((n, d) => n + d.loss * d.targets, 0);
    assert.equal(sum.domains[domain].targets, targets);
    assert.equal(sum.domains[domain].sequences, targets / T);
    assert.ok(Math.abs(sum.domains[domain].loss - nats / targets) < 1e-12);
    all += nats;
  }
  assert.ok(Math.abs(sum.loss - all / (4 * 8 * T)) < 1e-12);
});

Deno.test("the same run twice gives the same bytes; another seed does not", async () => {
  const [one, other, third] = [await run(), await run(), await run({ seed: 4 })];
  assert.equal(one.metrics, other.metrics);
  assert.deepEqual(timeless(one.result), timeless(other.result));
  assert.notEqual(one.result.model, third.result.model);
});

Deno.test("small batches summed are one large batch", async () => {
  const whole = await run(), parts = await run({ microBatch: 2 });
  assert.deepEqual([...new Set(whole.engine.seen)], [8]);
  assert.deepEqual([...new Set(parts.engine.seen)], [2]);
  const [a, b] = [whole, parts].map(({ result }) => result.evaluations.end!.averageLoss);
  assert.ok(Math.abs(a - b) < 1e-6, `${a} and ${b}`);
  await assert.rejects(run({ microBatch: 3 }), /microBatch: wanted a divisor of the batch of 8 rows, got 3/);
});

Deno.test("masked targets have no part in the gradient; what the loss is divided by is said", async () => {
  // Of each example the last target counts: 1 of T positions.
  const starts = Array.from({ length: 31 }, (_, i) => i * 4);
  const tokens = Uint8Array.from({ length: 120 }, (_, i) => i % V),
    mask = Uint8Array.from(tokens, (_, i) => i % 4 === 3 ? 1 : 0);
  const source = memorySource({ qa: { train: { tokens, documentStarts: starts, mask } } });
  const gradientOf = async (normalise: "targets" | "positions", lossMask: "stored" | "none" = "stored") => {
    const engine = bigramEngine(V, T), { evaluation: _, ...rest } = RUN;
    const once = { steps: 1, logEvery: 1, rows: "examples", normalise, lossMask, mixture: mixture({ qa: 1 }) } as const;
    const told: RunRecord[] = [];
    await train({ ...rest, ...once, source, engine, onRecord: (record) => told.push(record) });
    const { domains } = told[0] as TrainingRecord;
    return { gradient: [...(await engine.read("gradients")).get("bigram.bias")!], targets: domains.qa.targets };
  };
  const targets = await gradientOf("targets"), positions = await gradientOf("positions");
  assert.equal(targets.targets, 8);
  assert.ok(targets.gradient.some((g) => Math.abs(g) > 0.1));
  targets.gradient.forEach((g, k) => assert.ok(Math.abs(g - T * positions.gradient[k]) < 1e-6));
  // Unmasked, three targets an example count; padding never does.
  assert.equal((await gradientOf("targets", "none")).targets, 24);
});

Deno.test("stopped after any update and resumed: the same bytes of metrics, the same model and moments", async () => {
  const whole = await run(), wanted = timeless(whole.result);
  for (const stopAt of [1, 3, 4, 10, 17, 20, 39, 40]) {
    const controller = new AbortController();
    const stopped = await run({
      signal: controller.signal,
      onProgress: ({ phase, step }) => phase === "training" && step === stopAt && controller.abort(new Error("stop")),
    });
    assert.equal(stopped.result.outcome, "interrupted");
    const checkpoint = stopped.checkpoints.at(-1)!;
    assert.equal(checkpoint.state.step, stopAt);
    const resumed = await run({ resume: checkpoint });
    assert.equal(resumed.metrics, whole.metrics, `stopped at ${stopAt}`);
    assert.deepEqual(timeless(resumed.result), wanted);
    for (const kind of ["firstMoments", "secondMoments"] as const) {
      assert.deepEqual(await resumed.engine.read(kind), await whole.engine.read(kind));
    }
  }
});

Deno.test("every checkpoint of a run, those beside an evaluation too, leads to the same end", async () => {
  const whole = await run({ every: 5 });
  assert.deepEqual(whole.checkpoints.map(({ state }) => state.step), [5, 10, 15, 20, 25, 30, 35, 40]);
  for (const checkpoint of whole.checkpoints) {
    const again = await run({ every: 5, resume: checkpoint });
    assert.equal(again.metrics, whole.metrics, `from ${checkpoint.state.step}`);
    assert.deepEqual(timeless(again.result), timeless(whole.result));
  }
});

Deno.test("an interrupt during an evaluation, the first and the last too, loses and repeats nothing", async () => {
  const whole = await run();
  for (const at of [0, 10, 40]) {
    const controller = new AbortController();
    const stopped = await run({
      signal: controller.signal,
      onProgress: ({ phase, step }) => phase === "evaluating" && step === at && controller.abort(new Error("stop")),
    });
    assert.deepEqual([stopped.result.outcome, stopped.result.step], ["interrupted", at]);
    const checkpoint = stopped.checkpoints.at(-1);
    assert.equal(checkpoint?.state.step, at === 0 ? undefined : at);
    const resumed = await run({ ...(checkpoint && { resume: checkpoint }) });
    assert.equal(resumed.metrics, whole.metrics, `stopped at ${at}`);
  }
});

Deno.test("a signal is seen while the engine keeps the thread", async () => {
  const engine = bigramEngine(V, T), gradient = engine.gradient, controller = new AbortController();
  engine.gradient = (...args) => {
    for (const until = performance.now() + 20; performance.now() < until;);
    return gradient(...args);
  };
  setTimeout(() => controller.abort(new Error("stop")), 30);
  const { result } = await run({ engine, signal: controller.signal });
  assert.equal(result.outcome, "interrupted");
  assert.ok(result.step > 0 && result.step < 12, `${result.step} updates after the signal`);
});

Deno.test("a loss or a gradient that is no number stops the run and says where", async () => {
  const spoiled = bigramEngine(V, T);
  spoiled.spoil = { step: 24, loss: NaN };
  await assert.rejects(run({ engine: spoiled, every: 5 }), (error: TrainingDiverged) => {
    assert.equal(error.name, "TrainingDiverged");
    assert.equal(error.step, 24);
    assert.equal(error.checkpoint, "checkpoint 20");
    assert.equal(error.domains.reduce((rows, { sequences }) => rows + sequences, 0), 8);
    assert.match(
      error.message,
      /^step 24: the loss is NaN .*up \d rows, loss NaN; down \d rows, loss NaN.*checkpoint 20/,
    );
    return true;
  });
  const infinite = bigramEngine(V, T);
  infinite.spoilGradient = { step: 3, value: Infinity };
  await assert.rejects(run({ engine: infinite, every: 5 }), (error: TrainingDiverged) => {
    assert.match(error.message, /^step 3: the norm of the gradient is Infinity .*No checkpoint was made yet/);
    assert.ok(error.domains.every(({ loss }) => loss > 0 && loss < 3)); // the losses were sound
    return true;
  });
  // Nothing was changed by the step that failed.
  const before = bigramEngine(V, T);
  await run({ engine: before, steps: 40, breakStep: 2 });
  assert.deepEqual(await infinite.read("parameters"), await before.read("parameters"));
});

Deno.test("a checkpoint that was not yet seen to give a finite loss is not called good", async () => {
  const engine = bigramEngine(V, T);
  engine.spoil = { step: 21, loss: Infinity };
  await assert.rejects(run({ engine, every: 10, evaluation: { batch: 8 } }), { checkpoint: "checkpoint 10", step: 21 });
  const broken = bigramEngine(V, T), update = broken.update;
  broken.update = async (options) => {
    const done = await update(options);
    if (options.step === 20) {
      await broken.write(
        "parameters",
        new Map([["bigram.weight", new Float32Array(V * V).fill(NaN)], ["bigram.bias", new Float32Array(V)]]),
      );
    }
    return done;
  };
  await assert.rejects(run({ engine: broken, every: 10 }), {
    message: /^step 20: the parameter bigram.weight is not finite/,
  });
});

Deno.test("a child goes on from its parent's step on another mixture, under the parent's schedule", async () => {
  const parent = await run({ breakStep: 16 });
  assert.deepEqual([parent.result.outcome, parent.result.step], ["broken off", 16]);
  assert.deepEqual(parent.result.evaluations.final, []);
  const whole = await run();
  assert.ok(whole.metrics.startsWith(lines(parent.metrics).slice(0, -1).map((l) => JSON.stringify(l)).join("\n")));
  const [checkpoint] = parent.checkpoints, only = mixture({ up: 1 });
  const child = await run({ parent: { checkpoint }, mixture: only, steps: 10 });
  assert.deepEqual([child.result.startStep, child.result.step, child.result.outcome], [16, 26, "finished"]);
  const [start, first] = lines(child.metrics);
  assert.deepEqual([start.kind, start.step], ["evaluation", 16]);
  assert.deepEqual({ ...start, kind: 0 }, { ...lines(parent.metrics).at(-1), kind: 0 });
  assert.deepEqual([first.step, Object.keys(first.domains)], [20, ["up"]]);
  const inWhole = lines(whole.metrics).find(({ kind, step }) => kind === "train" && step === 20);
  assert.equal(first.learningRate, inWhole.learningRate);
  // On the parent's mixture it is the run that was never broken off.
  const same = await run({ parent: { checkpoint }, steps: 24 });
  assert.equal(same.result.model, whole.result.model);
  // And it can be stopped and resumed itself.
  const stopped = await run({ parent: { checkpoint }, mixture: only, steps: 10, every: 5 });
  const resumed = await run({
    ...{ parent: { checkpoint }, mixture: only, steps: 10, every: 5, resume: stopped.checkpoints[0] },
  });
  assert.equal(resumed.metrics, child.metrics);
});

Deno.test("rolled forward, a child takes up its own stream of data after the parent's number of batches", async () => {
  const parent = await run({ breakStep: 16 }), [checkpoint] = parent.checkpoints;
  const one = {
    parent: { checkpoint, data: "roll forward" as const },
    mixture: mixture({ up: 1 }),
    steps: 10,
    every: 10,
  };
  const child = await run(one), straight = await run({ mixture: mixture({ up: 1 }), breakStep: 26 });
  assert.deepEqual(child.checkpoints.at(-1)!.state.sampler, straight.checkpoints.at(-1)!.state.sampler);
  const onward = await run({ ...one, parent: { checkpoint } });
  assert.notEqual(onward.result.model, child.result.model);
});

Deno.test("a limited evaluation is compared with itself; the final ones are whole", async () => {
  const { result } = await run({ evaluation: { batch: 8, sequences: 3 } });
  const { start, end, final } = result.evaluations;
  assert.deepEqual([start, end].map((e) => e!.domains[0].targets), [3 * T, 3 * T]);
  assert.equal(final[0].domains[0].targets, 199);
});

Deno.test("what cannot be meant is refused before the first update", async () => {
  const refused = async (options: Parameters<typeof run>[0], wanted: RegExp) => {
    const engine = bigramEngine(V, T);
    await assert.rejects(run({ ...options, engine }), wanted);
    assert.deepEqual(engine.seen, []);
  };
  await refused({ steps: 0 }, /steps: wanted a whole number ≥ 1, got 0/);
  await refused({ context: T + 1 }, /context: wanted a whole number from 1 to 6, got 7/);
  await refused({ breakStep: 41 }, /breakStep: wanted a whole number from 1 to 40, got 41/);
  await refused({ mixture: mixture({ sideways: 1 }) }, /sideways/);
  await refused({ normalise: "rows" as "targets" }, /normalise: wanted targets or positions/);
  await refused({ optimizer: { clip: -1 } }, /clip/);
  await refused({ schedule: { peak: -1, steps: 3 } }, /learning rate/);
  await refused(
    { source: { ...SOURCE, index: { domains: {}, vocabularySize: V + 1 } } },
    /corpus has 13 ids, the model 12/,
  );
  const { checkpoints: [checkpoint] } = await run({ breakStep: 16 });
  await refused({ resume: { ...checkpoint, state: { ...checkpoint.state, step: -1 } } }, /state.step: wanted a whole/);
  await refused({ resume: checkpoint, seed: 4 }, /it is of seed 3; this sampler has 4/);
  await refused({ resume: checkpoint, breakStep: 10 }, /checkpoint is at step 16, the run ends at 10/);
});
