/**
 * RegMix: many small runs on mixtures drawn about the tokens there are, a regression of losses on mixtures, and the mean
 * of the mixtures that it predicts to be best among many more draws.
 *
 *     p_n ~ RegMix's sampler about the prior q, n = 1 … N;   f_i fitted to L_i(p_1) … L_i(p_N)
 *     p* = mean of the `top` draws of Dirichlet(q) with the lowest (1/k) Σ_i f_i(p)
 *
 * Source: RegMix (arXiv 2407.01492, section 3) and sail-sg/regmix: `synthesize_mixture.py` (the sampler, see
 * lib/mixture/regmix_mixtures.ts) and the notebook (regression and simulation). The paper makes one target's loss least,
 * that on Pile-CC: `target`. Its regressions are LightGBM (`boosted-trees`, default) and ridge; `linear` here is least
 * squares, which ranks RegMix's own table alike (Spearman .902 against .901). Any other law of Mixlab will do.
 *
 * Proxies: 512 runs of a model of 1M parameters and 1,000 updates, the final run having 25,000 of as many tokens: hence
 * a 25th of its updates by default. Without `proxyModel` they are of the final run's model.
 *
 * - `paper` (default): 1,000,000 draws, the 100 best averaged. - `repo`: the notebook's 100,000 and 128.
 *
 * Not copied: the notebook stops boosting by the error on its test set; rows of the sampler that do not sum to 1 (see
 * there).
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { regMixSimulation } from "../laws/best/regmix_simulation.ts";
import { lawNamed } from "../laws/registry.ts";
import { regMixMixtures } from "../mixture/regmix_mixtures.ts";
import { BATCHES } from "./batches_option.ts";
import { divideBudget } from "./budget.ts";
import { checkSetting } from "./check_setting.ts";
import { regressionDetails } from "./fit_details.ts";
import type { Method, MethodSetting } from "./method.ts";
import { OBJECTIVE_OPTIONS, objectiveOption } from "./objective_option.ts";
import { type OptionTable, type OptionValues, type Presets, resolveOptions } from "./options.ts";
import { byName } from "./round_record.ts";
import { sharesOption } from "./shares_option.ts";
import { sweepDetails, sweepRuns, sweepTable } from "./sweep_runs.ts";

/** Updates of a proxy for one of the final run, as in the paper. */
const PROXY = 1 / 25;

const OPTIONS = {
  runs: { kind: "number", least: 2, whole: true, default: 512, help: "small runs" },
  proxyModel: { kind: "text", help: "model of the small runs; default: that of the final run" },
  proxySteps: {
    kind: "number",
    least: 1,
    whole: true,
    help: "updates of a small run; default: a 25th of the final run's",
  },
  prior: { kind: "mixture", help: "shares of tokens to draw about; default: the domains' training tokens" },
  temperature: {
    kind: "number",
    above: 0,
    default: 0.5,
    help: "power of the prior about which the small runs are drawn",
  },
  maxEpochs: { kind: "number", least: 1, default: 15, help: "no small run's share is above this times the prior's" },
  minimumWeight: { kind: "number", least: 0, most: 0.5, default: 2e-4, help: "smaller shares of a small run become 0" },
  multiplier: { kind: "number", least: 1, whole: true, default: 100, help: "mixtures drawn for each small run" },
  regression: { kind: "text", default: "boosted-trees", help: "boosted-trees, linear, or any other law" },
  draws: { kind: "number", least: 1, whole: true, default: 1_000_000, help: "mixtures of the simulation" },
  top: { kind: "number", least: 1, whole: true, default: 100, help: "best of them that are averaged" },
  ...OBJECTIVE_OPTIONS,
  batches: BATCHES,
} as const satisfies OptionTable;
const PRESETS = { paper: {}, repo: { draws: 100_000, top: 128 } } as const satisfies Presets;

function plan(options: OptionValues, setting: MethodSetting) {
  const values = resolveOptions("regmix", OPTIONS, PRESETS, options),
    { domains, targets, trainTokens, steps } = setting;
  const runs = values.runs as number, draws = values.draws as number, top = values.top as number;
  if (top > draws) throw outOfRange(`regmix: top: wanted at most the ${draws} draws, got ${top}`);
  const objective = objectiveOption("regmix", values, targets), tokens = trainTokens.reduce((a, b) => a + b, 0);
  const prior = values.prior === undefined
    ? trainTokens.map((n) => n / tokens)
    : [...sharesOption("regmix: prior", values.prior, domains)];
  const { temperature, maxEpochs, minimumWeight, multiplier } = values as Record<string, number>;
  const drawn = regMixMixtures({
    prior,
    n: runs,
    seed: setting.seed,
    temperature,
    maxEpochs,
    minimumWeight,
    multiplier,
  });
  const mixtures = drawn.map((shares) => [...shares]);
  const own = (values.proxySteps ?? (setting.budget === "final" ? Math.ceil(steps * PROXY) : undefined)) as number;
  const seen = objective.kind === "target" ? [objective.target] : targets;
  const law = lawNamed(values.regression as string);
  const why = law.obstacle(
    sweepTable("regmix", { domains, targets: seen }, mixtures, mixtures.map(() => seen.map(() => 0))),
  );
  if (why !== undefined) throw outOfRange(`regmix: regression: ${why}; wanted more runs, or another regression`);
  return { values, mixtures, ...divideBudget(setting, runs, own), objective, prior, seen, law, draws, top };
}

/** The method. */
export const regmix: Method = {
  name: "regmix",
  about: "regresses losses on mixtures of many small runs, and averages the mixtures that it predicts to be best",
  source: "RegMix, arXiv 2407.01492",
  options: OPTIONS,
  presets: PRESETS,
  check(options, setting) {
    checkSetting("regmix", setting, { val: true });
    plan(options, setting);
  },
  cost(options, setting) {
    const { mixtures, preparation, final } = plan(options, setting);
    return {
      preparation: [{ what: "proxies", runs: mixtures.length, steps: preparation }],
      steps: final,
      evaluations: 0,
    };
  },
  *prepare(options, setting) {
    const { values, mixtures, preparation, final, objective, prior, seen, law, draws, top } = plan(options, setting);
    const { batches, proxyModel } = values, { domains, targets, seed } = setting;
    const learner = proxyModel === undefined ? undefined : { model: proxyModel };
    const outcomes = yield sweepRuns(mixtures, { steps: preparation, seed, batches, ...(learner && { learner }) });
    const losses = outcomes.map(({ val }) => seen.map((target) => val[targets.indexOf(target)]));
    const table = sweepTable("regmix", { domains, targets: seen }, mixtures, losses), fitted = law.fit(table);
    const found = regMixSimulation(fitted, { objective, prior: byName(domains, prior), draws, top, seed });
    if (found.shares === null) throw outOfRange(`regmix: ${found.note}; wanted fewer in top, or another regression`);
    const mixture = [...found.shares], { note } = found;
    return {
      rule: { rule: "fixed", options: { shares: mixture, batches } },
      steps: final,
      mixture,
      details: {
        sweep: sweepDetails(mixtures, outcomes),
        ...regressionDetails(fitted, table, seed),
        simulation: { note, objective: found.objective },
      },
    };
  },
};
