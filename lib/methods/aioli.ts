/**
 * Aioli: exponentiated gradient on effects estimated in the run itself; no preparatory run of its own.
 *
 *     p_j^t ∝ p_j^{t−1} exp(η Σ_i Ā_ij^t),   p^0 = 1/m,   A^t from LearnParams (aioli/learn_params.ts)
 *
 * Source: arXiv 2411.05735, algorithms 1 and 2; HazyResearch/aioli, commit a236112.
 *
 * With a prior, the first `priorSteps` steps are on a given mixture (`prior`), or by another method (`priorMethod` with
 * `priorOptions`), which is run as though its final run had `priorSteps` steps: its preparatory runs first, then its rule,
 * then Aioli on the same model. p^0 after a prior is uniform still, as in the paper and the repository: the prior lives on
 * in the model alone. `priorMethod: "skill-it"` is the repository's Skill-It initialisation, which crashes there.
 *
 * Presets:
 * - `paper` (default): visits of proxy mixtures shuffled all together; A solved with the mixtures that batches realised
 *   (asked for, in rounds whose few rows do not tell them apart, which then say so);
 *   always recursive, `ema` smoothing A.
 * - `repo`: visits sweep by sweep; A solved with the mixtures asked for. **It imitates a fault:** with `ema` the weights begin
 *   from ones in every round, which is not the paper's update, so that no ratio of shares ever passes exp(η): equal shares
 *   with a small tilt. What else its code does wrong is not copied: proxy batches with counts other than asked for, steps counted that were not
 *   made, the sampler begun anew each round, a prior of 0 steps that never ends, and `diagonal` without effect at f = 1.
 * - `launcher-2`, `launcher-3`, `launcher-7`: `repo` with the configuration published for two, three and seven domains
 *   (5,000 steps for two and three, 40,000 for seven). All three have `ema`, and with it the fault.
 * - `static`, `diagonal`: the paper's ablations: one estimation for the whole run; only A_ii.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { Json } from "./actions.ts";
import { aioliSettings, optionsOf } from "./aioli/settings.ts";
import { PRESETS, RULE_OPTIONS } from "./aioli/options.ts";
import { type MethodNamed, type Prior, priorOf } from "./aioli/prior.ts";
import { tiltBounds } from "./aioli/tilt_bounds.ts";
import { aioliEvaluations } from "./aioli_rule.ts";
import { checkSetting } from "./check_setting.ts";
import type { Method, MethodSetting } from "./method.ts";
import { type OptionTable, type OptionValues, resolveOptions } from "./options.ts";
import { phasesOptions } from "./phases.ts";

const OPTIONS = {
  ...RULE_OPTIONS,
  prior: { kind: "mixture", help: "mixture of the first steps (restricted setting); needs --prior-steps" },
  priorSteps: { kind: "number", whole: true, least: 1, value: "N", help: "steps on the prior, before Aioli's" },
  priorMethod: { kind: "text", value: "NAME", help: "another method that steers the first steps; needs --prior-steps" },
  priorOptions: { kind: "options", value: "JSON", help: "options of that method" },
} as const satisfies OptionTable;

/**
 * The method.
 *
 * @param methodNamed finds the method of a prior.
 */
export function aioliMethod(methodNamed: MethodNamed): Method {
  /** Everything that options and setting decide. */
  function decide(options: OptionValues, setting: MethodSetting) {
    checkSetting("aioli", setting, { val: true });
    const { preset, prior, priorSteps, priorMethod, priorOptions, ...own } = resolveOptions(
      "aioli",
      OPTIONS,
      PRESETS,
      options,
    );
    const before = priorOf(
      { prior, priorSteps, priorMethod, priorOptions, batches: own.batches },
      setting,
      methodNamed,
    );
    const final = finalSteps(before, setting), steps = final - before.steps;
    if (steps < 1) {
      throw outOfRange(`aioli: priorSteps: wanted fewer than the ${final} steps of the run, got ${before.steps}`);
    }
    return { before, final, steps, settings: aioliSettings({ preset, ...withNulls(own) }, { ...setting, steps }) };
  }
  return {
    name: "aioli",
    about: "learns while it trains what each domain does for each loss, and tilts the mixture by it",
    source: "Aioli, arXiv 2411.05735, algorithms 1 and 2",
    options: OPTIONS,
    presets: PRESETS,
    check(options, setting) {
      decide(options, setting);
    },
    cost(options, setting) {
      const { before, final, settings } = decide(options, setting),
        { m, eta, rounds, recursive, normalizeA } = settings;
      const estimation = rounds * settings.estimation + (before.cost.estimation?.steps ?? 0);
      return {
        preparation: before.cost.preparation,
        steps: final,
        evaluations: aioliEvaluations(settings) + before.cost.evaluations,
        estimation: { steps: estimation, share: estimation / final },
        ...(normalizeA && {
          tiltBound: {
            update: tiltBounds(m, eta).ratio,
            run: tiltBounds(m, eta, recursive ? rounds : 1).ratio,
          },
        }),
      };
    },
    *prepare(options, setting) {
      const { before, final, steps, settings } = decide(options, setting);
      const own = { rule: "aioli", options: optionsOf(settings) };
      if (before.steps === 0) return { rule: own, steps: final };
      const prior = yield* before.prepare();
      const phases = phasesOptions([{ ...prior.rule, steps: before.steps }, { ...own, steps }]);
      const { mixture = null, details = null } = prior;
      return {
        rule: { rule: "phases", options: phases },
        steps: final,
        details: { prior: { mixture, details } } as Json,
      };
    },
  };
}

/** Steps of the final run: what the prior's preparation leaves of a total budget. */
function finalSteps({ cost: { preparation } }: Prior, { steps, budget }: MethodSetting): number {
  if (budget === "final") return steps;
  const spent = preparation.reduce((sum, { runs, steps }) => sum + runs * steps, 0);
  if (spent < steps) return steps - spent;
  throw outOfRange(
    `aioli: budget: the prior's preparatory runs take ${spent} steps; wanted fewer than the ${steps} in all`,
  );
}

/** Options that were taken back stay so where they are resolved again. */
function withNulls(own: OptionValues): OptionValues {
  return { ...Object.fromEntries(Object.keys(RULE_OPTIONS).map((name) => [name, null])), ...own };
}
