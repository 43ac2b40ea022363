/**
 * What a task gains by training on itself, against what it gains by the others: of a law linear in the shares, of task i
 *
 *     gain_i = a_ii − mean of a_ij over the other tasks j
 *
 * Below 0, its own instances lower its loss more. Source: ours; Aioli publishes the a_ij of its nine tasks.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { outOfRange } from "../../lib/errors.ts";

/**
 * The gain of each target that is a task of the mixture.
 *
 * @param domains the m tasks that are mixed.
 * @param targets the k tasks whose losses are told.
 * @param a_km row i, column j: a_j of target i.
 * @returns k numbers; null for a target that is none of the tasks.
 * @throws {RangeError} when there are fewer than two tasks, or the rows are not k of m numbers.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { ownTaskGain } from "@mixlab/mixlab/analysis";
 *
 * deepEqual(ownTaskGain(["book", "word"], ["word", "verse"], [[-0.25, -0.75], [-0.25, -0.25]]), [-0.5, null]);
 * ```
 */
export function ownTaskGain(
  domains: readonly string[],
  targets: readonly string[],
  a_km: readonly (readonly number[])[],
): (number | null)[] {
  if (domains.length < 2) throw outOfRange(`domains: wanted at least two tasks, got ${domains.length}`);
  if (a_km.length !== targets.length || a_km.some((row) => row.length !== domains.length)) {
    throw outOfRange(`a_km: wanted ${targets.length} rows of ${domains.length} numbers`);
  }
  return targets.map((target, i) => {
    const own = domains.indexOf(target);
    return own < 0 ? null : a_km[i][own] - mean(a_km[i].filter((_, j) => j !== own));
  });
}
