/**
 * Kernels that a backend may have beside those of tfjs: one node of ONNX Runtime in the place of many. An operation asks
 * whether the backend in use has its kernel, and computes with tfjs's own operations where it has not.
 *
 * @module
 */
import { engine, getBackend, getKernel, type Tensor } from "@tensorflow/tfjs-core";

/** Names of such kernels. */
export type OwnKernel =
  | "MixlabGemm"
  | "MixlabBatchMatMul"
  | "MixlabLayerNorm"
  | "MixlabRotary"
  | "MixlabLogSoftmax"
  | "MixlabPick"
  | "MixlabPut"
  | "MixlabScatterRows";

/** Whether the backend in use has a kernel. */
export function hasKernel(name: OwnKernel | "UnsortedSegmentSum"): boolean {
  return getKernel(name, getBackend()) !== undefined;
}

/** Runs a kernel on its inputs; its outputs, in order. */
export function runKernel(name: OwnKernel, inputs: Record<string, Tensor>, attributes: object): Tensor[] {
  // tfjs types a kernel's inputs by tensor infos and its attributes by JSON; tensors and plain objects are both
  const made = engine().runKernel(name, inputs as never, attributes as never) as Tensor | Tensor[];
  return Array.isArray(made) ? made : [made];
}
