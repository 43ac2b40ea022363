/**
 * The JSON document of `deno task mix`, and its configuration as a file that gives the same runs.
 *
 * @module
 */
import type { Json } from "../methods/actions.ts";
import { byName } from "../methods/round_record.ts";
import { VERSION } from "../version.ts";
import type { AskedMethod, MixAsk } from "./mix_ask.ts";
import type { Losses, MixAnswer, MixAnswers } from "./mix_answer.ts";
import type { MixPlace } from "./mix_place.ts";
import type { MixPlan } from "./mix_plan.ts";
import { MIX_SETTINGS } from "./mix_settings.ts";

/** The configuration: what `--config` takes. */
export function mixConfiguration(ask: MixAsk, methods: readonly AskedMethod[], place: MixPlace): Record<string, Json> {
  const names = methods.map(({ method }) => method.name), { simulate } = ask;
  const { domains, targets } = place.setting, { configuration } = place, seals = ["corpus-sha256", "model-sha256"];
  // Through JSON: what is undefined is left out.
  return JSON.parse(JSON.stringify({
    ...(ask.compare ? { compare: names } : { method: names[0] }),
    methods: Object.fromEntries(methods.map(({ method, options }) => [method.name, options])),
    seeds: ask.seeds,
    budget: ask.budget,
    ...(simulate === undefined ? { domains, targets } : {
      simulate: simulate.world,
      ...{ noise: simulate.noise, "world-seed": simulate.worldSeed, "start-loss": simulate.startLoss },
      ...(configuration.law === undefined && { domains, targets }),
    }),
    ...(simulate === undefined
      ? Object.fromEntries(
        [...MIX_SETTINGS, ...seals].filter((name) => name !== "seed").map((name) => [name, configuration[name]]),
      )
      : { ...ask.settings, seed: undefined }),
    steps: place.steps,
  }));
}

/** The plan as JSON. Evaluations are those of the rule; a bound that no number can hold is left out. */
export function planJson({ methods, ...plan }: MixPlan): Record<string, unknown> {
  const finite = (bounds: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound < Infinity));
  return {
    ...plan,
    methods: methods.map(({ tiltBound, ...one }) => ({ ...one, ...(tiltBound && { tiltBound: finite(tiltBound) }) })),
  };
}

/** The results; the same for the same runs. */
export function resultJson(
  answers: MixAnswers,
  place: MixPlace,
  configuration: Record<string, Json>,
  plan: MixPlan,
): Record<string, unknown> {
  const { domains, targets } = place.setting;
  return {
    mixlab: VERSION,
    ...(place.synthetic && { synthetic: place.about }),
    configuration,
    ...{ domains, targets, judgedBy: answers.split },
    plan: planJson(plan),
    ...(answers.comparison && { comparison: answers.comparison }),
    ...(answers.alone && { overSeeds: { mean: answers.alone.mean, interval: answers.alone.interval } }),
    results: answers.answers.map((answer) => answerJson(answer, place)),
  };
}

function answerJson(answer: MixAnswer, place: MixPlace): Record<string, unknown> {
  const { method, seed, result, made, start, val, test, cost, estimation } = answer, { final, prepared } = result;
  const { domains } = place.setting, shares = (row: ArrayLike<number>) => byName(domains, row);
  return {
    ...{ method, seed },
    mixture: shares(result.mixture),
    realised: shares(final.realised),
    ...{ start: lossesJson(start, place), val: lossesJson(val, place), test: test && lossesJson(test, place) },
    cost: { ...cost, estimation: { steps: estimation, share: estimation / final.steps } },
    ...(final.answer.details !== undefined && { details: final.answer.details }),
    ...(prepared.details !== undefined && { preparationDetails: prepared.details }),
    runs: made.map(({ spec, outcome }) => ({
      ...{ name: spec.name, role: outcome.name === final.name ? "final" : spec.role, rule: spec.rule.rule },
      ...{ steps: outcome.steps, tokens: outcome.tokens, rounds: outcome.rounds.length },
      ...(outcome.folder !== undefined && { folder: outcome.folder }),
    })),
  };
}

function lossesJson({ losses, averageLoss, averagePerplexity }: Losses, { setting: { targets } }: MixPlace) {
  return {
    targets: Object.fromEntries(
      targets.map((target, i) => [target, { loss: losses[i], perplexity: Math.exp(losses[i]) }]),
    ),
    ...{ averageLoss, averagePerplexity },
  };
}
