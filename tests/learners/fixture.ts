/** Learners of the bigram model, for the tests. */
import { createHash } from "node:crypto";
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { type LanguageModelLearner, languageModelLearner } from "../../lib/learners/language_model_learner.ts";
import type { LanguageModelOptions } from "../../lib/learners/language_model_options.ts";
import type { LearnerCheckpoint } from "../../lib/learners/learner_state.ts";
import { modelHash } from "../../lib/train/model_hash.ts";
import { type BigramEngine, bigramEngine } from "../train/bigram_engine.ts";
import { T, text, V } from "../train/bigram_text.ts";

/** Three domains in which ids are followed by others; `masked` has every third target masked. */
export const SOURCE = memorySource({
  up: { train: text(1, 2000, 1), val: text(1, 200, 2), test: text(1, 150, 3) },
  down: { train: text(V - 1, 900, 4), val: text(V - 1, 100, 5), test: text(V - 1, 80, 6) },
  far: { train: text(5, 700, 7), val: text(5, 120, 8), test: text(5, 90, 9) },
});
export const MASKED = memorySource({
  up: { train: text(1, 2000, 1), val: text(1, 200, 2) },
  masked: {
    train: { tokens: text(5, 700, 7), mask: Uint8Array.from({ length: 700 }, (_, i) => i % 3 === 0 ? 0 : 1) },
    val: text(5, 120, 8),
  },
});

export const SETTINGS = {
  ...{ source: SOURCE, seed: 3, batch: 8, schedule: { name: "cosine", peak: 0.1, steps: 40, warmup: 4 } },
  ...{ evaluation: { batch: 8, sequences: 5 }, logEvery: 4 },
} satisfies Omit<LanguageModelOptions, "engine">;

/** A learner, its engine, and its metrics so far. */
export interface Made {
  readonly learner: LanguageModelLearner;
  readonly engine: BigramEngine;
  readonly metrics: string[];
}

/** A learner of a fresh bigram model. */
export async function start(options: Partial<LanguageModelOptions> = {}, metrics: string[] = []): Promise<Made> {
  const engine = bigramEngine(V, T);
  const learner = await languageModelLearner({
    ...SETTINGS,
    engine,
    onRecord: (record) => metrics.push(JSON.stringify(record)),
    ...options,
  });
  return { learner, engine, metrics };
}

/** A checkpoint that went through JSON. */
export async function checkpointOf({ learner }: Pick<Made, "learner">): Promise<LearnerCheckpoint> {
  let kept: LearnerCheckpoint | undefined;
  await learner.save((checkpoint) => {
    kept = { ...checkpoint, state: JSON.parse(JSON.stringify(checkpoint.state)) };
    return "checkpoint";
  });
  return kept!;
}

/** Hash of parameters and moments. */
export async function hashOf(engine: Pick<BigramEngine, "program" | "read">): Promise<string> {
  const hash = createHash("sha256");
  for (const kind of ["parameters", "firstMoments", "secondMoments"] as const) {
    hash.update(modelHash(engine.program.parameters, await engine.read(kind)));
  }
  return hash.digest("hex");
}
