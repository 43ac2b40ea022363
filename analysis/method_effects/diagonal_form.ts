import { outOfRange } from "../../lib/errors.ts";

/**
 * Effects of two domains upon themselves, the other one being what is left of the batch:
 *
 *     A_11 ← A_11 − A_12,   A_22 ← A_22 − A_21,   A_12, A_21 ← 0
 *
 * Because p_1 + p_2 = 1, Σ_j A_1j p_j = A_12 + (A_11 − A_12) p_1: with an intercept only the difference can be told, so that
 * estimates of two domains are compared in this form. Of Skill-It's diag(L) Gᵀ it leaves L_1 (G_11 − G_21) and
 * L_2 (G_22 − G_12); of DoReMi's diagonal all. For three domains or more Aioli compares whole matrices.
 *
 * Source: Aioli's notebook `2_measurements`. There DoGE's matrix has domains as rows, so that the wrong entry is taken off;
 * here rows are targets, as everywhere.
 *
 * @param A_km effects (2 rows of 2): A_ij of training on domain j upon the loss of target i.
 * @returns the diagonal form (2 rows of 2).
 * @throws {RangeError} when there are not two domains and two targets.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { diagonalForm } from "@mixlab/mixlab/analysis";
 *
 * deepEqual(diagonalForm([[0.5, 0.125], [0.25, 1]]), [[0.375, 0], [0, 0.75]]);
 * ```
 */
export function diagonalForm(A_km: readonly (readonly number[])[]): number[][] {
  if (A_km.length !== 2 || A_km.some((row) => row.length !== 2)) {
    const sizes = `${A_km.length} targets and ${A_km[0]?.length ?? 0} domains`;
    throw outOfRange(`diagonalForm: A_km: wanted the effects of two domains upon themselves, got ${sizes}`);
  }
  return [[A_km[0][0] - A_km[0][1], 0], [0, A_km[1][1] - A_km[1][0]]];
}
