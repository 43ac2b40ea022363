import assert from "../assert.ts";
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import type { Engine, TokenRows } from "../../lib/engine/engine.ts";
import { evaluate } from "../../lib/train/evaluate.ts";
import { bigramEngine } from "./bigram_engine.ts";

const ids = (from: number, length: number) => Uint16Array.from({ length }, (_, i) => from + i);

/** An engine whose loss of a target is a function of its id; it keeps the rows that it saw. */
function telling(loss: (id: number) => number, context = 4, V = 1000): { engine: Engine; rows: number[][] } {
  const rows: number[][] = [], engine = bigramEngine(V, context);
  engine.losses = ({ rows: B, context: T, tokens_BT1 }: TokenRows) => {
    const losses = new Float32Array(B * T);
    for (let r = 0; r < B; r++) {
      rows.push([...tokens_BT1.subarray(r * (T + 1), (r + 1) * (T + 1))]);
      for (let t = 0; t < T; t++) losses[r * T + t] = loss(tokens_BT1[r * (T + 1) + t + 1]);
    }
    return Promise.resolve(losses);
  };
  return { engine, rows };
}

Deno.test("every target of a split counts once, in order; rows run on from domain to domain", async () => {
  const source = memorySource({ a: { val: ids(100, 11) }, none: {}, b: { val: ids(200, 4) } });
  const { engine, rows } = telling((id) => id);
  const { domains, leftOut } = await evaluate(engine, source, { batch: 3 });
  assert.deepEqual(rows, [
    [100, 101, 102, 103, 104],
    [104, 105, 106, 107, 108],
    [108, 109, 110, 0, 0],
    [200, 201, 202, 203, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
  ]);
  const [a, b] = domains;
  assert.deepEqual([a.domain, a.targets, a.sequences, a.loss], ["a", 10, 3, 105.5]); // 101 … 110
  assert.deepEqual([b.domain, b.targets, b.sequences, b.loss], ["b", 3, 1, 202]);
  assert.deepEqual(leftOut, ["none"]);
});

Deno.test("average loss, average perplexity and the worst domain", async () => {
  const source = memorySource({ a: { test: ids(0, 9) }, b: { test: ids(500, 50) } });
  const { engine } = telling((id) => id < 500 ? 1 : 3);
  const found = await evaluate(engine, source, { batch: 2, split: "test" });
  assert.equal(found.averageLoss, 2); // a domain counts once, however large
  assert.equal(found.averagePerplexity, (Math.E + Math.exp(3)) / 2);
  assert.deepEqual(found.worst, { domain: "b", loss: 3 });
  assert.deepEqual(found.domains.map(({ perplexity }) => perplexity), [Math.E, Math.exp(3)]);
});

Deno.test("bits per byte: all tokens of the split over its bytes of text", async () => {
  const source = memorySource({
    a: { val: ids(0, 9) },
    b: { val: { tokens: ids(0, 9), mask: new Uint8Array(9).fill(1) } },
  });
  const shard = { tokens: 9, documents: 1, bytes: 18, sha256: "" };
  const index = { domains: { a: { val: shard }, b: { val: shard } } };
  const { engine } = telling(() => Math.LN2);
  const { domains: [a, b] } = await evaluate(engine, { ...source, index }, { batch: 2 });
  assert.ok(Math.abs(a.bitsPerByte! - 0.5) < 1e-7); // a bit a token, two bytes a token
  assert.equal(b.bitsPerByte, undefined); // a mask may leave tokens out
  const { domains: [, whole] } = await evaluate(engine, { ...source, index }, { batch: 2, lossMask: "none" });
  assert.ok(Math.abs(whole.bitsPerByte! - 0.5) < 1e-7);
});

Deno.test("a limit takes rows that are evenly spread over each domain", async () => {
  const source = memorySource({ a: { val: ids(100, 41) }, b: { val: ids(200, 4) } });
  const { engine } = telling((id) => id);
  const { domains: [a, b] } = await evaluate(engine, source, { batch: 4, sequences: 2 });
  assert.deepEqual([a.targets, a.loss, b.targets], [8, (102.5 + 122.5) / 2, 3]);
});

Deno.test("examples: masks are heeded, long ones cut or left out, a domain without targets is named", async () => {
  const source = memorySource({
    qa: { val: { tokens: [1, 2, 3, 4, 5, 6, 7, 8, 9], documentStarts: [0, 3, 9], mask: [0, 0, 1, 0, 0, 0, 1, 1, 1] } },
    silent: { val: { tokens: [1, 2], documentStarts: [0, 2], mask: [0, 0] } },
  });
  const { engine, rows } = telling((id) => id);
  const cut = await evaluate(engine, source, { batch: 2, rows: "examples", pad: 99 });
  assert.deepEqual(rows.slice(0, 2), [[1, 2, 3, 99, 99], [4, 5, 6, 7, 8]]);
  assert.deepEqual([cut.domains[0].targets, cut.domains[0].loss], [3, (3 + 7 + 8) / 3]);
  assert.deepEqual(cut.leftOut, ["silent"]);
  const left = await evaluate(engine, source, { batch: 2, rows: "examples", long: "leave out" });
  assert.deepEqual([left.domains[0].sequences, left.domains[0].loss], [1, 3]);
  const unmasked = await evaluate(engine, source, { batch: 2, rows: "examples", lossMask: "none" });
  assert.equal(unmasked.domains[0].targets, 2 + 4);
});

Deno.test("Aioli's way: the mean over sequences, losses of exactly 0 not counted, short rows dropped", async () => {
  const source = memorySource({ a: { val: ids(0, 11) } }); // targets 1 2 3 4 | 5 6 7 8 | 9 10
  const { engine } = telling((id) => id === 2 ? 0 : id >= 5 && id <= 8 ? 0 : id);
  const { domains: [a] } = await evaluate(engine, source, { batch: 8, mean: "sequences" });
  // 0/0 is 0
  assert.deepEqual([a.sequences, a.targets, a.loss], [2, 8, ((1 + 3 + 4) / 3 + 0) / 2]);
});

Deno.test("a loss that is no number is an error that names the domain; so are options that cannot be meant", async () => {
  const source = memorySource({ a: { val: ids(0, 11) }, b: { val: ids(20, 11) } });
  const { engine } = telling((id) => id === 25 ? NaN : 1);
  await assert.rejects(evaluate(engine, source, { batch: 2 }), /loss of b in val is NaN/);
  await assert.rejects(evaluate(engine, source, { batch: 0 }), /batch: wanted a whole number from 1/);
  await assert.rejects(evaluate(engine, source, { batch: 1, context: 5 }), /context: wanted .* from 1 to 4, got 5/);
  await assert.rejects(evaluate(engine, source, { batch: 1, split: "test" }), /no domain has a target in test/);
  await assert.rejects(evaluate(engine, source, { batch: 1, mean: "mean" as "tokens" }), TypeError);
});

Deno.test("it stops at a signal, also while the engine keeps the thread", async () => {
  const source = memorySource({ a: { val: ids(0, 900) } });
  const { engine } = telling(() => 1), losses = engine.losses;
  let calls = 0;
  engine.losses = (rows) => {
    calls++;
    for (const until = performance.now() + 20; performance.now() < until;);
    return losses(rows);
  };
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 30);
  await assert.rejects(evaluate(engine, source, { batch: 1, signal: controller.signal }), /enough/);
  assert.ok(calls < 20, `${calls} batches after the signal`);
});
