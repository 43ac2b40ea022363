import { tilts } from "../tilts.ts";

/**
 * Exponentiated gradient: shares tilted towards the domains with the largest scores.
 *
 *     p'_j ∝ p_j exp(η s_j)
 *
 * Source: Aioli's update with s_j = Σ_i Ā_ij (arXiv 2411.05735, algorithm 1).
 *
 * @param p_m shares, or weights of any sum.
 * @param scores_m score of each domain.
 * @param eta step size η. The ratio of two shares changes by exp(η · difference of their scores), a difference that no
 * number can hold gives all to the larger score.
 * @returns shares with sum 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { tiltShares } from "@mixlab/mixlab";
 *
 * deepEqual([...tiltShares([0.5, 0.5], [0.356, 0.644], 0.2)].map((p) => p.toFixed(6)), ["0.485604", "0.514396"]);
 * ```
 */
export function tiltShares(p_m: ArrayLike<number>, scores_m: ArrayLike<number>, eta: number): Float64Array {
  // The largest exponent is taken off first, so that none overflows.
  const tilts_m = tilts(p_m, scores_m, eta), logs_m = Float64Array.from(p_m, (p, j) => Math.log(p) + tilts_m[j]);
  const largest = logs_m.reduce((most, x) => Math.max(most, x), -Infinity);
  const weights_m = logs_m.map((x) => Math.exp(x - largest));
  const sum = weights_m.reduce((total, w) => total + w, 0);
  return weights_m.map((w) => w / sum);
}

/**
 * The score of each domain: what it does for all targets together, s_j = Σ_i A_ij.
 *
 * @param A_km effects (k rows of m).
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { domainScores } from "@mixlab/mixlab";
 *
 * deepEqual([...domainScores([[0.5, 0], [0.25, 0.25]])], [0.75, 0.25]);
 * ```
 */
export function domainScores(A_km: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(A_km[0], (_, j) => A_km.reduce((sum, row) => sum + row[j], 0));
}
