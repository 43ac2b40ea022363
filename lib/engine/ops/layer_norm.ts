import { add, mean, mul, rsqrt, square, sub, sum, type Tensor } from "@tensorflow/tfjs-core";
import { hasKernel, runKernel } from "./own_kernel.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * LayerNorm of each row (Ba, Kiros and Hinton, 2016): x̂ g + b with x̂ = (x − μ) / √(σ² + ε). [N, D], [D], [D] → [N, D].
 *
 * Backward, with w = dy g: dx = (w − mean w − x̂ mean(w x̂)) / √(σ² + ε), dg = Σ dy x̂ and db = Σ dy over the rows.
 */
export function layerNorm(x_ND: Tensor, g_D: Tensor, b_D: Tensor, epsilon: number): Tensor {
  return withGradient([x_ND, g_D, b_D], (x, g, b) => {
    const [y, mu_N1, scale_N1] = normalised(x, g, b, epsilon);
    return {
      value: y,
      saved: [x, g, mu_N1, scale_N1],
      backward: (dy, [x, g, mu_N1, scale_N1]) => {
        const xhat = mul(sub(x, mu_N1), scale_N1), dyXhat = mul(dy, xhat), w = mul(dy, g);
        const inner = sub(sub(w, mean(w, 1, true)), mul(xhat, mean(mul(w, xhat), 1, true)));
        return [mul(inner, scale_N1), sum(dyXhat, 0), sum(dy, 0)];
      },
    };
  });
}

/** The value, the mean and 1 / √(σ² + ε). */
function normalised(x: Tensor, g: Tensor, b: Tensor, epsilon: number): Tensor[] {
  if (hasKernel("MixlabLayerNorm")) return runKernel("MixlabLayerNorm", { x, g, b }, { epsilon });
  const mu_N1 = mean(x, 1, true), centred = sub(x, mu_N1);
  const scale_N1 = rsqrt(add(mean(square(centred), 1, true), epsilon));
  return [add(mul(mul(centred, scale_N1), g), b), mu_N1, scale_N1];
}
