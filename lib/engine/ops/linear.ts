import { sum, type Tensor } from "@tensorflow/tfjs-core";
import { gemm } from "./gemm.ts";
import { withGradient } from "./with_gradient.ts";

/** y = x Wᵀ + b: [N, I], [O, I], [O] → [N, O]. */
export function linear(x_NI: Tensor, w_OI: Tensor, b_O: Tensor): Tensor {
  return withGradient([x_NI, w_OI, b_O], (x, w, bias) => ({
    value: gemm(x, w, { transposeB: true, bias }),
    saved: [x, w],
    backward: (dy, [x, w]) => [gemm(dy, w), gemm(dy, x, { transposeA: true }), sum(dy, 0)],
  }));
}
