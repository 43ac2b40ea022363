/**
 * Gradient boosting of one target: from the mean loss on, every round grows a tree on the derivatives of the loss at the
 * predictions so far, and adds it, shortened by the learning rate (Friedman 2001, algorithm 1).
 *
 *     g_n = w_n (f_n − y_n), cut to ± w_n δ for Huber's loss;   h_n = w_n
 *
 * Losses and derivatives are taken in single precision, as LightGBM does: which of two nearly equal splits is taken hangs
 * on it. Losses below 8 nats per token move by 2.4e-7 at most.
 *
 * @module
 */
import type { BinnedRuns } from "./binned_runs.ts";
import { growTree, type TreeSize, workspace } from "./grow_tree.ts";
import type { Tree } from "./tree.ts";

/** How to boost. */
export interface BoostOptions extends TreeSize {
  /** Trees. */
  readonly rounds: number;
  /** Part of each tree's step that is taken. */
  readonly learningRate: number;
  /** Huber δ (nats per token); Infinity for least squares. */
  readonly delta: number;
}

/** The trees of one target. */
export interface Boosted {
  /** What the trees are added to: the weighted mean of the losses. */
  readonly start: number;
  /** The trees, at most one a round: none is grown once no split gains anything. */
  readonly trees: readonly Tree[];
  /** Predictions at the runs (N). */
  readonly scores: Float64Array;
}

/** Boosts one target's losses (N); weights (N, all > 0) where they are not all 1. */
export function boost(
  runs: BinnedRuns,
  losses: Float64Array,
  weights: Float64Array | undefined,
  options: BoostOptions,
): Boosted {
  const { N } = runs, { delta } = options;
  const y = Float32Array.from(losses), h = weights && Float32Array.from(weights), g = new Float32Array(N);
  let sum = 0, total = 0;
  for (let n = 0; n < N; n++) {
    const w = h?.[n] ?? 1;
    sum += w * y[n];
    total += w;
  }
  const start = sum / total, scores = new Float64Array(N).fill(start);
  const room = workspace(runs, options, h !== undefined), trees: Tree[] = [];
  for (let round = 0; round < options.rounds; round++) {
    for (let n = 0; n < N; n++) {
      const off = Math.max(-delta, Math.min(delta, scores[n] - y[n]));
      g[n] = h === undefined ? off : off * h[n];
    }
    const tree = growTree(room, g, h, options, options.learningRate, scores);
    if (tree.value.length === 1) break; // and so would every later one be
    trees.push(tree);
  }
  return { start, trees, scores };
}
