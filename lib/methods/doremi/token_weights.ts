/**
 * DoReMi's proxy loss as weights of tokens: the loss is Σ_n w_n ℓ_n over the targets that count. With i the domain of
 * target n, α the new weights, s the shares that batches are drawn in, and scores λ_i over N_i (scores.ts):
 *
 * | objective | loss | w_n |
 * |---|---|---|
 * | domain-means | Σ_i α_i mean_i(ℓ − ℓ^ref) (equation 1; ℓ^ref is constant) | α_i / targets of i |
 * | self-normalised | Σ_n v_i ℓ_n / Σ_n v_i, v ∝ α / s (the repository) | v_i / Σ_j v_j targets of j |
 * | clipped-excess | Σ_i α_i λ_i (nanotron) | α_i / N_i where the excess is not clipped, else 0 |
 *
 * Source: DoReMi (arXiv 2305.10429, equation 1) and the repositories. The first two agree when every domain has the
 * same number of targets in the batch and s is even. m domains, B rows, T positions a row.
 *
 * @module
 */
import type { DoremiOptions } from "./options.ts";
import type { BatchScores, ExcessBatch } from "./scores.ts";

/** Weights of the B T targets; 0 where one does not count. */
export function proxyTokenWeights(
  batch: ExcessBatch,
  { targets_m, over_m, scores_m }: BatchScores,
  weights_m: readonly number[],
  sampling_m: ArrayLike<number>,
  { objective, clipExcess }: Pick<DoremiOptions, "objective" | "clipExcess">,
): Float32Array {
  const { context: T, domains_B, losses_BT, reference_BT, mask_BT } = batch, B = domains_B.length;
  const each_m = tokenWeightOf(objective, weights_m, sampling_m, targets_m, over_m);
  const clipped = objective === "clipped-excess";
  const weights_BT = new Float32Array(B * T);
  for (let b = 0; b < B; b++) {
    const i = domains_B[b], each = each_m[i];
    // Clipped after the mean, a domain gives a gradient as a whole or not at all.
    if (clipped && clipExcess === "domain" && scores_m[i] === 0) continue;
    for (let n = b * T; n < (b + 1) * T; n++) {
      if (mask_BT !== undefined && mask_BT[n] === 0) continue;
      if (clipped && clipExcess === "token" && !(losses_BT[n] > reference_BT![n])) continue;
      weights_BT[n] = each;
    }
  }
  return weights_BT;
}

/** Weights of domains for what they are drawn in: v ∝ α / s, sum 1. */
export function importanceWeights(weights_m: readonly number[], sampling_m: ArrayLike<number>): number[] {
  const ratios = weights_m.map((weight, i) => weight / sampling_m[i]), sum = ratios.reduce((a, b) => a + b, 0);
  return ratios.map((ratio) => ratio / sum);
}

/** Weight of one target of each domain. */
function tokenWeightOf(
  objective: DoremiOptions["objective"],
  weights_m: readonly number[],
  sampling_m: ArrayLike<number>,
  targets_m: readonly number[],
  over_m: readonly number[],
): number[] {
  if (objective === "self-normalised") {
    const v_m = importanceWeights(weights_m, sampling_m);
    const sum = v_m.reduce((total, v, i) => total + v * targets_m[i], 0);
    return v_m.map((v) => sum > 0 ? v / sum : 0);
  }
  const divisor_m = objective === "domain-means" ? targets_m : over_m;
  return weights_m.map((weight, i) => targets_m[i] > 0 ? weight / divisor_m[i] : 0);
}
