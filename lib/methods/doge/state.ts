/**
 * DoGE's state between two updates, plain JSON of one size however long the run is. m domains.
 *
 * @module
 */
import type { GradientBatch } from "../learner.ts";
import { dogeUpdate, type DogeUpdateOptions } from "./update.ts";

/** The state. */
export interface DogeState {
  /** w (m). */
  readonly weights: readonly number[];
  /** Mean of the weights so far, those at the start not among them (m). */
  readonly mean: readonly number[];
  /** Updates so far. */
  readonly count: number;
  /** Sum over the round of each target's part of the scores (rows of m). */
  readonly effects: readonly (readonly number[])[];
  /** Sum over the round of the learning rates. */
  readonly rates: number;
}

/** Before the first update: the weights are the shares that batches are drawn in. */
export function startDoge(sampling_m: ArrayLike<number>, aligned: number): DogeState {
  const weights = Array.from(sampling_m), zeros = () => weights.map(() => 0);
  return { weights, mean: zeros(), count: 0, effects: Array.from({ length: aligned }, zeros), rates: 0 };
}

/** One update. */
export function foldDoge(
  state: DogeState,
  batch: GradientBatch,
  options: DogeUpdateOptions,
): { readonly state: DogeState; readonly weights_m: readonly number[] } {
  const { weights_m, effects_km, gradient_m } = dogeUpdate(state.weights, batch, options), count = state.count + 1;
  return {
    state: {
      weights: weights_m,
      mean: state.mean.map((average, j) => (average * (count - 1) + weights_m[j]) / count),
      count,
      effects: state.effects.map((row, i) => row.map((sum, j) => sum + effects_km[i][j])),
      rates: state.rates + batch.learningRate,
    },
    weights_m: gradient_m,
  };
}
