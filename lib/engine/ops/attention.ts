import { add, mul, softmax, sub, sum, type Tensor } from "@tensorflow/tfjs-core";
import { batchMatMul } from "./gemm.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * Causal attention: softmax(q kᵀ / √d + mask) v (Vaswani et al., 2017, equation 1). [B, h, T, d] thrice → the same.
 *
 * Backward: dS = P (dP − δ) with dP = dy vᵀ and δ = Σ dy y over d, which is Σ P dP over the keys.
 *
 * @param mask_TT 0 where a position may be seen, a large negative number where not.
 */
export function attention(q_BhTd: Tensor, k_BhTd: Tensor, v_BhTd: Tensor, mask_TT: Tensor): Tensor {
  const alpha = 1 / Math.sqrt(q_BhTd.shape[3]!);
  return withGradient([q_BhTd, k_BhTd, v_BhTd], (q, k, v) => {
    const p_BhTT = softmax(add(batchMatMul(q, k, { transposeB: true, alpha }), mask_TT));
    const y = batchMatMul(p_BhTT, v);
    return {
      value: y,
      saved: [q, k, v, p_BhTT, y],
      backward: (dy, [q, k, v, p, y]) => {
        const dv = batchMatMul(p, dy, { transposeA: true }), delta = sum(mul(dy, y), -1, true);
        const ds = mul(p, sub(batchMatMul(dy, v, { transposeB: true }), delta));
        return [batchMatMul(ds, k, { alpha }), batchMatMul(ds, q, { transposeA: true, alpha }), dv];
      },
    };
  });
}
