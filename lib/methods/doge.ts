/**
 * DoGE: the mean of a proxy's gradient weights (doge_rule.ts) is the mixture of the final run. Out of domain: the
 * targets of the setting are not among its domains.
 *
 *     w̄ = mean of the proxy's w_1 … w_N        final: a run on w̄
 *
 * Source: DoGE (Fan et al., arXiv 2310.15393, algorithm 1 and section 3). The presets are those of the rule. `proxyModel`
 * sets the learner's `model`.
 *
 * @module
 */
import { divideBudget } from "./budget.ts";
import { checkSetting } from "./check_setting.ts";
import { DOGE_OPTIONS, DOGE_PRESETS } from "./doge/options.ts";
import { dogeRule } from "./doge_rule.ts";
import type { Method, MethodSetting, Preparing } from "./method.ts";
import { type OptionTable, type OptionValues, resolveOptions } from "./options.ts";
import { PROXY_SEED } from "./proxy_seed.ts";

const OPTIONS = {
  ...DOGE_OPTIONS,
  proxySteps: { kind: "number", whole: true, least: 1, help: "updates of the proxy (default: as the final run)" },
  proxyModel: { kind: "text", value: "M", help: "model of the proxy (default: the final run's)" },
} as const satisfies OptionTable;

/** The method. */
export const dogeMethod: Method = {
  name: "doge",
  about: "weights of gradients in a proxy by their alignment with the targets', then a run on their mean",
  source: "DoGE, arXiv 2310.15393, algorithm 1",
  options: OPTIONS,
  presets: DOGE_PRESETS,
  check(options, setting) {
    checkSetting("doge", setting, { val: false });
    const { rule, preparation } = resolve(options, setting);
    dogeRule.check(rule.options, { ...setting, steps: preparation });
  },
  cost(options, setting) {
    const { preparation, final } = resolve(options, setting);
    return { preparation: [{ what: "proxy", runs: 1, steps: preparation }], steps: final, evaluations: 0 };
  },
  *prepare(options, setting): Preparing {
    const { rule, preparation, final, model } = resolve(options, setting);
    const [{ answer: { mixture } }] = yield [{
      ...{ name: "proxy", role: "preparation", rule, steps: preparation, seed: setting.seed + PROXY_SEED },
      ...(model !== undefined && { learner: { model } }),
    }];
    return { rule: { rule: "fixed", options: { shares: mixture } }, steps: final, mixture };
  },
};

function resolve(options: OptionValues, setting: MethodSetting) {
  const { preset: _, proxySteps, proxyModel: model, ...own } = resolveOptions("doge", OPTIONS, DOGE_PRESETS, options);
  return {
    rule: { rule: dogeRule.name, options: own },
    model,
    ...divideBudget(setting, 1, proxySteps as number | undefined),
  };
}
