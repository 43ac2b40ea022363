import { cast, gather, oneHot, type Tensor, type Tensor1D, unsortedSegmentSum } from "@tensorflow/tfjs-core";
import { gemm } from "./gemm.ts";
import { hasKernel, runKernel } from "./own_kernel.ts";
import { withGradient } from "./with_gradient.ts";

/** The rows of a table that ids name: [V, D], N ids → [N, D]. Backward: each row's gradient is added to its id's row. */
export function embedding(table_VD: Tensor, ids_N: Tensor1D): Tensor {
  return withGradient([table_VD], (table) => ({
    value: gather(table, ids_N),
    saved: [],
    backward: (dy) => [scatterRows(dy, ids_N, table_VD.shape[0]!)],
  }));
}

function scatterRows(dy_ND: Tensor, ids_N: Tensor1D, V: number): Tensor {
  if (hasKernel("MixlabScatterRows")) return runKernel("MixlabScatterRows", { rows: dy_ND, ids: ids_N }, { V })[0];
  if (hasKernel("UnsortedSegmentSum")) return unsortedSegmentSum(dy_ND, ids_N, V);
  // tfjs-wasm has no segment sum; its float oneHot gives integer bits, so the cast is made here
  return gemm(cast(oneHot(ids_N, V), "float32"), dy_ND, { transposeA: true });
}
