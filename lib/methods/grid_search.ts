/**
 * Grid search: every mixture of a sweep is trained, and the one with the lowest mean loss over the targets is taken.
 *
 *     p* = argmin over p_1 … p_N of (1/k) Σ_i L_i(p_n)
 *
 * Source: Aioli (arXiv 2411.05735, section 6.1), and `linreg` of its repository, which prints the best swept mixture. The
 * loss is that on val after the last update. `objective: "perplexity"` takes the mean of exp(L_i) instead, by which the
 * paper's table compares methods.
 *
 * Where a run of the sweep is as long as the final one, the best of them is the final run: the same mixture from the same
 * seed for as many updates would end with the same bytes. It is then counted once, so that N runs in all are paid for.
 * (The paper counts 10 beside the final one for sweeps of 9.) `reuse: false` trains it again all the same.
 *
 * Preset `repo`: no different.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { Json } from "./actions.ts";
import { averagePerplexity } from "./average_perplexity.ts";
import { divideBudget } from "./budget.ts";
import { checkSetting } from "./check_setting.ts";
import type { Method, MethodSetting } from "./method.ts";
import { OBJECTIVE_OPTIONS, objectiveOption } from "./objective_option.ts";
import { type OptionTable, type OptionValues, type Presets, resolveOptions } from "./options.ts";
import { sweepMixtures } from "./sweep_mixtures.ts";
import { SWEEP_OPTIONS } from "./sweep_options.ts";
import { sweepDetails, sweepRuns } from "./sweep_runs.ts";

const OPTIONS = {
  ...SWEEP_OPTIONS,
  objective: {
    kind: "choice",
    choices: ["mean", "perplexity", "worst"],
    default: "mean",
    help: "the targets' mean loss, their mean perplexity, or the largest loss",
  },
  target: OBJECTIVE_OPTIONS.target,
  reuse: { kind: "flag", default: true, help: "the best run of the sweep is the final run, where it is as long" },
} as const satisfies OptionTable;
const PRESETS = { paper: {}, repo: {} } as const satisfies Presets;

function plan(options: OptionValues, setting: MethodSetting) {
  const values = resolveOptions("grid-search", OPTIONS, PRESETS, options);
  const mixtures = sweepMixtures("grid-search", values, setting);
  const { preparation, final } = divideBudget(setting, mixtures.length, values.sweepSteps as number | undefined);
  const reused = values.reuse === true && setting.budget === "final" && preparation === final;
  return { values, mixtures, preparation, final, reused, objective: objectiveOf(values, setting.targets) };
}

/** What is made least, of the k losses of a run. */
function objectiveOf(values: OptionValues, targets: readonly string[]): (losses: readonly number[]) => number {
  const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  if (values.objective === "perplexity") {
    if (values.target !== undefined) throw outOfRange("grid-search: wanted an objective or a target, got both");
    return averagePerplexity;
  }
  const objective = objectiveOption("grid-search", values, targets);
  if (objective.kind === "worst") return (losses) => Math.max(...losses);
  if (objective.kind === "target") return (losses) => losses[targets.indexOf(objective.target)];
  return mean;
}

/** The method. */
export const gridSearch: Method = {
  name: "grid-search",
  about: "trains a sweep of mixtures and takes the best of them",
  source: "Aioli, arXiv 2411.05735, section 6.1",
  options: OPTIONS,
  presets: PRESETS,
  check(options, setting) {
    checkSetting("grid-search", setting, { val: true });
    plan(options, setting);
  },
  cost(options, setting) {
    const { mixtures, preparation, final, reused } = plan(options, setting);
    const runs = mixtures.length - (reused ? 1 : 0);
    return { preparation: [{ what: "sweep", runs, steps: preparation }], steps: final, evaluations: 0 };
  },
  *prepare(options, setting) {
    const { values, mixtures, preparation, final, reused, objective } = plan(options, setting);
    const { batches } = values;
    const outcomes = yield sweepRuns(mixtures, { steps: preparation, seed: setting.seed, batches });
    const objectives = outcomes.map(({ val }) => objective(val)), best = objectives.indexOf(Math.min(...objectives));
    const details: Json = { sweep: sweepDetails(mixtures, outcomes), objectives, best: outcomes[best].name };
    return {
      rule: { rule: "fixed", options: { shares: mixtures[best], batches } },
      steps: final,
      mixture: mixtures[best],
      ...(reused && { final: outcomes[best].name }),
      details,
    };
  },
};
