/**
 * onnxruntime's worker for matrix products: answers `{"products": […]}` with milliseconds of each in each layout.
 *
 *     deno run -c deno.train.json -A bench/train/products_ort.ts THREADS
 *
 * @module
 */
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { onnxModel } from "../../lib/engine/native/onnx_proto.ts";
import { answerRequests, tell } from "./answer.ts";
import { LAYOUTS, type Product, type ProductTimes } from "./products.ts";
import { medianTime } from "./median_time.ts";

/** Floating-point operations of a call, at least: some milliseconds. */
const WORK = 3e8;
const threads = Number(Deno.args[0]);
const from = performance.now();
const ort = await import("onnxruntime-node");
tell({ ready: { device: `onnxruntime, ${threads} threads`, openMs: performance.now() - from } });

await answerRequests(async ({ products }: { products: readonly Product[] }): Promise<{ ms: ProductTimes }> => {
  const ms: number[][] = [];
  for (const product of products) {
    const row: number[] = [];
    for (const layout of LAYOUTS) row.push(await productTime(product, layout));
    ms.push(row);
  }
  return { ms };
});

async function productTime({ batch, m, k, n }: Product, layout: typeof LAYOUTS[number]): Promise<number> {
  const transA = layout === "TN", transB = layout === "NT";
  const shaped = (rows: number, columns: number) => batch === 1 ? [rows, columns] : [batch, rows, columns];
  const a = shaped(...(transA ? [k, m] : [m, k]) as [number, number]);
  const b = shaped(...(transB ? [n, k] : [k, n]) as [number, number]), y = shaped(m, n);
  const value = (name: string, shape: number[]) => ({ name, type: "float32" as const, shape });
  // Small products stand several times in a graph, since a call alone costs some 0.1 ms.
  const outputs = Array.from({ length: Math.ceil(WORK / (2 * batch * m * k * n)) }, (_, i) => `y${i}`);
  const model = onnxModel({
    nodes: outputs.map((output) => ({
      operation: "FusedMatMul",
      domain: "com.microsoft",
      inputs: ["a", "b"],
      outputs: [output],
      attributes: { transA: { int: Number(transA) }, transB: { int: Number(transB) } },
    })),
    constants: [],
    inputs: [value("a", a), value("b", b)],
    outputs: outputs.map((output) => value(output, y)),
    values: new Map(outputs.map((output) => [output, value(output, y)])),
  });
  const session: InferenceSession = await ort.InferenceSession.create(model, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "disabled", // equal nodes would become one
  });
  const filled = (shape: number[]): Tensor => {
    const values = new Float32Array(shape.reduce((size, d) => size * d, 1));
    for (let i = 0; i < values.length; i++) values[i] = (i * 7919 % 1000 - 500) / 1000;
    return new ort.Tensor("float32", values, shape);
  };
  const feeds = { a: filled(a), b: filled(b) }, fetches = Object.fromEntries(outputs.map((name) => [name, filled(y)]));
  const ms = await medianTime(() => session.run(feeds, fetches));
  await session.release();
  return ms / outputs.length;
}
