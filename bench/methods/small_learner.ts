/**
 * Learners of the `small` model on random tokens, for measuring.
 *
 * @module
 */
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { openEngine } from "../../lib/engine/open_engine.ts";
import { type LanguageModelLearner, languageModelLearner } from "../../lib/learners/language_model_learner.ts";
import { initialParameters } from "../../lib/model/initialise.ts";
import { languageModel } from "../../lib/model/language_model.ts";
import { modelPreset } from "../../lib/model/presets.ts";
import { random } from "../../lib/numerics/random.ts";

/** Ids of the vocabulary. */
const V = 4096;
/** The model. */
export const CONFIG = modelPreset("small", { vocabularySize: V });
/** Its domains. */
export const DOMAINS = ["a", "b", "c", "d"];
/** Rows of a batch. */
export const B = 8;

const SOURCE = memorySource(Object.fromEntries(DOMAINS.map((domain, i) => {
  const rng = random(i), ids = (length: number) => Uint16Array.from({ length }, () => rng.below(V));
  return [domain, { train: ids(100_000), val: ids(20_000) }];
})));

/** An engine with first parameters. */
export async function smallEngine(threads: number, seed: number) {
  const engine = await openEngine(languageModel(CONFIG), { backend: "native", threads });
  await engine.write("parameters", initialParameters(CONFIG, { seed }));
  return engine;
}

/** A learner in an engine of its own, with a reference of the same size in another where it is asked for. */
export async function smallLearner(
  threads: number,
  { batch = B, reference = false }: { readonly batch?: number; readonly reference?: boolean } = {},
): Promise<{ readonly learner: LanguageModelLearner; readonly device: string } & AsyncDisposable> {
  const engine = await smallEngine(threads, 1), other = reference ? await smallEngine(threads, 2) : undefined;
  const learner = await languageModelLearner({
    ...{ engine, source: SOURCE, seed: 3, batch, schedule: { peak: 1e-4, steps: 1000 } },
    ...{ evaluation: { batch: B, sequences: 1 }, logEvery: 1000 },
    ...(other && { reference: other }),
  });
  return {
    ...{ learner, device: engine.device },
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await other?.[Symbol.asyncDispose]();
    },
  };
}
