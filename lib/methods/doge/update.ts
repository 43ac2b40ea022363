/**
 * DoGE's update of the weights. With g_j the gradients of the domains and g_i those of the targets, each clipped to norm
 * c, and γ the learning rate:
 *
 *     W_j = γ ⟨g_j, Σ_i g_i⟩ / (mean_j ‖g_j‖ + 1e-6)      cut to γ [dw_min, dw_max]
 *     w  ∝  w exp(W / μ)                                   the update is that of Σ_j w_j g_j, with the new w
 *
 * Source: DoGE (Fan et al., arXiv 2310.15393, algorithm 1), cutting and division by the mean norm as its repository has
 * them. m domains, k targets. A gradient without rows is 0: it scores 0, and counts in the mean norm.
 *
 * @module
 */
import { doremiWeights } from "../doremi/weights.ts";
import type { GradientBatch } from "../learner.ts";

/** What decides an update. */
export interface DogeUpdateOptions {
  readonly mu: number;
  readonly dwMin: number;
  readonly dwMax: number;
  readonly smoothing: number;
  /** Largest norm of a gradient; 0: no limit. */
  readonly maxGradNorm: number;
}

/** An update. */
export interface DogeUpdate {
  /** New weights w (m). */
  readonly weights_m: number[];
  /** Scores W after cutting (m). */
  readonly scores_m: number[];
  /** γ ⟨g_j, g_i⟩ / (mean norm + 1e-6): each target's part of the scores before cutting (k rows of m). */
  readonly effects_km: number[][];
  /** Weights of the gradients as they are, their clipping included (m). */
  readonly gradient_m: number[];
}

/** Keeps the division from 0. */
const EPSILON = 1e-6;

/** Makes an update; where the batch has no gradients of targets, the domains are the targets. */
export function dogeUpdate(
  weights_m: readonly number[],
  { gram, targets, learningRate }: Pick<GradientBatch, "gram" | "targets" | "learningRate">,
  { mu, dwMin, dwMax, smoothing, maxGradNorm }: DogeUpdateOptions,
): DogeUpdate {
  const m = weights_m.length, n = m + targets;
  const norms = Array.from({ length: n }, (_, a) => Math.sqrt(gram[a * n + a]));
  const clips = norms.map((norm) => maxGradNorm > 0 && norm > maxGradNorm ? maxGradNorm / norm : 1);
  let mean = 0;
  for (let j = 0; j < m; j++) mean += norms[j] * clips[j] / m;
  const scale = learningRate / (mean + EPSILON);
  const effects_km = Array.from({ length: targets || m }, (_, i) => {
    const row = targets > 0 ? m + i : i;
    return weights_m.map((_, j) => scale * clips[row] * clips[j] * gram[row * n + j]);
  });
  const scores_m = weights_m.map((_, j) => {
    const sum = effects_km.reduce((total, row_m) => total + row_m[j], 0);
    return Math.min(Math.max(sum, learningRate * dwMin), learningRate * dwMax);
  });
  const next_m = doremiWeights(weights_m, scores_m, { eta: 1 / mu, smoothing });
  return { weights_m: next_m, scores_m, effects_km, gradient_m: next_m.map((weight, j) => weight * clips[j]) };
}
