/**
 * The running mean of effects: Ē^t = (1 − w) Ā^t + w Ē^{t−1}, and Ē^0 = Ā^0.
 *
 * Source: `--ema` of HazyResearch/aioli (commit a236112), where w weighs the old mean: at 0 there is no memory.
 *
 * @param before the mean so far (k rows of m); undefined in the first round.
 * @param A_km effects of this round.
 * @param w weight of the old mean, 0 ≤ w < 1.
 * @returns the new mean (k rows of m).
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { meanEffects } from "@mixlab/mixlab";
 *
 * const first = meanEffects(undefined, [[0.75, 0.25]], 0.5);
 * deepEqual(meanEffects(first, [[0.25, 0.75]], 0.5), [[0.5, 0.5]]);
 * ```
 */
export function meanEffects(
  before: readonly (readonly number[])[] | undefined,
  A_km: readonly (readonly number[])[],
  w: number,
): number[][] {
  return A_km.map((row, i) => row.map((a, j) => before === undefined ? a : (1 - w) * a + w * before[i][j]));
}
