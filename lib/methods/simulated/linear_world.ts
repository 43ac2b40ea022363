import { checkNumbers, checkTable, type SimulatedWorld } from "./world.ts";

/**
 * A linear dynamic world: the mixture of each update lowers the losses by constant effects.
 *
 *     L_i^{t+1}(p) = L_i^t − Σ_j A_ij p_j
 *
 * Source: the linear dynamic law that Aioli steers by (arXiv 2411.05735, section 4), here with one A for the whole run. A
 * loss may fall below 0: it is a law, not a model.
 *
 * @param options.targets default: the domains.
 * @param options.A_km effect of one update of pure domain j upon the loss of target i, nats per token: positive numbers
 * lower the loss.
 * @param options.start_k losses before the first update, nats per token.
 * @throws {RangeError} when a list has another length, or a number is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { linearWorld, simulatedLearner } from "@mixlab/mixlab";
 *
 * // Code helps itself and web a little; web helps itself alone.
 * const world = linearWorld({ domains: ["web", "code"], A_km: [[0.5, 0.25], [0, 1]], start_k: [8, 8] });
 * const learner = simulatedLearner(world, { seed: 0, expected: true });
 * await learner.train([0.5, 0.5], 4);
 * deepEqual([...await learner.evaluate("val")], [8 - 4 * 0.375, 8 - 4 * 0.5]);
 * ```
 */
export function linearWorld(options: {
  readonly domains: readonly string[];
  readonly targets?: readonly string[];
  readonly A_km: readonly ArrayLike<number>[];
  readonly start_k: readonly number[];
}): SimulatedWorld {
  const { domains, targets = domains, A_km, start_k } = options;
  checkTable("linearWorld: A_km", A_km, targets, domains);
  checkNumbers("linearWorld: start_k", start_k, targets);
  return {
    domains,
    targets,
    start_k,
    after: (shares_m, { losses_k }) =>
      Float64Array.from(losses_k, (loss, i) => {
        let fall = 0;
        for (let j = 0; j < domains.length; j++) fall += A_km[i][j] * shares_m[j];
        return loss - fall;
      }),
    effects: () => Float64Array.from(A_km.flatMap((row) => Array.from(row))),
  };
}
