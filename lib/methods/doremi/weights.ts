/**
 * DoReMi's update of the weights:
 *
 *     α' ∝ α exp(η λ)        α ← (1 − c) α' + c / m
 *
 * Source: DoReMi (arXiv 2305.10429, algorithm 1, step 2). m domains.
 *
 * @module
 */
import { tilts } from "../tilts.ts";

/**
 * New weights.
 *
 * @param held domains that keep their weight before smoothing; the others share what they had together.
 */
export function doremiWeights(
  weights_m: ArrayLike<number>,
  scores_m: ArrayLike<number>,
  { eta, smoothing, held }: {
    readonly eta: number;
    readonly smoothing: number;
    readonly held?: ((domain: number) => boolean) | undefined;
  },
): number[] {
  const weights = Array.from(weights_m),
    m = weights.length,
    free = weights.map((_, i) => held === undefined || !held(i));
  const tilts_m = tilts(weights.map((weight, i) => free[i] ? weight : 0), scores_m, eta);
  const logs = weights.map((weight, i) => free[i] ? Math.log(weight) + tilts_m[i] : -Infinity);
  const largest = Math.max(...logs);
  if (largest === -Infinity) return weights; // all are held
  const exps = logs.map((log) => Math.exp(log - largest)), sum = exps.reduce((a, b) => a + b, 0);
  const mass = held === undefined ? 1 : weights.reduce((total, weight, i) => free[i] ? total + weight : total, 0);
  return weights.map((weight, i) => {
    const tilted = free[i] ? mass * exps[i] / sum : weight;
    return smoothing === 0 ? tilted : (1 - smoothing) * tilted + smoothing / m;
  });
}
