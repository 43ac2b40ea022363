/**
 * What a step costs beside computing: the sampler, weights, sums by domain and metrics.jsonl around the engine; and the
 * pass over the gradients that clipping needs inside it.
 *
 * @module
 */
import type { Engine } from "../../lib/engine/engine.ts";
import { denoFiles } from "../../lib/files/deno_files.ts";
import { breather } from "../../lib/train/breather.ts";
import { LineFile, MetricsGatherer } from "../../lib/train/metrics.ts";
import { trainingStep } from "../../lib/train/training_step.ts";
import { sampled, type Workload } from "./workload.ts";

/** Milliseconds of a mean step. */
export interface Outside {
  /** All of it, engine included. */
  readonly step: number;
  /** Outside the engine: sampler, weights, sums, a line of metrics for every step, giving way to others. */
  readonly around: number;
  /** The gradient's norm, as clipping needs it; AdamW reads the gradient in any case. */
  readonly clipping: number;
}

/** Trains so many steps as `deno task train` does, a line of metrics each, and times what is not the engine. */
export async function timeOutside(engine: Engine, workload: Workload, steps: number): Promise<Outside> {
  const { rows, context, update } = workload, batches = sampled(workload), m = batches.domains.length;
  let inside = 0;
  const timed = async <T>(call: () => Promise<T>): Promise<T> => {
    const from = performance.now(), result = await call();
    inside += performance.now() - from;
    return result;
  };
  const watched: Engine = Object.create(engine, {
    gradient: { value: (...given: Parameters<Engine["gradient"]>) => timed(() => engine.gradient(...given)) },
    update: { value: (...given: Parameters<Engine["update"]>) => timed(() => engine.update(...given)) },
  });
  const step = trainingStep(watched, { batch: rows, context, microBatch: rows, normalise: "targets", m });
  const metrics = new MetricsGatherer(batches.domains), give = breather();
  const folder = await Deno.makeTempDir();
  try {
    const lines = new LineFile(`${folder}/metrics.jsonl`, 0, denoFiles), from = performance.now();
    for (let n = 1; n <= steps; n++) {
      const batch = batches.next(), losses = await step.gradient(batch);
      metrics.add(losses, await step.update({ ...update, step: n }));
      lines.write(metrics.record({ step: n, tokens: n * rows * context, learningRate: update.learningRate }));
      await give();
    }
    const all = performance.now() - from;
    const clipFrom = performance.now();
    for (let n = 0; n < steps; n++) await engine.dots([0]);
    const clipping = (performance.now() - clipFrom) / steps;
    return { step: all / steps, around: (all - inside) / steps, clipping };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
