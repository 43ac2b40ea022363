import { add, div, keep, mul, sqrt, square, sub, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Update } from "../engine.ts";

/** A parameter and its moments. */
export interface Moments {
  readonly parameter: Tensor;
  readonly first: Tensor;
  readonly second: Tensor;
}

/**
 * One AdamW update of one tensor (Loshchilov and Hutter, 2019, algorithm 2, with the decay times the learning rate, as
 * in PyTorch): p ← p (1 − η λ) − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
 *
 * @param scale of the gradient.
 * @returns new tensors; the old ones are the caller's to dispose of.
 */
export function adamw(
  { parameter, first, second }: Moments,
  gradient: Tensor,
  { learningRate, step, betas: [beta1, beta2], epsilon, weightDecay }: Update,
  { scale, decay }: { readonly scale: number; readonly decay: boolean },
): Moments {
  return tidy(() => {
    const g = scale === 1 ? gradient : mul(gradient, scale);
    const m = add(mul(first, beta1), mul(g, 1 - beta1)), v = add(mul(second, beta2), mul(square(g), 1 - beta2));
    const denominator = add(div(sqrt(v), Math.sqrt(1 - beta2 ** step)), epsilon);
    const change = mul(div(m, denominator), learningRate / (1 - beta1 ** step));
    const kept = decay && weightDecay !== 0 ? mul(parameter, 1 - learningRate * weightDecay) : parameter;
    return { parameter: keep(sub(kept, change)), first: keep(m), second: keep(v) };
  });
}
