/**
 * How tfjs's kernels are written in ONNX, and those of Mixlab's own in the operations of ONNX Runtime.
 *
 * @module
 */
import { backend_util, broadcast_util, registerKernel, slice_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { OwnKernel } from "../ops/own_kernel.ts";
import { alias, constant, emit, heldOf, int64s, type NodeOptions, RECORDER, scattered } from "./recorder.ts";

// deno-lint-ignore no-explicit-any -- tfjs hands a kernel its inputs and attributes by names that it alone knows
type Kernel = (inputs: any, attributes: any) => TensorInfo | TensorInfo[];

function kernel(kernelName: string, record: Kernel): void {
  registerKernel({
    kernelName,
    backendName: RECORDER,
    kernelFunc: ({ inputs, attrs }) => record(inputs, attrs ?? {}),
  });
}

/** Kernels of Mixlab; the name is checked. */
const own = (name: OwnKernel, record: Kernel) => kernel(name, record);

/** A node with one output. */
function one(
  operation: string,
  inputs: readonly (TensorInfo | string)[],
  shape: readonly number[],
  type = "float32",
  options: NodeOptions = {},
): TensorInfo {
  return emit(operation, inputs, [{ shape, type }], options)[0];
}

const reshaped = (x: TensorInfo, shape: readonly number[]) => one("Reshape", [x, int64s(shape)], shape, x.dtype);
const axis = (of: number) => ({ attributes: { axis: { int: of } } });
const flags = (values: Readonly<Record<string, boolean>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { int: value ? 1 : 0 }]));

// Elementwise, with broadcasting
for (
  const [name, operation] of Object.entries({
    Sub: "Sub",
    Multiply: "Mul",
    RealDiv: "Div",
    Maximum: "Max",
    Minimum: "Min",
  })
) {
  kernel(
    name,
    ({ a, b }) => one(operation, [a, b], backend_util.assertAndGetBroadcastShape(a.shape, b.shape), a.dtype),
  );
}
kernel("Add", ({ a, b }) => {
  const rows = heldOf(a).scattered ?? heldOf(b).scattered;
  if (rows === undefined) {
    return one("Add", [a, b], backend_util.assertAndGetBroadcastShape(a.shape, b.shape), a.dtype);
  }
  // a tied embedding: the gradient through the head is dense, the one through the input is rows
  const other = heldOf(a).scattered ? b : a;
  if (rows.dense || heldOf(other).scattered) throw new Error("wanted one embedding of each table in a program");
  return scattered(other.shape, { ...rows, dense: other });
});
for (const name of ["Exp", "Log", "Sqrt", "Erf", "Neg", "Tanh", "Sigmoid", "Relu", "Abs", "Reciprocal"]) {
  kernel(name, ({ x }) => one(name, [x], x.shape, x.dtype));
}
kernel("Square", ({ x }) => one("Mul", [x, x], x.shape, x.dtype));
kernel("Rsqrt", ({ x }) => one("Reciprocal", [one("Sqrt", [x], x.shape)], x.shape));
kernel("Softmax", ({ logits }) => one("Softmax", [logits], logits.shape, "float32", axis(-1)));

