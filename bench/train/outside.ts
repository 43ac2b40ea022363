/**
 * What a step costs beside computing: all that `train` does around the engine, from the sampler to a line of metrics;
 * and the pass over the gradients that clipping needs inside it.
 *
 * @module
 */
import type { Engine } from "../../lib/engine/engine.ts";
import { denoFiles } from "../../lib/files/deno_files.ts";
import { LineFile } from "../../lib/train/attempt_lines.ts";
import { train } from "../../lib/train/train.ts";
import { domainTokens, SEED, type Workload } from "./workload.ts";

/** Milliseconds of a mean step. */
export interface Outside {
  /** All of it, engine included. */
  readonly step: number;
  /** Outside the engine: sampler, weights, sums by domain, metrics, giving way to others. */
  readonly around: number;
  /** The gradient's norm, as clipping needs it; AdamW reads the gradient in any case. */
  readonly clipping: number;
}

/** Trains so many steps and one more, as `deno task train` does, and times what is not the engine from the second on. */
export async function timeOutside(engine: Engine, workload: Workload, steps: number): Promise<Outside> {
  let inside = 0, began = 0, ended = 0;
  const timed = async <T>(call: () => Promise<T>): Promise<T> => {
    const from = performance.now(), result = await call();
    inside += performance.now() - from;
    return result;
  };
  const watched = new Proxy(engine, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const call = value.bind(target);
      return name === "gradient" || name === "update" ? (...given: unknown[]) => timed(() => call(...given)) : call;
    },
  });
  const folder = await Deno.makeTempDir();
  try {
    const lines = new LineFile(`${folder}/metrics.jsonl`, denoFiles);
    const { rows: batch, update: { learningRate, ...optimizer } } = workload;
    await train({
      engine: watched,
      ...domainTokens(workload.config),
      seed: SEED,
      batch,
      steps: steps + 1,
      optimizer,
      schedule: { peak: learningRate, steps: steps + 1 },
      onRecord: (record) => lines.append(new TextEncoder().encode(JSON.stringify(record) + "\n")),
      onProgress({ step }) {
        if (step === 1) [began, inside] = [performance.now(), 0];
        if (step === steps + 1) ended = performance.now();
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const from = performance.now();
  for (let n = 0; n < steps; n++) await engine.dots([0]);
  const clipping = (performance.now() - from) / steps, step = (ended - began) / steps;
  return { step, around: step - inside / steps, clipping };
}
