import { outOfRange } from "../../lib/errors.ts";

/**
 * How far each round of iterated DoReMi moved the weights, and after which of them it stops:
 *
 *     moved_r = max_i |ᾱ_r,i − ᾱ_{r−1},i|,    stop at the first r with moved_r < 1e-3
 *
 * where ᾱ_0 is the mixture of the first reference. Source: DoReMi (arXiv 2305.10429), section 3.2.
 *
 * @param mixtures the first reference's, then the averaged weights of each round.
 * @param tolerance what counts as having stayed (default 1e-3).
 * @returns `moved` by round, and the round that settled it, from 1; null: none did
 * @throws {RangeError} when there are fewer than two mixtures, they differ in length, or a number is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { roundsUntilSettled } from "@mixlab/mixlab/analysis";
 *
 * const { moved, settled } = roundsUntilSettled([[0.5, 0.5], [0.75, 0.25], [0.7505, 0.2495]]);
 * deepEqual(moved.map((most) => most.toFixed(4)), ["0.2500", "0.0005"]);
 * deepEqual(settled, 2);
 * ```
 */
export function roundsUntilSettled(
  mixtures: readonly ArrayLike<number>[],
  tolerance = 1e-3,
): { moved: number[]; settled: number | null } {
  if (mixtures.length < 2) {
    throw outOfRange(`mixtures: wanted the reference's and at least one round's, got ${mixtures.length}`);
  }
  const m = mixtures[0].length;
  mixtures.forEach((shares_m, r) => {
    if (shares_m.length !== m) throw outOfRange(`mixtures[${r}]: wanted ${m} shares, got ${shares_m.length}`);
    const bad = Array.from(shares_m).findIndex((share) => !Number.isFinite(share));
    if (bad >= 0) throw outOfRange(`mixtures[${r}][${bad}]: wanted a finite number, got ${shares_m[bad]}`);
  });
  const moved = mixtures.slice(1).map((shares_m, r) =>
    Math.max(...Array.from(shares_m, (share, i) => Math.abs(share - mixtures[r][i])))
  );
  const at = moved.findIndex((most) => most < tolerance);
  return { moved, settled: at < 0 ? null : at + 1 };
}
