import { registerKernel, type TensorInfo } from "@tensorflow/tfjs-core";
import type { OwnKernel } from "../ops/own_kernel.ts";

/** How a backend that computes in memory lends it. */
export interface Memory {
  /** A new float32 tensor; what is in it is not defined. */
  make(shape: number[]): TensorInfo;
  /** The numbers of a tensor, in place. Valid until the next `make`. */
  view(info: TensorInfo): Float32Array | Int32Array;
}

const SCATTER: OwnKernel = "MixlabScatterRows";

/**
 * The sum of the rows that have the same id: [N, D], N ids → [V, D]. tfjs-wasm has no such kernel
 * (UnsortedSegmentSum); that of tfjs-cpu makes a pass over all rows for each of the V ids.
 */
export function registerRowKernels(backendName: string, memory: Memory): void {
  registerKernel({
    backendName,
    kernelName: SCATTER,
    kernelFunc({ inputs, attrs }) {
      const { rows, ids } = inputs as { rows: TensorInfo; ids: TensorInfo }, { V } = attrs as { V: number };
      const D = rows.shape[1]!, out = memory.make([V, D]);
      const sums_VD = memory.view(out).fill(0), rows_ND = memory.view(rows), ids_N = memory.view(ids);
      for (let n = 0; n < ids_N.length; n++) {
        for (let d = 0, from = n * D, to = ids_N[n] * D; d < D; d++) sums_VD[to + d] += rows_ND[from + d];
      }
      return out;
    },
  });
}
