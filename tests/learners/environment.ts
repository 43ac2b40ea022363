/** An environment of runs whose model is the bigram model among the parameters of a language model. */
import { wrongKind } from "../../lib/errors.ts";
import type { MethodEnvironment } from "../../lib/learners/method_environment.ts";
import { methodSetting } from "../../lib/learners/method_setting.ts";
import type { ModelConfig } from "../../lib/model/config.ts";
import { initialParameters } from "../../lib/model/initialise.ts";
import { modelParameters } from "../../lib/model/parameters.ts";
import type { EvaluationSource } from "../../lib/train/evaluate.ts";
import type { RunSpec } from "../../lib/methods/run_spec.ts";
import { bigramEngine } from "../train/bigram_engine.ts";
import { T, V } from "../train/bigram_text.ts";
import { SOURCE } from "./fixture.ts";

/** Width V, so that the head is V × V. */
export const CONFIG: ModelConfig = {
  ...{ vocabularySize: V, context: T, width: V, layers: 1, heads: 1, mlpWidth: 8, rotaryFraction: 1 },
  ...{ rotaryBase: 10000, layerNormEpsilon: 1e-5, residual: "parallel", tiedEmbeddings: false },
};

const configOf = (ids: number): ModelConfig => ({ ...CONFIG, vocabularySize: ids, width: ids });

/** Engines opened, by the last call. */
export interface Environment extends MethodEnvironment {
  readonly opened: { count: number };
}

/** An environment in a folder. */
export function environmentIn(
  folder: string,
  more: Partial<MethodEnvironment> & { readonly source?: EvaluationSource; readonly ids?: number } = {},
): Environment {
  const { source = SOURCE, ids = V, ...rest } = more, opened = { count: 0 };
  const learner: MethodEnvironment["learner"] = ({ steps, seed, learner = {} }) => {
    const { batch = 8, ...others } = learner;
    for (const name of Object.keys(others)) throw wrongKind(`learner: it has no setting ${name}`);
    const model = configOf(ids);
    const settings = {
      ...{ seed, batch: batch as number, schedule: { name: "cosine", peak: 0.1, steps } as const, logEvery: 4 },
      evaluation: { batch: 8, sequences: 5 },
    };
    return {
      ...{ configuration: { batch, ids }, model, settings, finalSequences: 9 },
      parameters: () => initialParameters(model, { seed }),
      open({ vocabularySize }) {
        opened.count++;
        const specs = modelParameters(configOf(vocabularySize));
        return Promise.resolve(
          bigramEngine(vocabularySize, T, {
            specs,
            weight: "embed_out.weight",
            bias: "gpt_neox.final_layer_norm.bias",
          }),
        );
      },
    };
  };
  return {
    ...{
      folder,
      source,
      learner,
      checkpointEvery: 4,
      keep: 2,
      corpus: { sha256: "of the corpus", tokenizer: "bytes" },
    },
    setting: methodSetting(source, learner({ steps: 1, seed: 0 })),
    opened,
    ...rest,
  };
}

/** A run on a fixed mixture. */
export function fixedRun(more: Partial<RunSpec> = {}, shares: readonly number[] = [0.5, 0.2, 0.3]): RunSpec {
  return { name: "fixed", role: "final", rule: { rule: "fixed", options: { shares } }, steps: 10, seed: 1, ...more };
}

/** A test in a folder of its own. */
export function inFolder(test: (folder: string) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = await Deno.makeTempDir({ prefix: "mixlab-runs-" });
    try {
      await test(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  };
}

/** The runs that a folder holds. */
export function runsIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}
