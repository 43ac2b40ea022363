/**
 * How far Aioli can go from equal shares: normalised scores are ≥ 0 and sum to 1, so in n updates the ratio of two shares
 * is at most exp(η n), and a share at most exp(η n) / (exp(η n) + m − 1).
 *
 * Source: derived from the update (arXiv 2411.05735, algorithm 1). Weights that begin from ones in every round, as in the
 * repository with `--ema`, never go further than n = 1.
 *
 * @param m domains.
 * @param eta step size η > 0.
 * @param updates updates that add up, n. Default 1.
 * @returns the largest ratio of two shares, and the largest and the least share.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { tiltBounds } from "@mixlab/mixlab";
 *
 * // The published configuration of two domains stays within [0.450, 0.550].
 * const { least, most } = tiltBounds(2, 0.2);
 * equal(`${least.toFixed(3)} ${most.toFixed(3)}`, "0.450 0.550");
 * ```
 */
export function tiltBounds(
  m: number,
  eta: number,
  updates = 1,
): { readonly ratio: number; readonly most: number; readonly least: number } {
  // Written with exp(−η n), which does not overflow.
  const back = Math.exp(-eta * updates);
  // Σ_j exp(η s_j) is convex, so it is largest where one domain has all of the score: there the others have the least.
  return { ratio: Math.exp(eta * updates), most: 1 / (1 + (m - 1) * back), least: back / (1 + (m - 1) * back) };
}
