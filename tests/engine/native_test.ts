/** What is the native engine's own: recording, pieces, halves, threads. Traps are those of specs/engine.md, section 3. */
import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { gather, type Tensor1D } from "@tensorflow/tfjs-core";
import type { Program } from "../../lib/engine/engine.ts";
import { piecesOf } from "../../lib/engine/native/pieces.ts";
import { splitGraph } from "../../lib/engine/native/split_graph.ts";
import { gradientGraph, LOSSES, lossGraph, WEIGHTS } from "../../lib/engine/native/step_graph.ts";
import { openEngine } from "../../lib/engine/open_engine.ts";
import { initialParameters } from "../../lib/model/initialise.ts";
import { languageModel } from "../../lib/model/language_model.ts";
import { modelPreset } from "../../lib/model/presets.ts";
import { sameBytes } from "./arenas.ts";
import { CONFIGS, distance } from "./suite_inputs.ts";

const tiny = modelPreset("tiny", { vocabularySize: 256 });
const open = async (threads: number, config = tiny) => {
  const engine = await openEngine(languageModel(config), { backend: "native", threads });
  await engine.write("parameters", initialParameters(config, { seed: 1 }));
  return engine;
};
/** Rows whose ids follow from their place. */
const rowsOf = (rows: number, context: number, id: (i: number) => number) => ({
  rows,
  context,
  tokens_BT1: Int32Array.from({ length: rows * (context + 1) }, (_, i) => id(i)),
});
const even = (n: number) => new Float32Array(n).fill(1 / n);

Deno.test("trap 1: three ids in a thousand rows, on two threads as on one", async () => {
  const config = { ...tiny, width: 256, layers: 1 }, rows = rowsOf(16, 64, (i) => i % 3);
  const gradient = async (threads: number) => {
    await using engine = await open(threads, config);
    await engine.gradient(rows, even(1024));
    return (await engine.read("gradients")).get("gpt_neox.embed_in.weight")!;
  };
  const one = await gradient(1);
  ok(one.some((value) => Math.abs(value) > 1e-6));
  for (let repeat = 0; repeat < 12; repeat++) {
    const far = distance(await gradient(2), one);
    ok(far < 1e-6, `run ${repeat}: ${far}`);
  }
});

Deno.test("trap 1 cannot come back: no graph adds by scattering", () => {
  for (const config of Object.values(CONFIGS)) {
    const { nodes, outputs } = gradientGraph(languageModel(config), { rows: 2, context: 8 });
    for (const { operation, attributes } of nodes) {
      ok(operation !== "ScatterND");
      if (operation === "ScatterElements") equal(attributes.reduction, undefined);
    }
    ok(outputs.some(({ name }) => name === "#d gpt_neox.embed_in.weight#rows"));
  }
});

Deno.test("trap 2: a graph's constants are the mask, the rotary tables and small numbers", () => {
  const { constants } = gradientGraph(languageModel(tiny), { rows: 8, context: 64 });
  const large = constants.filter(({ bytes }) => bytes.length > 64).map(({ shape }) => shape.join(" × ")).sort();
  deepEqual(large, ["64 × 2", "64 × 2", "64 × 2", "64 × 64"]);
});

Deno.test("trap 5: the event loop goes on while a step is computed", async () => {
  await using engine = await open(1);
  const rows = rowsOf(64, 64, (i) => i % 251), weights = even(4096);
  await engine.gradient(rows, weights);
  let turns = 0, going = true;
  const turn = () => {
    turns++;
    if (going) setTimeout(turn, 0);
  };
  setTimeout(turn, 0);
  await engine.gradient(rows, weights);
  going = false;
  ok(turns > 3, `${turns} turns`);
});

Deno.test("the same bytes from the same seed and threads, and the same update from any number of threads", async () => {
  const trained = async (threads: number) => {
    await using engine = await open(threads);
    for (let step = 1; step <= 5; step++) {
      await engine.gradient(rowsOf(8, 64, (i) => (i * step) % 256), even(512));
      const adamw = { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.1, clip: 1 } as const;
      await engine.update({ learningRate: 1e-3, step, ...adamw });
    }
    return [...await engine.read("parameters"), ...await engine.read("secondMoments")].map(([, values]) => values);
  };
  for (const threads of [1, 2]) {
    const once = await trained(threads), again = await trained(threads);
    once.forEach((values, i) => sameBytes(values, again[i], `${threads} threads, tensor ${i}`));
  }
});

Deno.test("JavaScript's own denormal numbers stay what they are", async () => {
  await using engine = await open(2);
  await engine.gradient(rowsOf(8, 64, (i) => i % 256), even(512));
  const [small, two] = new Float32Array([1e-40, 2]);
  ok(small > 0 && small * two > small, `${small}`);
});

Deno.test("pieces: powers of two, the largest first, that sum to the rows and keep logits small", () => {
  deepEqual(piecesOf(13, 64, 256), [8, 4, 1]);
  deepEqual(piecesOf(8, 64, 256), [8]);
  deepEqual(piecesOf(5, 1024, 50304), [1, 1, 1, 1, 1]);
  fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 60000 }), (rows, V) => {
    const pieces = piecesOf(rows, 64, V);
    equal(pieces.reduce((sum, n) => sum + n, 0), rows);
    pieces.forEach((n, i) => ok(Number.isInteger(Math.log2(n)) && n <= (pieces[i - 1] ?? n)));
    ok(pieces.every((n) => n === 1 || n * 64 * V <= 2 ** 26));
    ok(new Set(pieces).size <= Math.log2(rows) + 1);
  }));
});

Deno.test("a step cut at its weights: nothing twice, nothing left out, the first half knows no weights", () => {
  const graph = gradientGraph(languageModel(tiny), { rows: 2, context: 8 });
  const { before, after, carried } = splitGraph(graph, WEIGHTS, [LOSSES]);
  equal(before.nodes.length + after.nodes.length, graph.nodes.length);
  ok(before.nodes.length > 50 && after.nodes.length > 100);
  deepEqual(before.outputs.map(({ name }) => name), [LOSSES, ...carried.map(({ name }) => name)]);
  ok(!before.inputs.some(({ name }) => name === WEIGHTS));
  ok(after.outputs.every(({ name }) => name !== LOSSES));
  throws(() => splitGraph(graph, WEIGHTS, ["#d embed_out.weight"]), /needs #weights/);
});

Deno.test("a forward pass alone makes nothing for a backward pass", () => {
  const operations = (graph: { nodes: readonly { operation: string }[] }) => graph.nodes.map((node) => node.operation);
  const forward = operations(lossGraph(languageModel(tiny), { rows: 2, context: 8 }));
  ok(!forward.includes("Exp"), "GELU's slope was recorded");
  ok(operations(gradientGraph(languageModel(tiny), { rows: 2, context: 8 })).includes("Exp"));
});

Deno.test("a program that looks at values, or puts out a parameter as it is, is refused", () => {
  const program = (tokenLosses: Program["tokenLosses"]): Program => ({ ...languageModel(tiny), tokenLosses });
  throws(
    () =>
      lossGraph(program((_p, { inputs_N }) => gather([1, 2], inputs_N.dataSync()[0]) as unknown as Tensor1D), {
        rows: 1,
        context: 2,
      }),
    /may not look at values/,
  );
  throws(
    () => lossGraph(program((p) => p["gpt_neox.final_layer_norm.bias"] as Tensor1D), { rows: 1, context: 2 }),
    /a value of its own/,
  );
  // and the recorder is fit to go on
  ok(lossGraph(languageModel(tiny), { rows: 1, context: 2 }).nodes.length > 50);
});
