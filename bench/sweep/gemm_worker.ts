/**
 * A loop of matrix products on one thread: says `ready`, waits for a line, computes so many products of 256 × 256 matrices
 * of 32-bit numbers and says how long they took (ms). Its process is what a worker is to a sweep, without the sweep.
 *
 *     deno run -c deno.train.json -A bench/sweep/gemm_worker.ts PRODUCTS
 *
 * @module
 */
import type { Tensor } from "onnxruntime-node";
import { onnxModel } from "../../lib/engine/native/onnx_proto.ts";

const SIZE = 256, IN_A_CALL = 32, shape = [SIZE, SIZE];
const calls = Math.ceil(Number(Deno.args[0]) / IN_A_CALL);
const ort = await import("onnxruntime-node");
const value = (name: string) => ({ name, type: "float32" as const, shape });
const outputs = Array.from({ length: IN_A_CALL }, (_, i) => `y${i}`);
const session = await ort.InferenceSession.create(
  onnxModel({
    nodes: outputs.map((output) => ({
      operation: "MatMul",
      domain: "",
      inputs: ["a", "b"],
      outputs: [output],
      attributes: {},
    })),
    constants: [],
    inputs: [value("a"), value("b")],
    outputs: outputs.map(value),
    values: new Map(outputs.map((output) => [output, value(output)])),
  }),
  // Equal nodes would become one if the graph were optimised.
  { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential", graphOptimizationLevel: "disabled" },
);
const filled = (): Tensor =>
  new ort.Tensor(
    "float32",
    Float32Array.from({ length: SIZE * SIZE }, (_, i) => (i * 7919 % 1000 - 500) / 1000),
    shape,
  );
const feeds = { a: filled(), b: filled() }, fetches = Object.fromEntries(outputs.map((name) => [name, filled()]));
for (let call = 0; call < 3; call++) await session.run(feeds, fetches);
console.log("ready");
await Deno.stdin.read(new Uint8Array(1));
const from = performance.now();
for (let call = 0; call < calls; call++) await session.run(feeds, fetches);
console.log(String(performance.now() - from));
Deno.exit(0);