// Shapes
kernel("Identity", ({ x }) => alias(x));
kernel("Cast", ({ x }, { dtype }) => {
  if (dtype === x.dtype) return alias(x);
  const to = { float32: 1, int32: 6, bool: 9 }[dtype as "float32" | "int32" | "bool"];
  return one("Cast", [x], x.shape, dtype, { attributes: { to: { int: to } } });
});
kernel("Reshape", ({ x }, { shape }) => reshaped(x, util.inferFromImplicitShape(shape, util.sizeFromShape(x.shape))));
kernel("ExpandDims", ({ input }, { dim }) => {
  const shape = [...input.shape];
  shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, 1);
  return reshaped(input, shape);
});
kernel(
  "Transpose",
  ({ x }, { perm }: { perm: number[] }) =>
    one("Transpose", [x], perm.map((from) => x.shape[from]), x.dtype, { attributes: { perm: { ints: perm } } }),
);
kernel("Slice", ({ x }, { begin, size }) => {
  const [from, sizes] = slice_util.parseSliceParams(x, begin, size);
  const cut = sizes.map((_, i) => i).filter((i) => sizes[i] !== x.shape[i]);
  if (cut.length === 0) return alias(x);
  const starts = int64s(cut.map((i) => from[i])), ends = int64s(cut.map((i) => from[i] + sizes[i]));
  return one("Slice", [x, starts, ends, int64s(cut)], sizes, x.dtype);
});
kernel("SplitV", ({ x }, { numOrSizeSplits, axis: along }) => {
  const a = util.parseAxisParam(along, x.shape)[0], sizes = backend_util.prepareSplitSize(x, numOrSizeSplits, a);
  const outputs = sizes.map((size) => ({
    shape: x.shape.map((n: number, i: number) => i === a ? size : n),
    type: x.dtype,
  }));
  return emit("Split", [x, int64s(sizes)], outputs, axis(a));
});
kernel("Concat", (inputs, { axis: along }) => {
  const xs = Object.values(inputs) as TensorInfo[], a = util.parseAxisParam(along, xs[0].shape)[0];
  return one("Concat", xs, backend_util.computeOutShape(xs.map((x) => x.shape), a), xs[0].dtype, axis(a));
});
kernel("PadV2", ({ x }, { paddings, constantValue }: { paddings: [number, number][]; constantValue: number }) => {
  const amounts = int64s([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
  const shape = x.shape.map((n: number, i: number) => n + paddings[i][0] + paddings[i][1]);
  return one("Pad", [x, amounts, constant(x.dtype, [], [constantValue])], shape, x.dtype);
});

// Reductions and products
for (const [name, operation] of Object.entries({ Sum: "ReduceSum", Mean: "ReduceMean", Max: "ReduceMax" })) {
  kernel(name, ({ x }, { axis: along, keepDims }) => {
    const axes = util.parseAxisParam(along, x.shape);
    const shape = x.shape.flatMap((n: number, i: number) => !axes.includes(i) ? [n] : keepDims ? [1] : []);
    return one(operation, [x, int64s(axes)], shape, x.dtype, { attributes: flags({ keepdims: keepDims }) });
  });
}
kernel("GatherV2", ({ x, indices }, { axis: along }) => {
  const a = util.parseAxisParam(along, x.shape)[0];
  return one(
    "Gather",
    [x, indices],
    [...x.shape.slice(0, a), ...indices.shape, ...x.shape.slice(a + 1)],
    x.dtype,
    axis(a),
  );
});

/** Rows and columns of a product of matrices that may be transposed. */
const sides = (a: TensorInfo, b: TensorInfo, transposeA: boolean, transposeB: boolean) => [
  a.shape.at(transposeA ? -1 : -2)!,
  b.shape.at(transposeB ? -2 : -1)!,
];
const batchProduct: Kernel = ({ a, b }, { transposeA, transposeB, alpha = 1 }) => {
  const batch = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return one("FusedMatMul", [a, b], [...batch, ...sides(a, b, transposeA, transposeB)], "float32", {
    domain: "com.microsoft",
    attributes: { ...flags({ transA: transposeA, transB: transposeB }), alpha: { float: alpha } },
  });
};
kernel("BatchMatMul", batchProduct);
own("MixlabBatchMatMul", batchProduct);
own(
  "MixlabGemm",
  ({ a, b, bias }, { transposeA, transposeB, alpha }) =>
    one("Gemm", bias ? [a, b, bias] : [a, b], sides(a, b, transposeA, transposeB), "float32", {
      attributes: {
        ...flags({ transA: transposeA, transB: transposeB }),
        alpha: { float: alpha },
        beta: { float: alpha },
      },
    }),
);

// Mixlab's own
own("MixlabLayerNorm", ({ x, g, b }, { epsilon }) => {
  const moment = { shape: [x.shape[0], 1], type: "float32" };
  return emit("LayerNormalization", [x, g, b], [{ shape: x.shape, type: "float32" }, moment, moment], {
    attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
  });
});
own("MixlabLogSoftmax", ({ x }) => one("LogSoftmax", [x], x.shape, "float32", axis(-1)));
own(
  "MixlabRotary",
  ({ x, cos, sin }) =>
    one("RotaryEmbedding", [x, constant("int64", [1], [0]), cos, sin], x.shape, "float32", {
      domain: "com.microsoft",
      // a single position id is where the first position stands; the others follow
      attributes: { rotary_embedding_dim: { int: 2 * cos.shape[1] }, num_heads: { int: x.shape[1] } },
    }),
);
own("MixlabPick", ({ x, ids }) => {
  const N = x.shape[0], there = one("GatherElements", [x, reshaped(ids, [N, 1])], [N, 1], "float32", axis(1));
  return reshaped(there, [N]);
});
own("MixlabPut", ({ x, ids, values }) => {
  const N = x.shape[0], column = (of: TensorInfo) => reshaped(of, [N, 1]);
  return one("ScatterElements", [x, column(ids), column(values)], x.shape, "float32", axis(1));
});
// ONNX Runtime's ScatterND(add) races with two threads; rows are scattered outside of the graph, in their order
own("MixlabScatterRows", ({ rows, ids }, { V }) => scattered([V, rows.shape[1]], { rows, ids }));
