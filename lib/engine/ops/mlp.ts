import { add, erf, exp, mul, sub, sum, type Tensor } from "@tensorflow/tfjs-core";
import { gemm } from "./gemm.ts";
import { withGradient } from "./with_gradient.ts";

const ROOT_HALF = Math.SQRT1_2;
/** ln(2/√π): inside the exponential it costs nothing. */
const LOG_2_ROOT_PI = Math.log(2 / Math.sqrt(Math.PI));

/**
 * The MLP of a layer: GELU(x W₁ᵀ + b₁) W₂ᵀ + b₂ with the exact GELU u Φ(u) (Hendrycks and Gimpel, 2016).
 * [N, D], [M, D], [M], [D, M], [D] → [N, D].
 *
 * Written in s = u/√2, so that every constant factor is one of a matrix product: GELU(u) = h/√2 with h = s (1 + erf s),
 * and dGELU/du = (dh/ds)/2 with dh/ds = 1 + erf s + s (2/√π) e^(−s²). The slope is made while s is at hand, so that the
 * backward pass reads two arrays of N × M and not three.
 */
export function mlp(x_ND: Tensor, w1_MD: Tensor, b1_M: Tensor, w2_DM: Tensor, b2_D: Tensor): Tensor {
  return withGradient([x_ND, w1_MD, b1_M, w2_DM, b2_D], (x, w1, b1, w2, b2) => {
    const s_NM = gemm(x, w1, { transposeB: true, bias: b1, alpha: ROOT_HALF });
    const c_NM = add(erf(s_NM), 1), h_NM = mul(s_NM, c_NM);
    const slope_NM = add(c_NM, mul(s_NM, exp(sub(LOG_2_ROOT_PI, mul(s_NM, s_NM)))));
    return {
      // b₂ is added by itself: the product is scaled, the bias is not
      value: add(gemm(h_NM, w2, { transposeB: true, alpha: ROOT_HALF }), b2),
      saved: [x, w1, w2, h_NM, slope_NM],
      backward: (dy, [x, w1, w2, h, slope]) => {
        const ds = mul(gemm(dy, w2, { alpha: ROOT_HALF }), slope);
        return [
          gemm(ds, w1, { alpha: ROOT_HALF }),
          gemm(ds, x, { transposeA: true, alpha: ROOT_HALF }),
          mul(sum(ds, 0), ROOT_HALF),
          gemm(dy, h, { transposeA: true, alpha: ROOT_HALF }),
          sum(dy, 0),
        ];
      },
    };
  });
}
