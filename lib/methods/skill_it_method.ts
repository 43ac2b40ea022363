/**
 * Skill-It as a method: its graph is learnt from a run on each domain alone, or given; then the rule of skill_it.ts drives
 * the final run.
 *
 *     G_ji = (L_i before − L_i after) / L_i before, after training on domain j alone;    p^{t+1}_j ∝ q_j exp(η Σ_i G_ji ℓ_i)
 *
 * Source: Skill-It (arXiv 2307.14430); the graph as Aioli (arXiv 2411.05735) learns it, for the code that learns it is
 * not among Skill-It's. Graph runs are as long as the final one unless `graphSteps` says otherwise (Aioli: 5,000 of 5,000);
 * of a total budget they share the half (Aioli's restricted setting). Presets are those of the rule.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { divideBudget } from "./budget.ts";
import { checkSetting } from "./check_setting.ts";
import type { Method, MethodSetting } from "./method.ts";
import { type OptionTable, type OptionValues, resolveOptions } from "./options.ts";
import type { RunSpec } from "./run_spec.ts";
import { skillIt, skillItEvaluations } from "./skill_it.ts";
import { checkGraph, skillItGraph } from "./skill_it_graph.ts";
import { SKILL_IT_OPTIONS, SKILL_IT_PRESETS } from "./skill_it_options.ts";

const OPTIONS = {
  ...SKILL_IT_OPTIONS,
  graph: {
    kind: "matrix",
    help: "the graph, a row for each domain trained on and a column for each target; default: learnt from runs",
  },
  graphSteps: {
    kind: "number",
    least: 1,
    whole: true,
    help:
      "updates of each run that the graph is learnt from; default: those of the final run, or its part of half a budget",
  },
} as const satisfies OptionTable;

function plan(options: OptionValues, setting: MethodSetting) {
  const values = resolveOptions("skill-it", OPTIONS, SKILL_IT_PRESETS, options), { domains } = setting;
  const graph = values.graph as readonly (readonly number[])[] | undefined,
    own = values.graphSteps as number | undefined;
  if (graph !== undefined && own !== undefined) throw outOfRange("skill-it: wanted a graph or graphSteps, got both");
  if (graph !== undefined) checkGraph(graph, setting);
  const { preparation, final } = divideBudget(setting, graph === undefined ? domains.length : 0, own);
  const { graph: _, graphSteps: __, ...rule } = options;
  return { graph, rule, batches: values.batches, preparation, final };
}

/** The method. */
export const skillItMethod: Method = {
  name: "skill-it",
  about: "sets the shares anew in each round by a graph of what domains teach and the losses that are left",
  source: "Skill-It, arXiv 2307.14430",
  options: OPTIONS,
  presets: SKILL_IT_PRESETS,
  check(options, setting) {
    checkSetting("skill-it", setting, { val: true });
    const { graph, rule, final } = plan(options, setting), { domains, targets } = setting;
    const any = graph ?? domains.map(() => targets.map(() => 0));
    skillIt.check({ ...rule, graph: any }, { ...setting, steps: final });
  },
  cost(options, setting) {
    const { graph, rule, preparation, final } = plan(options, setting), runs = setting.domains.length;
    return {
      preparation: graph === undefined ? [{ what: "graph", runs, steps: preparation }] : [],
      steps: final,
      evaluations: skillItEvaluations(rule, final),
    };
  },
  *prepare(options, setting) {
    const { graph: given, rule, batches, preparation, final } = plan(options, setting), { domains, seed } = setting;
    let graph = given;
    if (graph === undefined) {
      const runs = domains.map((domain, j): RunSpec => ({
        ...{ name: `graph/${domain}`, role: "preparation", steps: preparation, seed },
        rule: { rule: "fixed", options: { shares: domains.map((_, l) => j === l ? 1 : 0), batches } },
      }));
      graph = skillItGraph(yield runs);
    }
    return {
      rule: { rule: "skill-it", options: { ...rule, graph } },
      steps: final,
      details: { graph, learnt: given === undefined },
    };
  },
};
