/** The estimate of a worker's memory, against peaks that were measured. */
import { equal, ok } from "../../assert.ts";
import { learnerSettings, resolveLearner } from "../../../lib/cli/train_learner.ts";
import type { GivenSettings } from "../../../lib/cli/train_settings.ts";
import type { MethodEnvironment } from "../../../lib/learners/method_environment.ts";
import { IN_MEMORY } from "../../../lib/cli/in_memory.ts";
import { HELD, memoryEstimate } from "../../../lib/sweep/cost/memory_estimate.ts";
import type { Split } from "../../../lib/corpus/corpus_index.ts";
import type { SweepRun } from "../../../lib/sweep/plan.ts";
import type { EvaluationSource } from "../../../lib/train/evaluate.ts";
import { environmentIn } from "../../learners/environment.ts";

/**
 * Peaks (ru_maxrss, MiB) of `deno task sweep worker` on legal, python and scripture of the built-in corpus (257 ids), 2 to 12 updates and 16 rows a
 * domain evaluated, each twice or more; 2026-11, Deno 2.9.6, ONNX Runtime 1.30.0, x64, Linux. `bench/sweep_memory.ts`
 * measures some of them again.
 */
const MEASURED: readonly (readonly [mebibytes: number, settings: GivenSettings])[] = [
  [180.1, { model: "tiny" }],
  [206.5, { model: "tiny", batch: 32 }],
  [244.4, { model: "tiny", batch: 64 }],
  [191.1, { model: "tiny", threads: 2 }],
  [389.0, { model: "small" }],
  [690.3, { model: "small", batch: 32 }],
  [396.7, { model: "small", batch: 32, "micro-batch": 8 }],
  [860.3, { model: "small", context: 512 }],
  [279.5, { model: "small", context: 64, batch: 1 }],
  [665.5, { model: "tiny", vocabulary: 50304 }],
  [427.8, { model: "pythia-14m", context: 256 }],
  [764.4, { model: "pythia-14m", context: 512 }],
  [253.3, { model: "pythia-14m", context: 128, batch: 3 }],
  [434.8, { model: "pythia-14m", context: 1024, batch: 1 }],
  [1272.8, { model: "pythia-14m", context: 256, vocabulary: 50304 }],
  [770.5, { model: "pythia-70m", context: 32, batch: 1 }],
  [825.7, { model: "pythia-70m", context: 32 }],
  [856.0, { model: "pythia-70m", context: 32, "micro-batch": 2 }],
  [2813.4, { model: "pythia-160m", context: 32, batch: 1 }],
  [234.4, { model: "regmix-1m", context: 128, batch: 4 }],
];

/** Tokens of these domains: train, val and test. */
const TOKENS: Readonly<Record<string, Readonly<Record<Split, number>>>> = {
  legal: { train: 4_557_307, val: 140_688, test: 308_057 },
  python: { train: 7_181_032, val: 318_342, test: 394_351 },
  scripture: { train: 3_702_611, val: 218_047, test: 217_947 },
};

const RUN = { key: "", id: "1", shares: [0.25, 0.25, 0.5], seed: 0, steps: 2, startStep: 0, labels: { model: "x" } };

function estimate(settings: GivenSettings, run: Pick<SweepRun, "shares"> = RUN, tokens = TOKENS): number {
  const learner: MethodEnvironment["learner"] = () => {
    const resolved = resolveLearner({ threads: 1, ...settings }, 2, 257), { configuration, model } = resolved;
    return {
      ...{ configuration, model: model.config, parameters: model.parameters, settings: learnerSettings(resolved) },
      open: () => Promise.reject(new Error("nothing is computed")),
    };
  };
  const domains = Object.keys(tokens),
    source: EvaluationSource = {
      ...{ domains, index: { domains: {}, vocabularySize: 257 }, tokens: (domain, split) => tokens[domain][split] },
      read: () => new Uint16Array(0),
    };
  const { setting, ...environment } = environmentIn("nowhere");
  return memoryEstimate(
    { ...environment, learner, source, setting: { ...setting, domains, targets: domains } },
    { ...RUN, ...run },
  );
}

Deno.test("the estimate is within 7 % of each peak that was measured", () => {
  for (const [mebibytes, settings] of MEASURED) {
    const off = estimate(settings) / 2 ** 20 / mebibytes - 1;
    ok(Math.abs(off) < 0.07, `${JSON.stringify(settings)}: ${(100 * off).toFixed(1)} % off`);
  }
});

Deno.test("more of anything takes more", () => {
  const base: GivenSettings = { model: "small", batch: 8, context: 64 }, least = estimate(base);
  for (const more of [{ batch: 16 }, { context: 128 }, { vocabulary: 1000 }, { threads: 2 }, { model: "pythia-70m" }]) {
    ok(estimate({ ...base, ...more }) > least, JSON.stringify(more));
  }
  ok(estimate({ ...base, batch: 32, "micro-batch": 8 }) < estimate({ ...base, batch: 32 }));
  equal(Number.isInteger(least), true);
});

Deno.test("files of the corpus that are held count, of domains that have a share, up to the size that is held", () => {
  equal(HELD, IN_MEMORY);
  const even = estimate({}), train = Object.values(TOKENS)[2].train;
  equal(even - estimate({}, { shares: [0.5, 0.5, 0] }), 2 * train);
  const [first, ...others] = Object.entries(TOKENS), large = { ...first[1], train: HELD / 2 + 1 };
  equal(estimate({}, RUN, Object.fromEntries([[first[0], large], ...others])), even - 2 * first[1].train);
});
