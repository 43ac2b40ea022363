import { got, outOfRange } from "../errors.ts";
import { tilts } from "./tilts.ts";

/**
 * Skill-It's update: shares that grow with what a domain teaches, weighed by the losses that are left.
 *
 *     p_j = q_j exp(η Σ_i G_ji ℓ_i) / Σ_l q_l exp(η Σ_i G_li ℓ_i)
 *
 * Source: Skill-It (arXiv 2307.14430) as its repository has it: from the prior q each time, not from the shares before.
 *
 * @param graph_mk G, a row for each domain trained on and a column for each target: how much training on the one lowers
 * the loss of the other. Any finite numbers.
 * @param losses_k ℓ: sums of losses over a window of evaluations (k), nats per token; all 1 for the first shares.
 * @param eta η > 0.
 * @param prior_m q, sum 1. Default: even.
 * @returns shares (m), sum 1.
 * @throws {RangeError} when lengths differ, a loss is not finite, or a sum Σ_i G_ji ℓ_i is none.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { skillItUpdate } from "@mixlab/mixlab";
 *
 * // Web text teaches code half as much as code does; code has the larger loss left.
 * const shares = skillItUpdate([[1, 0.5], [0, 1]], [1, 3], 0.2);
 * deepEqual([...shares].map((p) => p.toFixed(3)), ["0.475", "0.525"]);
 * ```
 */
export function skillItUpdate(
  graph_mk: readonly (readonly number[])[],
  losses_k: ArrayLike<number>,
  eta: number,
  prior_m: ArrayLike<number> = graph_mk.map(() => 1 / graph_mk.length),
): Float64Array {
  const k = losses_k.length, bad = Array.from(losses_k).find((loss) => !Number.isFinite(loss));
  if (bad !== undefined) throw outOfRange(`skillItUpdate: losses_k: wanted finite losses, got ${got(bad)}`);
  if (graph_mk.some((row) => row.length !== k) || prior_m.length !== graph_mk.length) {
    throw outOfRange(
      `skillItUpdate: graph_mk: wanted rows of ${k} targets, one for each of ${prior_m.length} domains, got rows of ` +
        `${graph_mk.map((row) => row.length).join(", ")}`,
    );
  }
  const sums_m = graph_mk.map((row) => row.reduce((sum, effect, i) => sum + effect * losses_k[i], 0));
  const large = sums_m.findIndex((sum) => !Number.isFinite(sum));
  if (large >= 0) {
    throw outOfRange(
      `skillItUpdate: graph_mk: row ${large + 1}: wanted effects whose sum over losses is a number, got ${
        sums_m[large]
      }`,
    );
  }
  const scores_m = tilts(prior_m, sums_m, eta);
  let most = -Infinity, sum = 0;
  scores_m.forEach((score, j) => {
    if (prior_m[j] > 0) most = Math.max(most, score);
  });
  const weights_m = Float64Array.from(scores_m, (score, j) => prior_m[j] > 0 ? prior_m[j] * Math.exp(score - most) : 0);
  for (const weight of weights_m) sum += weight;
  return weights_m.map((weight) => weight / sum);
}
