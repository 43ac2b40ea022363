import { got, outOfRange } from "../../errors.ts";
import { noiseGain } from "./smoothed_effects.ts";
import type { VisitOrder } from "./visit_order.ts";

/**
 * How far the A of LearnParams is from the true one, as evaluations are noisy: the root of the mean squared error of its
 * entries, expected over orders of the visits.
 *
 * With independent noise σ in each of the 1 + n evaluations of an estimation (n = k m visits, k of each proxy mixture), a
 * drop is a difference of two of them, and adjacent drops share one. Writing β̄ for the mean of β over mixtures,
 *
 *     E Σ_j δβ_j² = 2σ²/k² · (n − a),   E (δβ̄)² = 2σ²/n²
 *     MSE = G² (E Σ_j δβ_j² / m − E (δβ̄)²) + E (δβ̄)²,   G = 1/(f − g)
 *
 * where a is the expected number of visits that follow one of the same mixture, whose drops telescope: k − 1 when all
 * visits are shuffled together, (k − 1)/m in separate sweeps. So the error is somewhat below G σ √(2/k): it grows with the noise
 * gain, and falls with the root of the rounds.
 *
 * Source: derived here, from the solve in {@link smoothedEffects}; tests measure it.
 *
 * @param options `sigma`: standard deviation of one evaluation of one target (nats per token); `m` domains, `f` share of a
 * mixture's own domain, `lpRounds` visits of each, and their `order`.
 * @returns standard error of an entry of A, nats per token and visit.
 * @throws {RangeError} when m, f, sigma or lpRounds is out of range.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { estimationError } from "@mixlab/mixlab";
 *
 * // Aioli's configuration of two domains makes of a noise of 0.001 nats an error of 0.0025.
 * const error = estimationError({ sigma: 0.001, m: 2, f: 0.625, lpRounds: 4, order: "sweeps" });
 * equal(error.toFixed(4), "0.0025");
 * ```
 */
export function estimationError(
  { sigma, m, f, lpRounds: k, order }: {
    readonly sigma: number;
    readonly m: number;
    readonly f: number;
    readonly lpRounds: number;
    readonly order: VisitOrder;
  },
): number {
  const gain = noiseGain(m, f), visits = k * m;
  if (!(sigma >= 0 && sigma < Infinity)) {
    throw outOfRange(`estimationError: sigma: wanted a finite number ≥ 0, got ${got(sigma)}`);
  }
  if (!(k >= 1)) throw outOfRange(`estimationError: lpRounds: wanted a number ≥ 1, got ${got(k)}`);
  const follow = order === "intervals" ? k - 1 : (k - 1) / m;
  const each = 2 * sigma ** 2 / k ** 2 * (visits - follow) / m, mean = 2 * sigma ** 2 / visits ** 2;
  return Math.sqrt(gain ** 2 * (each - mean) + mean);
}
