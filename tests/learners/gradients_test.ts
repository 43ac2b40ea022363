/** Reweighed and combined gradients beside plain ones. */
import { deepEqual, equal, notEqual, ok } from "../assert.ts";
import type { GradientBatch, TokenBatch } from "../../lib/methods/learner.ts";
import { bigramEngine } from "../train/bigram_engine.ts";
import { T, V } from "../train/bigram_text.ts";
import { hashOf, type Made, MASKED, start } from "./fixture.ts";

const SHARES = [0.5, 0.2, 0.3], N = 8 * T;

/** Largest difference of the gradients of the last update, over the largest number in them. */
async function apart(a: Made, b: Made): Promise<number> {
  let most = 0, largest = 0;
  const other = await b.engine.read("gradients");
  for (const [name, values] of await a.engine.read("gradients")) {
    values.forEach((value, i) => {
      most = Math.max(most, Math.abs(value - other.get(name)![i]));
      largest = Math.max(largest, Math.abs(value));
    });
  }
  return most / largest;
}

/** Learners that have made the same plain steps. */
async function alike(...options: Parameters<typeof start>[0][]): Promise<Made[]> {
  const made = await Promise.all(options.map((one) => start(one)));
  for (const { learner } of made) await learner.train(learner.domains.map(() => 1 / learner.domains.length), 5);
  return made;
}

Deno.test("reweigh: even weights give a plain step's bytes; the batch tells what it is made of", async () => {
  const plain = await start(), weighed = await start(), seen: TokenBatch[] = [];
  await plain.learner.train(SHARES, 5);
  const report = await weighed.learner.train(SHARES, 5, {
    reweigh: (batch) => {
      seen.push(batch);
      return new Float32Array(N).fill(1 / N);
    },
  });
  equal(await hashOf(weighed.engine), await hashOf(plain.engine));
  deepEqual(weighed.metrics, plain.metrics);
  deepEqual(seen.map(({ step }) => step), [0, 1, 2, 3, 4]);
  deepEqual([seen[0].learningRate, seen[4].learningRate.toFixed(6), seen[0].context], [0, "0.100000", T]);
  const sum = seen.reduce((sum, { losses_BT }) => sum + losses_BT.reduce((a, b) => a + b), 0);
  ok(Math.abs(sum - report.sums.reduce((a, b) => a + b)) < 1e-3);
  equal(Array.from(seen[0].domains_B).filter((j) => j === 0).length > 0, true);
  equal("mask_BT" in seen[0] || "reference_BT" in seen[0], false);
  equal(weighed.engine.seen.length, 5); // no second pass
});

Deno.test("reweigh: the reference's losses are those of the same rows, and it stays as it is", async () => {
  const reference = bigramEngine(V, T), parameters = await reference.read("parameters");
  const bias = parameters.get("bigram.bias")!.map((_, i) => i / 4);
  await reference.write("parameters", parameters.set("bigram.bias", bias));
  const { learner } = await start({ reference }), seen: TokenBatch[] = [];
  await learner.train(SHARES, 3, {
    reweigh: (batch) => {
      seen.push(batch);
      return new Float32Array(N).fill(1 / N);
    },
  });
  // It knows of no order, so that each loss is that of an id.
  const all = Math.log(bias.reduce((sum, b) => sum + Math.exp(b), 0)), known = Array.from(bias, (b) => all - b);
  const ids = Array.from(seen[0].reference_BT!, (loss) => known.findIndex((one) => Math.abs(one - loss) < 1e-5));
  equal(ids.includes(-1), false);
  ok(new Set(ids).size > 6);
  seen[0].losses_BT.forEach((loss) => ok(Math.abs(loss - Math.log(V)) < 1e-5)); // the model in training knows nothing yet
  deepEqual([reference.seen.length, await reference.read("parameters")], [0, parameters]);
});

Deno.test("reweigh: with weight on one domain alone the gradient is that domain's", async () => {
  const [weighed, combined] = await alike({}, {});
  await weighed.learner.train(SHARES, 1, {
    batches: "exact",
    reweigh: ({ domains_B }) => {
      const rows = domains_B as Int32Array, count = rows.filter((j) => j === 1).length * T;
      return Float32Array.from({ length: N }, (_, n) => rows[Math.floor(n / T)] === 1 ? 1 / count : 0);
    },
  });
  await combined.learner.train(SHARES, 1, { batches: "exact", combine: { weigh: () => [0, 1, 0] } });
  ok(await apart(weighed, combined) < 1e-5);
});

Deno.test("reweigh: parts have a forward pass first, and give the step of the whole", async () => {
  const [whole, parts] = await alike({}, { microBatch: 2 });
  let calls = 0;
  const reweigh = ({ losses_BT }: TokenBatch) => (calls++, losses_BT.map((loss) => loss / N));
  for (const { learner } of [whole, parts]) await learner.train(SHARES, 1, { reweigh });
  ok(await apart(whole, parts) < 1e-5);
  equal(calls, 2);
  deepEqual(parts.engine.seen.slice(-4), [2, 2, 2, 2]);
});

