/** Differences of effects below this part of the largest one are rounding. */
const ROUNDING = 1e-12;

/**
 * Effects as Aioli uses them: shifted so that none is negative, then divided by their sum.
 *
 *     Ā = (A − min(A, 0)) / Σ (A − min(A, 0))
 *
 * so that all of Ā is ≥ 0, its sum is 1, and so are its column sums together. The shift is not harmless: it brings the
 * ratios of the column sums nearer to 1. Where nothing is left to divide by (A is constant and not above 0, to rounding)
 * the formula is 0/0; the answer is then the uniform Ā, which leaves the mixture alone, and `told` is false.
 *
 * Source: the paper says "normalised" (arXiv 2411.05735, algorithm 1); the formula is that of HazyResearch/aioli (commit
 * a236112), which does not guard against 0/0.
 *
 * @param A_km effects (k rows of m), finite.
 * @returns Ā, and whether A told the domains apart at all.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { normaliseEffects } from "@mixlab/mixlab";
 *
 * deepEqual(normaliseEffects([[3, -1], [0, 0]]), { A_km: [[0.6666666666666666, 0], [0.16666666666666666, 0.16666666666666666]], told: true });
 * deepEqual(normaliseEffects([[0, 0], [0, 0]]), { A_km: [[0.25, 0.25], [0.25, 0.25]], told: false });
 * ```
 */
export function normaliseEffects(
  A_km: readonly (readonly number[])[],
): { readonly A_km: number[][]; readonly told: boolean } {
  const shift = Math.min(0, ...A_km.flat()), shifted_km = A_km.map((row) => row.map((a) => a - shift));
  const total = shifted_km.flat().reduce((sum, a) => sum + a, 0);
  const largest = A_km.flat().reduce((most, a) => Math.max(most, Math.abs(a)), 0), entries = A_km.flat().length;
  if (total > ROUNDING * largest * entries) {
    return { A_km: shifted_km.map((row) => row.map((a) => a / total)), told: true };
  }
  return { A_km: A_km.map((row) => row.map(() => 1 / entries)), told: false };
}
