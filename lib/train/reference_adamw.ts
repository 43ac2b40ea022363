/**
 * AdamW written plainly in float64: the judge of the engines' updates.
 *
 * @module
 */
import type { Update } from "../engine/engine.ts";

/** One tensor with its gradient and moments. */
export interface AdamWTensor {
  readonly values: Float64Array;
  readonly gradient: Float64Array;
  /** Running mean of the gradient. */
  readonly first: Float64Array;
  /** Running mean of its square. */
  readonly second: Float64Array;
  /** Whether weight decay applies. */
  readonly decay: boolean;
}

/**
 * Clips the gradients to a global norm and updates tensors and moments in place (Loshchilov and Hutter, 2019,
 * algorithm 2, with ε outside the bias-corrected root as in PyTorch).
 *
 * @returns the global norm before clipping. Not finite: nothing was changed.
 */
export function referenceAdamW(tensors: Iterable<AdamWTensor>, update: Update): number {
  const { learningRate, step, betas: [beta1, beta2], epsilon, weightDecay, clip } = update, all = [...tensors];
  let squares = 0;
  for (const { gradient } of all) for (const g of gradient) squares += g * g;
  const norm = Math.sqrt(squares);
  if (!Number.isFinite(norm)) return norm;
  const scale = norm > clip ? clip / norm : 1;
  for (const { values, gradient, first, second, decay } of all) {
    for (let i = 0; i < values.length; i++) {
      const g = scale * gradient[i];
      first[i] = beta1 * first[i] + (1 - beta1) * g;
      second[i] = beta2 * second[i] + (1 - beta2) * g * g;
      const mean = first[i] / (1 - beta1 ** step), root = Math.sqrt(second[i] / (1 - beta2 ** step));
      values[i] -= learningRate * (mean / (root + epsilon) + (decay ? weightDecay * values[i] : 0));
    }
  }
  return norm;
}
