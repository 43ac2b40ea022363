import type { Random } from "../../numerics/random.ts";

/**
 * How the visits of one estimation are ordered: all of them shuffled together, or sweep by sweep.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { estimationError, type VisitOrder } from "@mixlab/mixlab";
 *
 * // Visits of one mixture that follow each other share an evaluation, whose noise cancels.
 * const error = (order: VisitOrder) => estimationError({ sigma: 0.01, m: 3, f: 0.5, lpRounds: 4, order });
 * ok(error("intervals") < error("sweeps"));
 * ```
 */
export type VisitOrder = "intervals" | "sweeps";

/**
 * The proxy mixtures in the order in which an estimation visits them: each of the m of them, `rounds` times.
 *
 * `"intervals"` shuffles all m · rounds visits together (arXiv 2411.05735, algorithm 2); `"sweeps"` makes a permutation of
 * the m for each of the rounds, one behind the other (HazyResearch/aioli, commit a236112).
 */
export function visitOrder(m: number, rounds: number, order: VisitOrder, rng: Random): number[] {
  const sweep = () => Array.from({ length: m }, (_, j) => j);
  if (order === "intervals") return rng.shuffle(Array.from({ length: rounds }, sweep).flat());
  return Array.from({ length: rounds }, () => rng.shuffle(sweep())).flat();
}
