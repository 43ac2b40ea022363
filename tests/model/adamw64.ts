import type { Update } from "../../lib/engine/engine.ts";

/**
 * AdamW in float64, as plainly as it is written (Loshchilov and Hutter, 2019, algorithm 2), with PyTorch's clipping
 * (which adds 1e-6 to the norm). Changes the parameters; moments are kept in `moments`.
 *
 * @returns the norm before clipping.
 */
export function adamw64(
  parameters: ReadonlyMap<string, Float64Array>,
  gradients: ReadonlyMap<string, Float64Array>,
  moments: Map<string, [Float64Array, Float64Array]>,
  decays: (name: string) => boolean,
  { learningRate, step, betas: [beta1, beta2], epsilon, weightDecay, clip }: Update,
): number {
  let squares = 0;
  for (const gradient of gradients.values()) for (const g of gradient) squares += g * g;
  const norm = Math.sqrt(squares), scale = Math.min(1, clip / (norm + 1e-6));
  for (const [name, p] of parameters) {
    if (!moments.has(name)) moments.set(name, [new Float64Array(p.length), new Float64Array(p.length)]);
    const [first, second] = moments.get(name)!, decay = decays(name) ? weightDecay : 0;
    gradients.get(name)!.forEach((unscaled, i) => {
      const g = unscaled * scale;
      first[i] = beta1 * first[i] + (1 - beta1) * g;
      second[i] = beta2 * second[i] + (1 - beta2) * g * g;
      const mean = first[i] / (1 - beta1 ** step), root = Math.sqrt(second[i] / (1 - beta2 ** step));
      p[i] -= learningRate * (decay * p[i] + mean / (root + epsilon));
    });
  }
  return norm;
}
