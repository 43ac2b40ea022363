import {
  cast,
  exp,
  logSoftmax,
  mul,
  neg,
  oneHot,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
} from "@tensorflow/tfjs-core";
import { gemm } from "./gemm.ts";
import { hasKernel, runKernel } from "./own_kernel.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * Output head and cross-entropy in one: the loss −log softmax(x Wᵀ) of each target, in nats. [N, D], [V, D], N ids → N.
 *
 * Backward, with G = softmax − onehot: dx = diag(dy) G W and dW = Gᵀ diag(dy) x. The weights dy of the tokens go to the
 * N × D matrices, so that the N × V one is touched as little as can be. Log-softmax, not a logarithm of probabilities:
 * the loss does not saturate.
 */
export function headLoss(x_ND: Tensor, w_VD: Tensor, targets_N: Tensor1D): Tensor1D {
  const N = x_ND.shape[0]!;
  return withGradient([x_ND, w_VD], (x, w) => {
    const logP_NV = hasKernel("MixlabLogSoftmax")
      ? runKernel("MixlabLogSoftmax", { x: gemm(x, w, { transposeB: true }) }, {})[0]
      : logSoftmax(gemm(x, w, { transposeB: true }));
    return {
      value: neg(picked(logP_NV, targets_N)),
      saved: [x, w, logP_NV],
      backward: (dy, [x, w, logP_NV]) => {
        const dy_N1 = reshape(dy, [N, 1]), g_NV = minusOneAt(exp(logP_NV), targets_N);
        return [mul(gemm(g_NV, w), dy_N1), gemm(g_NV, mul(x, dy_N1), { transposeA: true })];
      },
    };
  }) as Tensor1D;
}

/** The entry of each row that its id names. */
function picked(x_NV: Tensor, ids_N: Tensor1D): Tensor {
  if (hasKernel("MixlabPick")) return runKernel("MixlabPick", { x: x_NV, ids: ids_N }, {})[0];
  return sum(mul(x_NV, oneHots(ids_N, x_NV.shape[1]!)), 1);
}

/** Takes 1 from the entry of each row that its id names. */
function minusOneAt(x_NV: Tensor, ids_N: Tensor1D): Tensor {
  if (!hasKernel("MixlabPut")) return sub(x_NV, oneHots(ids_N, x_NV.shape[1]!));
  const there = runKernel("MixlabPick", { x: x_NV, ids: ids_N }, {})[0];
  return runKernel("MixlabPut", { x: x_NV, ids: ids_N, values: sub(there, 1) }, {})[0];
}

/** tfjs-wasm's float oneHot gives integer bits, so the cast is made here. */
function oneHots(ids_N: Tensor1D, V: number): Tensor {
  return cast(oneHot(ids_N, V), "float32");
}
