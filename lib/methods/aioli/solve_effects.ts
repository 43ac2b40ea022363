import { outOfRange } from "../../errors.ts";
import { matrix } from "../../numerics/matrix.ts";
import { pivotedQR } from "../../numerics/qr.ts";

/**
 * Effects of single domains from what m mixtures did: the A of W A_i = β_i, one system of m equations a target.
 *
 * Source: LearnParams of Aioli (arXiv 2411.05735, algorithm 2). The paper's W has the mixtures asked for; those that
 * batches realised make the same equations true.
 *
 * @param beta_km drop of the loss of target i (k rows) on mixture j (m columns), nats per token.
 * @param W_mm shares of the m domains (columns) in mixture j (rows).
 * @returns A (k rows of m), in the units of β.
 * @throws {RangeError} when shapes differ, or the mixtures are dependent.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { solveEffects } from "@mixlab/mixlab";
 *
 * // One target. Mixture 0 is 3/4 web, mixture 1 is 1/4 web; web alone would have lowered the loss by 0.5, code by 0.1.
 * const [A_m] = solveEffects([[0.4, 0.2]], [[0.75, 0.25], [0.25, 0.75]]);
 * deepEqual(A_m.map((a) => a.toFixed(6)), ["0.500000", "0.100000"]);
 * ```
 */
export function solveEffects(
  beta_km: readonly (readonly number[])[],
  W_mm: readonly (readonly number[])[],
): number[][] {
  const m = W_mm.length;
  for (const [what, rows] of [["W", W_mm], ["beta", beta_km]] as const) {
    rows.forEach((row, i) => {
      if (row.length === m) return;
      throw outOfRange(`solveEffects: wanted ${m} numbers in every row of ${what}, got ${row.length} in row ${i + 1}`);
    });
  }
  const qr = pivotedQR(matrix(m, m, W_mm.flat()));
  if (qr.rank < m) {
    throw outOfRange(
      `solveEffects: the ${m} mixtures are dependent, only ${qr.rank} tell something; wanted mixtures that differ: ` +
        "more rows a visit (steps or batch), or a larger share of each mixture's own domain",
    );
  }
  return beta_km.map((beta_m) => Array.from(qr.solve(beta_m)));
}