Deno.test("reweigh: targets that do not count weigh nothing, whatever the rule says", async () => {
  const one = await start({ source: MASKED }), other = await start({ source: MASKED });
  await one.learner.train([0.5, 0.5], 4, { reweigh: () => new Float32Array(N).fill(1 / N) });
  await other.learner.train([0.5, 0.5], 4, {
    reweigh: ({ mask_BT }) => Float32Array.from(mask_BT!, (counts) => counts / N),
  });
  equal(await hashOf(one.engine), await hashOf(other.engine));
});

Deno.test("combine: weighed by their rows, the domains' gradients are the batch's", async () => {
  const [plain, combined, parts] = await alike({}, {}, { microBatch: 2 });
  await plain.learner.train(SHARES, 1);
  for (const { learner } of [combined, parts]) {
    await learner.train(SHARES, 1, { combine: { weigh: ({ rows_m }) => rows_m.map((n) => n / 8) } });
  }
  ok(await apart(plain, combined) < 1e-5);
  ok(await apart(plain, parts) < 1e-5);
  notEqual(await hashOf(plain.engine), await hashOf((await alike({}))[0].engine));
});

Deno.test("combine: each domain's gradient is that of the mean over its targets that count", async () => {
  const source = MASKED, [plain, combined, parts] = await alike({ source }, { source }, { source, microBatch: 2 });
  const counted = (await plain.learner.train([0.5, 0.5], 1, { batches: "exact" })).targets;
  ok(counted[1] < counted[0]);
  const combine = { weigh: () => counted.map((n) => n / (counted[0] + counted[1])) };
  for (const { learner } of [combined, parts]) await learner.train([0.5, 0.5], 1, { batches: "exact", combine });
  ok(await apart(plain, combined) < 1e-5);
  ok(await apart(plain, parts) < 1e-5);
});

Deno.test("combine: products of the gradients, 0 where a domain or a target has no rows", async () => {
  const { learner, engine } = await start(), seen: GradientBatch[] = [];
  const weigh = (batch: GradientBatch) => (seen.push(batch), [1, 0, 0]);
  await learner.train([0.5, 0, 0.5], 1, {
    batches: "exact",
    combine: { weigh, target: { split: "val", rows: 2, shares: [0, 1, 0], separate: true } },
  });
  const [{ gram, rows_m, targets, step, learningRate }] = seen, at = (a: number, b: number) => gram[a * 6 + b];
  deepEqual([gram.length, targets, step, learningRate, rows_m], [36, 3, 0, 0, [4, 0, 4]]);
  for (const absent of [1, 3, 5]) {
    for (let n = 0; n < 6; n++) deepEqual([at(absent, n), at(n, absent)], [0, 0]);
  }
  for (const present of [0, 2, 4]) ok(at(present, present) > 0);
  ok(Math.abs(at(0, 4) - at(4, 0)) < 1e-12);
  // What is applied is the gradient of domain 0 alone: its square is on the diagonal.
  const applied = [...(await engine.read("gradients")).values()].flatMap((values) => [...values]);
  ok(Math.abs(applied.reduce((sum, x) => sum + x * x, 0) - at(0, 0)) < 1e-6 * at(0, 0));
  await learner.train([0.5, 0, 0.5], 1, {
    combine: { weigh, target: { split: "val", rows: 2, shares: [0, 1, 0], separate: false } },
  });
  deepEqual([seen[1].targets, seen[1].gram.length], [1, 16]);
});

Deno.test("combine: what is drawn for the targets moves nothing in the training data; train rows are others", async () => {
  const one = await start(), other = await start(), weigh = ({ rows_m }: GradientBatch) => rows_m.map((n) => n / 8);
  await one.learner.train(SHARES, 6, { combine: { weigh } });
  const target = { split: "train", rows: 8, shares: SHARES, separate: false } as const;
  const aligned: number[] = [];
  await other.learner.train(SHARES, 6, {
    combine: {
      target,
      weigh: (batch) => (aligned.push(batch.gram[15]), weigh(batch)),
    },
  });
  equal(await hashOf(one.engine), await hashOf(other.engine));
  equal(new Set(aligned).size, 6);
});

Deno.test("combine: its clip stands in the optimiser's place", async () => {
  const one = await start(), other = await start(), weigh = () => [100, 100, 100];
  await one.learner.train(SHARES, 1, { combine: { weigh } });
  await other.learner.train(SHARES, 1, { combine: { weigh, clip: Infinity } });
  const largest = async ({ engine }: typeof one) =>
    Math.max(...(await engine.read("firstMoments")).get("bigram.weight")!.map(Math.abs));
  ok(await largest(other) > 10 * await largest(one));
});
