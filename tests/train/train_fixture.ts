/** Small runs of the bigram model, for the tests of the loop. */
import { mixture } from "../../lib/mixture/mixture.ts";
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import type { RunCheckpoint } from "../../lib/train/run_state.ts";
import { train, type TrainResult } from "../../lib/train/train.ts";
import type { TrainOptions } from "../../lib/train/train_options.ts";
import { type BigramEngine, bigramEngine } from "./bigram_engine.ts";
import { T, text, V } from "./bigram_text.ts";

/** Two domains in which ids are followed by others. */
export const SOURCE = memorySource({
  up: { train: text(1, 2000, 1), val: text(1, 200, 2), test: text(1, 150, 3) },
  down: { train: text(V - 1, 900, 4), val: text(V - 1, 100, 5), test: text(V - 1, 80, 6) },
});

/** A run of 40 updates of 8 rows. */
export const RUN = {
  source: SOURCE,
  mixture: mixture({ up: 0.5, down: 0.5 }),
  seed: 3,
  steps: 40,
  batch: 8,
  schedule: { name: "cosine", peak: 0.1, steps: 40, warmup: 4 },
  evaluation: { batch: 8, every: 10 },
  logEvery: 4,
} satisfies Omit<TrainOptions, "engine">;

/** What a run left, as folders would keep it: checkpoints know how long the metrics were. */
export interface Ran {
  readonly result: TrainResult;
  readonly engine: BigramEngine;
  readonly metrics: string;
  readonly checkpoints: readonly Kept[];
}

/** A checkpoint that went through JSON, and the metrics up to it. */
export interface Kept extends RunCheckpoint {
  readonly metrics: string;
}

/** Trains a fresh bigram model. */
export async function run(
  options: Partial<Omit<TrainOptions, "resume">> & { every?: number; engine?: BigramEngine; resume?: Kept } = {},
): Promise<Ran> {
  const checkpoints: Kept[] = [], { every, engine = bigramEngine(V, T), ...rest } = options;
  let metrics = options.resume?.metrics ?? "";
  const result = await train({
    ...RUN,
    engine,
    onRecord: (record) => metrics += JSON.stringify(record) + "\n",
    checkpoints: {
      ...(every !== undefined && { every }),
      save: (checkpoint) => {
        checkpoints.push({ ...checkpoint, state: JSON.parse(JSON.stringify(checkpoint.state)), metrics });
        return `checkpoint ${checkpoint.state.step}`;
      },
    },
    ...rest,
  });
  return { result, engine, metrics, checkpoints };
}

/** A result without its seconds. */
export function timeless({ seconds: _, ...result }: TrainResult): Omit<TrainResult, "seconds"> {
  return result;
}

/** The lines of metrics. */
// deno-lint-ignore no-explicit-any -- the tests look into all corners of the lines
export function lines(metrics: string): any[] {
  return metrics.trimEnd().split("\n").map((line) => JSON.parse(line));
}
