import { outOfRange } from "../../lib/errors.ts";

/**
 * Several tests at once: p-values adjusted so that with probability 1 − α no true hypothesis is rejected.
 *
 *     p̃_(i) = max over j ≤ i of min(1, (n − j + 1) p_(j)),   p_(1) ≤ … ≤ p_(n)
 *
 * Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
 *
 * @param pValues n p-values, from 0 to 1.
 * @returns the adjusted ones, in the order given.
 * @throws {RangeError} when one is not from 0 to 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { holm } from "@mixlab/mixlab/analysis";
 *
 * deepEqual(holm([0.5, 0.01, 0.02]), [0.5, 0.03, 0.04]);
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  pValues.forEach((p, i) => {
    if (!(p >= 0 && p <= 1)) throw outOfRange(`pValues[${i}]: wanted a number from 0 to 1, got ${p}`);
  });
  const n = pValues.length, adjusted = new Array<number>(n);
  let largest = 0;
  pValues.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p).forEach(({ p, i }, rank) => {
    largest = Math.max(largest, Math.min(1, (n - rank) * p));
    adjusted[i] = largest;
  });
  return adjusted;
}
