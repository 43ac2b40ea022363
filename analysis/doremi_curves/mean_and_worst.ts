import { outOfRange } from "../../lib/errors.ts";
import { type EvaluationCurve, nameOf } from "./evaluation_curves.ts";

/**
 * Mean and worst log-perplexity of each evaluation, each target alike:
 *
 *     mean_t = Σ_i ℓ_i,t / k,    worst_t = max_i ℓ_i,t
 *
 * Source: DoReMi (arXiv 2305.10429), tables 3a and 6; `uniform_avg_log_perplexity` and `worst_case_log_perplexity` of
 * its repository.
 *
 * @returns both over the curve's steps (nats per token), and which target was the worst
 * @throws {RangeError} when the curve is empty, its steps do not rise, or a loss is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { meanAndWorst } from "@mixlab/mixlab/analysis";
 *
 * const found = meanAndWorst({
 *   ...{ run: "natural", targets: ["web", "code"] },
 *   ...{ steps: [100, 200], losses: [[3.5, 2.5], [1.5, 2]] },
 * });
 * deepEqual(found, { mean: [3, 1.75], worst: [3.5, 2], worstTarget: ["web", "code"] });
 * ```
 */
export function meanAndWorst(curve: EvaluationCurve): { mean: number[]; worst: number[]; worstTarget: string[] } {
  checkCurve(curve);
  const mean: number[] = [], worst: number[] = [], worstTarget: string[] = [];
  for (const losses_k of curve.losses) {
    mean.push(losses_k.reduce((sum, loss) => sum + loss, 0) / losses_k.length);
    worst.push(Math.max(...losses_k));
    worstTarget.push(curve.targets[losses_k.indexOf(worst.at(-1)!)]);
  }
  return { mean, worst, worstTarget };
}

/** Throws unless a curve holds evaluations, in order, of all its targets. */
export function checkCurve(curve: EvaluationCurve): void {
  const { steps, losses, targets } = curve, name = nameOf(curve);
  if (targets.length === 0) throw outOfRange(`${name}: targets: wanted at least one, got none`);
  if (steps.length === 0) throw outOfRange(`${name}: steps: wanted at least one evaluation, got none`);
  if (losses.length !== steps.length) {
    throw outOfRange(`${name}: losses: wanted ${steps.length} rows, one a step, got ${losses.length}`);
  }
  steps.forEach((step, s) => {
    if (!(Number.isFinite(step) && step >= 0 && (s === 0 || step > steps[s - 1]))) {
      throw outOfRange(`${name}: steps[${s}]: wanted steps that rise from 0 or later, got ${step}`);
    }
    if (losses[s].length !== targets.length) {
      throw outOfRange(`${name}: losses[${s}]: wanted ${targets.length} numbers, got ${losses[s].length}`);
    }
    losses[s].forEach((loss, i) => {
      if (!Number.isFinite(loss)) throw outOfRange(`${name}: losses[${s}][${i}]: wanted a finite number, got ${loss}`);
    });
  });
}
