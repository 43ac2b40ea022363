/**
 * Methods on language models.
 *
 * @module
 */
import { baselineMixture } from "../corpus/baseline_mixtures.ts";
import { methodRuns } from "../learners/method_runs.ts";
import { planRun } from "../learners/plan_run.ts";
import { sourceOf } from "../learners/source_of.ts";
import type { Json } from "../methods/actions.ts";
import type { MixAsk } from "./mix_ask.ts";
import { mixEnvironment } from "./mix_environment.ts";
import { type Around, baselineRule, type MixPlace } from "./mix_place.ts";
import { DEFAULTS } from "./train_settings.ts";

/** Opens corpus and model; the engine is opened by the first run. */
export async function trainedPlace(ask: MixAsk, around: Around): Promise<MixPlace> {
  const { settings, seals, domains, targets, seeds } = ask;
  const environment = await mixEnvironment({ ...settings, seed: seeds[0] }, seals, around.say, {
    ...(domains && { domains }),
    ...(targets && { targets }),
    out: ask.runsIn,
    signal: around.signal,
    onProgress: around.onProgress,
  });
  const { setting, steps, source, tokenizer } = environment,
    { model = DEFAULTS.model, corpus = DEFAULTS.corpus } = settings;
  const { configuration } = environment.learner({ steps, seed: seeds[0] }), { seed: _, ...others } = configuration;
  return {
    ...{ setting, steps, tokenizer },
    runs: () => methodRuns(environment),
    async check(specs) {
      for (const spec of specs) await planRun(spec, environment);
    },
    mixture(rule) {
      const found = baselineMixture(baselineRule(rule), sourceOf(source, setting.domains));
      return Promise.resolve(Object.fromEntries(found.domains.map((domain) => [domain, found.share(domain)])));
    },
    about: `${corpus}: ${setting.domains.join(", ")}; model ${typeof model === "string" ? model : "given whole"}`,
    synthetic: false,
    configuration: others as Readonly<Record<string, Json>>,
    [Symbol.dispose]: () => environment[Symbol.dispose](),
  };
}
