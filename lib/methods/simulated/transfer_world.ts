import { got, outOfRange } from "../../errors.ts";
import { checkNumbers, checkTable, type SimulatedWorld } from "./world.ts";

/**
 * A world of transfer between skills: each update closes a part of the gap between a loss and its floor, and the part
 * depends on how much the domains trained on teach the target.
 *
 *     L_i^{t+1} = L_i^t − (L_i^t − floor_i) Σ_j G_ji p_j
 *
 * Source: the skills graph of Skill-It (arXiv 2307.14430, sections 2 and 3: L_i^{t+1} = L_i^t (1 − α Σ_j G_ji p_j), α being
 * part of G here), with a floor that no training passes.
 *
 * @param options.targets default: the domains.
 * @param options.graph_mk row j: what part of each target's gap (from 0 to 1) one update of pure domain j closes.
 * @param options.floor_k losses that training tends to, nats per token. Default: 0.
 * @param options.start_k losses before the first update, nats per token.
 * @throws {RangeError} when a list has another length, an entry of the graph is not in [0, 1], or a number is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { simulatedLearner, transferWorld } from "@mixlab/mixlab";
 *
 * // English is learnt from English and a little from French; French from both.
 * const world = transferWorld({
 *   ...{ domains: ["english", "french"], graph_mk: [[0.5, 0.25], [0.125, 0.5]] },
 *   ...{ floor_k: [1, 2], start_k: [5, 6] },
 * });
 * const learner = simulatedLearner(world, { seed: 0 });
 * await learner.train([1, 0], 2); // two updates of pure English
 * deepEqual([...await learner.evaluate("val")], [1 + 4 * 0.5 ** 2, 2 + 4 * 0.75 ** 2]);
 * ```
 */
export function transferWorld(options: {
  readonly domains: readonly string[];
  readonly targets?: readonly string[];
  readonly graph_mk: readonly ArrayLike<number>[];
  readonly floor_k?: readonly number[];
  readonly start_k: readonly number[];
}): SimulatedWorld {
  const { domains, targets = domains, graph_mk, start_k } = options;
  const floor_k = options.floor_k ?? targets.map(() => 0);
  checkTable("transferWorld: graph_mk", graph_mk, domains, targets);
  checkNumbers("transferWorld: floor_k", floor_k, targets);
  checkNumbers("transferWorld: start_k", start_k, targets);
  domains.forEach((domain, j) =>
    targets.forEach((target, i) => {
      if (graph_mk[j][i] >= 0 && graph_mk[j][i] <= 1) return;
      throw outOfRange(
        `transferWorld: graph_mk: ${domain} on ${target}: wanted a part from 0 to 1, got ${got(graph_mk[j][i])}`,
      );
    })
  );
  return {
    domains,
    targets,
    start_k,
    after: (shares_m, { losses_k }) =>
      Float64Array.from(losses_k, (loss, i) => {
        let part = 0;
        for (let j = 0; j < domains.length; j++) part += graph_mk[j][i] * shares_m[j];
        return loss - (loss - floor_k[i]) * part;
      }),
    effects: ({ losses_k }) =>
      Float64Array.from(targets.flatMap((_, i) => domains.map((_, j) => (losses_k[i] - floor_k[i]) * graph_mk[j][i]))),
  };
}
