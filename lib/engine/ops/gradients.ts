/**
 * Backward passes of the plain tfjs operations that programs use between the operations of this folder. tfjs-core keeps
 * its own in a module apart, all two hundred of them; importing this file registers these.
 *
 * @module
 */
import {
  broadcast_util,
  concat,
  type NamedAttrMap,
  registerGradient,
  reshape,
  sum,
  type Tensor,
  transpose,
} from "@tensorflow/tfjs-core";

/** Brings a gradient back to the shape that was broadcast. */
function unbroadcast(dy: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, dy.shape);
  return reshape(axes.length > 0 ? sum(dy, axes) : dy, shape);
}

registerGradient({
  kernelName: "Add",
  inputsToSave: ["a", "b"],
  gradFunc: (dy, [a, b]) => ({
    a: () => unbroadcast(dy as Tensor, a.shape),
    b: () => unbroadcast(dy as Tensor, b.shape),
  }),
});
registerGradient({
  kernelName: "Reshape",
  inputsToSave: ["x"],
  gradFunc: (dy, [x]) => ({ x: () => reshape(dy as Tensor, x.shape) }),
});
registerGradient({
  kernelName: "Transpose",
  gradFunc: (dy, _saved, attributes: NamedAttrMap) => {
    const perm = attributes.perm as number[], back = perm.map((_, i) => perm.indexOf(i));
    return { x: () => transpose(dy as Tensor, back) };
  },
});
registerGradient({
  kernelName: "SplitV",
  gradFunc: (dy, _saved, attributes: NamedAttrMap) => ({ x: () => concat(dy as Tensor[], attributes.axis as number) }),
});
