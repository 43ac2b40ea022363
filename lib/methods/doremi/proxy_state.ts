/**
 * DoReMi's state between two batches, plain JSON of one size however long the run is. m domains.
 *
 * @module
 */
import type { DoremiOptions } from "./options.ts";
import { batchScores, type ExcessBatch } from "./scores.ts";
import { proxyTokenWeights } from "./token_weights.ts";
import { doremiWeights } from "./weights.ts";

/** The state. */
export interface ProxyState {
  /** α (m). */
  readonly weights: readonly number[];
  /** Last scores λ (m). */
  readonly scores: readonly number[];
  /** Mean of the weights that count so far (m). */
  readonly mean: readonly number[];
  /** How many count. */
  readonly count: number;
}

/** Before the first batch: the weights are the shares that batches are drawn in. */
export function startProxy(
  sampling_m: ArrayLike<number>,
  { averageStart, startScore }: Pick<DoremiOptions, "averageStart" | "startScore">,
): ProxyState {
  const weights = Array.from(sampling_m);
  return {
    weights,
    scores: weights.map(() => startScore),
    mean: averageStart ? weights : weights.map(() => 0),
    count: averageStart ? 1 : 0,
  };
}

/** One batch: scores, then weights, then their running mean; the proxy's loss has the new weights. */
export function updateProxy(
  state: ProxyState,
  batch: ExcessBatch,
  sampling_m: ArrayLike<number>,
  options: DoremiOptions,
): { readonly state: ProxyState; readonly weights_BT: Float32Array } {
  const { eta, smoothing, absent } = options;
  const found = batchScores(batch, state.weights.length, options), present = (i: number) => found.targets_m[i] > 0;
  const scores = found.scores_m.map((score, i) => present(i) || absent !== "last" ? score : state.scores[i]);
  const held = absent === "skip" ? (i: number) => !present(i) : undefined;
  const weights = doremiWeights(state.weights, scores, { eta, smoothing, held }), count = state.count + 1;
  const mean = state.mean.map((average, i) => (average * (count - 1) + weights[i]) / count);
  const weights_BT = proxyTokenWeights(batch, found, weights, sampling_m, options);
  return { state: { weights, scores, mean, count }, weights_BT };
}
