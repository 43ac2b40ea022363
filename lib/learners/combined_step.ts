/**
 * The gradient of a batch as a weighed sum of those of its domains. B rows, T positions a row, m domains.
 *
 *     g = Σ_j w_j g_j,   g_j = ∇ mean loss of domain j's rows,   w = weigh(⟨g_a, g_b⟩ for all a, b)
 *
 * Slot 1 + j holds the gradient of domain j, the slots behind them those of the targets. A domain without rows has no
 * gradient: its products are 0, and its weight is not looked at.
 *
 * @module
 */
import type { Batch } from "../corpus/sampler/batch.ts";
import type { Engine } from "../engine/engine.ts";
import { got, outOfRange } from "../errors.ts";
import type { CombineOptions, GradientBatch } from "../methods/learner.ts";
import { addLosses, type BatchLosses, noLosses } from "../train/batch_losses.ts";
import type { StepSizes } from "../train/training_step.ts";
import { groupGradient } from "./group_gradient.ts";

/** Takes the gradient of a batch into slot 0, and gives its losses. */
export async function combinedGradient(
  engine: Engine,
  sizes: StepSizes,
  batch: Batch,
  targets: { readonly batch: Batch; readonly groups: number } | undefined,
  at: Pick<GradientBatch, "step" | "learningRate">,
  weigh: CombineOptions["weigh"],
): Promise<BatchLosses> {
  const { m, context } = sizes, groups = targets?.groups ?? 0, n = m + groups, found = noLosses(m);
  engine.slots(1 + n);
  const present: number[] = [], rows_B = Array.from(batch.domains_B.keys());
  for (let j = 0; j < m; j++) {
    const rows = rows_B.filter((r) => batch.domains_B[r] === j);
    if (rows.length === 0) continue;
    const losses = await groupGradient(engine, sizes, batch, rows, 1 + j);
    rows.forEach((row, r) => addLosses(found, batch, row, 1, losses.subarray(r * context, (r + 1) * context)));
    present.push(j);
  }
  for (let g = 0; g < groups; g++) {
    const { domains_B } = targets!.batch;
    const rows = Array.from(domains_B.keys()).filter((r) => groups === 1 || domains_B[r] === g);
    if (rows.length === 0) continue;
    await groupGradient(engine, sizes, targets!.batch, rows, 1 + m + g);
    present.push(m + g);
  }
  const weights_m = weigh({
    ...{ ...at, gram: await gramOf(engine, present, n), targets: groups, rows_m: Array.from(found.rows_m) },
  });
  if (weights_m.length !== m) throw outOfRange(`combine: wanted ${m} weights, one a domain, got ${weights_m.length}`);
  const weighed = present.filter((j) => j < m);
  for (const j of weighed) {
    if (!Number.isFinite(weights_m[j])) {
      throw outOfRange(`combine: weight ${j + 1}: wanted a finite number, got ${got(weights_m[j])}`);
    }
  }
  await engine.combine(weighed.map((j) => 1 + j), weighed.map((j) => weights_m[j]));
  return found;
}

/** Products of all gradients, those of the absent ones 0: n × n numbers. */
async function gramOf(engine: Engine, present: readonly number[], n: number): Promise<Float64Array> {
  const gram = new Float64Array(n * n), c = present.length;
  if (c === 0) return gram;
  const dots = await engine.dots(present.map((j) => 1 + j));
  for (let a = 0; a < c; a++) {
    for (let b = 0; b < c; b++) gram[present[a] * n + present[b]] = dots[a * c + b];
  }
  return gram;
}
