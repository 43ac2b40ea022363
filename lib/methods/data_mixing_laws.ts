/**
 * Data Mixing Laws: a sweep is trained, a law fitted to it, and the mixture with the lowest predicted loss trained.
 *
 *     L_i(p) = c_i + exp(Σ_j v_ij p_j),    p* = argmin over the simplex of (1/k) Σ_i L_i(p)
 *
 * Source: Data Mixing Laws (arXiv 2403.16952, M4 and its fit by Huber's loss); as a baseline of Aioli (arXiv 2411.05735,
 * section 6.1), whose sweeps stand here: see sweep_mixtures.ts. Runs of the sweep are as long as the final one unless
 * `sweepSteps` says otherwise. The paper's laws of steps and of model size, by which it reaches a large model from small
 * ones, are no part of this method.
 *
 * - `paper` (default): log-linear law, Huber δ = 0.02 (the paper's code for two domains; for five it has 0.05), and the
 *   exact optimum, with a proof of how far from it any other mixture can be.
 * - `repo`: δ = 0.05 and the grid of the code of Data Mixing Laws (`find_opt.py`), a search in powers of two.
 * - `aioli`: `linreg` of Aioli's repository: least squares over all targets together, Nelder–Mead over softmax
 *   coordinates.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { dataMixingLawsGrid } from "../laws/best/data_mixing_laws_grid.ts";
import { softmaxNelderMead } from "../laws/best/softmax_nelder_mead.ts";
import { fitTable, type TableAnswer } from "../laws/fit_table.ts";
import { lawNamed } from "../laws/registry.ts";
import type { Json } from "./actions.ts";
import { divideBudget } from "./budget.ts";
import { checkSetting } from "./check_setting.ts";
import { fitDetails } from "./fit_details.ts";
import type { Method, MethodSetting } from "./method.ts";
import { OBJECTIVE_OPTIONS, objectiveOption } from "./objective_option.ts";
import { type OptionTable, type OptionValues, type Presets, resolveOptions } from "./options.ts";
import { byName } from "./round_record.ts";
import { sweepMixtures } from "./sweep_mixtures.ts";
import { SWEEP_OPTIONS } from "./sweep_options.ts";
import { sweepDetails, sweepRuns, sweepTable } from "./sweep_runs.ts";

const OPTIONS = {
  ...SWEEP_OPTIONS,
  law: { kind: "text", default: "log-linear", help: "law that is fitted; auto takes the best of all when left out" },
  delta: { kind: "number", above: 0, help: "Huber's δ (nats per token); without it, least squares" },
  ...OBJECTIVE_OPTIONS,
  maxEpochs: { kind: "number", above: 0, help: "the most passes over a domain's tokens in the final run" },
  optimum: {
    kind: "choice",
    choices: ["exact", "grid", "nelder-mead"],
    default: "exact",
    help: "how the law's best mixture is found",
  },
  bootstrap: { kind: "number", least: 0, whole: true, default: 200, help: "refits for the intervals of the mixture" },
} as const satisfies OptionTable;
const PRESETS = {
  paper: { delta: 0.02 },
  repo: { delta: 0.05, optimum: "grid" },
  aioli: { law: "log-linear-joint", optimum: "nelder-mead" },
} as const satisfies Presets;

function plan(options: OptionValues, setting: MethodSetting) {
  const values = resolveOptions("data-mixing-laws", OPTIONS, PRESETS, options), { targets, trainTokens } = setting;
  const mixtures = sweepMixtures("data-mixing-laws", values, setting);
  const { preparation, final } = divideBudget(setting, mixtures.length, values.sweepSteps as number | undefined);
  const objective = objectiveOption("data-mixing-laws", values, targets);
  const law = values.law as string, delta = values.delta as number | undefined;
  const maxEpochs = values.maxEpochs as number | undefined;
  if (law !== "auto") {
    const blank = mixtures.map(() => targets.map(() => 0));
    const why = lawNamed(law).obstacle(sweepTable("data-mixing-laws", setting, mixtures, blank));
    if (why !== undefined) throw outOfRange(`data-mixing-laws: law: ${why}; wanted more runs, or another law`);
  }
  if (maxEpochs !== undefined && values.optimum === "nelder-mead") {
    throw outOfRange("data-mixing-laws: maxEpochs: the optimum nelder-mead keeps no cap; wanted exact or grid");
  }
  const tokens = maxEpochs === undefined ? undefined : {
    available: byName(setting.domains, trainTokens),
    budget: final * setting.batch * setting.context,
    epochs: maxEpochs,
  };
  const best = { objective, ...(tokens && { tokens }) };
  return { values, mixtures, preparation, final, fit: { law, ...(delta !== undefined && { delta }), best } };
}

/** The mixture (m), as the option `optimum` has it found. */
function optimum(way: Json, { fitted, best }: TableAnswer, limits: ReturnType<typeof plan>["fit"]["best"]): number[] {
  if (way === "exact") return [...best.shares];
  const { shares, note } = way === "grid"
    ? dataMixingLawsGrid(fitted, limits)
    : softmaxNelderMead(fitted, limits.objective);
  if (shares === null) throw outOfRange(`data-mixing-laws: optimum ${way}: ${note}; the optimum exact has an answer`);
  return [...shares];
}

/** The method. */
export const dataMixingLaws: Method = {
  name: "data-mixing-laws",
  about: "fits a law to a sweep of mixtures and takes the mixture that it predicts to be best",
  source: "Data Mixing Laws, arXiv 2403.16952",
  options: OPTIONS,
  presets: PRESETS,
  check(options, setting) {
    checkSetting("data-mixing-laws", setting, { val: true });
    plan(options, setting);
  },
  cost(options, setting) {
    const { mixtures, preparation, final } = plan(options, setting);
    return {
      preparation: [{ what: "sweep", runs: mixtures.length, steps: preparation }],
      steps: final,
      evaluations: 0,
    };
  },
  *prepare(options, setting) {
    const { values, mixtures, preparation, final, fit } = plan(options, setting),
      { batches } = values,
      { seed } = setting;
    const outcomes = yield sweepRuns(mixtures, { steps: preparation, seed, batches });
    const table = sweepTable("data-mixing-laws", setting, mixtures, outcomes.map(({ val }) => val));
    const answer = fitTable(table, { ...fit, replicates: values.bootstrap as number, seed });
    const mixture = optimum(values.optimum, answer, fit.best);
    return {
      rule: { rule: "fixed", options: { shares: mixture, batches } },
      steps: final,
      mixture,
      details: { sweep: sweepDetails(mixtures, outcomes), ...fitDetails(answer) },
    };
  },
};
