/**
 * Skill-It: after each round the shares are set anew by a graph of what domains teach, weighed by the latest losses.
 *
 *     p^1_j ∝ q_j exp(η Σ_i G_ji)
 *     p^{t+1}_j ∝ q_j exp(η Σ_i G_ji ℓ_i),   ℓ_i = sum of the latest w evaluations of target i
 *
 * G_ji is how much training on domain j lowers the loss of target i (see skill_it_graph.ts), q the prior (even), w the
 * window. Where fewer than w evaluations are there yet, those are summed.
 *
 * Source: Skill-It (arXiv 2307.14430) and HazyResearch/skill-it, `trainer/mw_trainer.py`.
 *
 * - `paper` (default): one evaluation at the end of each round, so that the window counts rounds. [memory: Algorithm 1 of
 *   the paper sums L(f_τ) over the rounds τ = t − w + 1 … t; its text was not at hand.]
 * - `repo`: as the repository's launcher for Natural Instructions with other targets (η 0.2, 10 rounds, window 3):
 *   10 checkpoints. **It imitates two faults:** each checkpoint is one update late, after the update with index 0, n, 2n, …,
 *   so that the first round decides by losses after a single update; and the window counts checkpoints, not rounds. Ones
 *   in the graph between different skills become 0.5. (For LEGO it has η 0.5, 6 rounds and 120 checkpoints.)
 * - `aioli`: its port in HazyResearch/aioli: 20 checkpoints, two a round of its launchers, otherwise the same, faults too.
 *
 * Of the repositories' options there are `normalizeLoss`, `etaSchedule`, `dynamicLambda`, `ignoreLoneNodes`; `mw_init` is
 * `initial`, `mw_prior` is `prior`, and the mean that `target_mask` brings is `averageWindow`. Not copied: the first
 * evaluation, by which losses are divided, is replaced by the second there; with `ignore_lone_nodes` shares multiply on,
 * since the prior is overwritten by them; evaluations are in alphabetical order, whatever that of the domains (Aioli).
 *
 * A in the rounds is diag(ℓ) Gᵀ (k × m), so that p_j ∝ q_j exp(η Σ_i A_ij): the effects that Aioli reads into Skill-It,
 * with ℓ as above (all 1 in the first round); its unit is that of ℓ, nats per token times evaluations summed. `losses` are
 * the means over the window.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { type Acting, type Batches, evaluate, logRound, train } from "./actions.ts";
import { type OptionTable, resolveOptions } from "./options.ts";
import { byName, type RoundRecord } from "./round_record.ts";
import type { Rule, RuleContext, RuleSpec } from "./rule.ts";
import { sharesOption } from "./shares_option.ts";
import { type SkillItPlan, skillItPlan } from "./skill_it_evaluations.ts";
import { changeOthers, checkGraph, loneNodes } from "./skill_it_graph.ts";
import { SKILL_IT_OPTIONS, SKILL_IT_PRESETS } from "./skill_it_options.ts";
import { skillItUpdate } from "./skill_it_update.ts";

const OPTIONS = {
  ...SKILL_IT_OPTIONS,
  graph: { kind: "matrix", help: "the graph: a row for each domain trained on, a column for each target" },
} as const satisfies OptionTable;

/** Options with nothing left open. */
interface Settled {
  readonly plan: SkillItPlan;
  readonly graph_mk: readonly (readonly number[])[];
  readonly prior_m: Float64Array;
  readonly initial_m: Float64Array | undefined;
  readonly lone_m: readonly boolean[];
  readonly eta: number;
  readonly window: number;
  readonly batches: Batches;
  readonly averageWindow: boolean;
  readonly normalizeLoss: boolean;
  readonly etaSchedule: boolean;
  readonly dynamicLambda: boolean;
}

function settle(options: RuleSpec["options"], context: Pick<RuleContext, "domains" | "targets" | "steps">): Settled {
  const values = resolveOptions("skill-it", OPTIONS, SKILL_IT_PRESETS, options), { domains, targets, steps } = context;
  const given = values.graph as readonly (readonly number[])[] | undefined, { prior, initial } = values;
  if (given === undefined) throw outOfRange("skill-it: graph: wanted a row for each domain, got none");
  checkGraph(given, context);
  const graph_mk = values.halveOnes ? changeOthers(given, context, (effect) => effect === 1 ? 0.5 : effect) : given;
  return {
    ...values as unknown as Settled,
    plan: planOf(values, steps),
    graph_mk,
    prior_m: prior === undefined
      ? new Float64Array(domains.length).fill(1 / domains.length)
      : sharesOption("skill-it: prior", prior, domains),
    initial_m: initial === undefined ? undefined : sharesOption("skill-it: initial", initial, domains),
    lone_m: values.ignoreLoneNodes ? loneNodes(graph_mk, { domains, targets }) : domains.map(() => false),
  };
}

function planOf(values: RuleSpec["options"], steps: number): SkillItPlan {
  const { updateSteps, window, checkpoints, evaluationOffset: offset } = values as Record<string, number>;
  const first = values.normalizeLoss === true || values.etaSchedule === true;
  return skillItPlan({ steps, updateSteps, window, checkpoints, offset, first });
}

/** Passes over val that the rule makes with these options, the graph aside. @throws as the rule's `check`. */
export function skillItEvaluations(options: RuleSpec["options"], steps: number): number {
  return planOf(resolveOptions("skill-it", OPTIONS, SKILL_IT_PRESETS, options), steps).evaluations.length;
}

/** The rule. Options: `graph` (m × k) and those of SKILL_IT_OPTIONS. */
export const skillIt: Rule = {
  name: "skill-it",
  check(options, context) {
    settle(options, context);
  },
  *run(options, context) {
    const settled = settle(options, context), { plan, window, initial_m, batches } = settled;
    const { domains, targets } = context, m = domains.length, sum_m = new Float64Array(m);
    const seen: Float64Array[] = [], ones_k = new Float64Array(targets.length).fill(1);
    let graph_mk = settled.graph_mk, losses_k: Float64Array = ones_k, eta = settled.eta, step = 0;
    for (const [round, end] of plan.ends.entries()) {
      const shares_m = round === 0 && initial_m ? initial_m : nextShares(settled, graph_mk, losses_k, eta);
      const began = seen.length, latest = seen.slice(-window);
      const { tokens } = yield* trainAndEvaluate(shares_m, { from: step, to: end }, plan, batches, seen);
      yield* logRound(
        {
          ...{ kind: "round", round, step, mixture: byName(domains, shares_m) },
          ...(round > 0 && { losses: byName(targets, targets.map((_, i) => mean(latest.map((each) => each[i])))) }),
          A: targets.map((_, i) => graph_mk.map((row) => losses_k[i] * row[i])),
          ...{ steps: end - step, tokens, estimation: { steps: 0, share: 0 }, evaluations: seen.length - began },
        } satisfies RoundRecord,
      );
      shares_m.forEach((share, j) => sum_m[j] += share * (end - step));
      step = end;
      if (seen.length === 0) continue; // a single round
      losses_k = windowLosses(seen, settled);
      if (settled.etaSchedule) eta = settled.eta * total(seen[0]) / total(seen[seen.length - 1]);
      // The first update still has the whole graph.
      if (settled.dynamicLambda && round > 0) {
        graph_mk = changeOthers(graph_mk, context, (effect) => effect > 0 ? effect / 2 : effect);
      }
    }
    return { mixture: Array.from(sum_m, (sum) => sum / context.steps) };
  },
  evaluations: (options, { steps }) => skillItEvaluations(options, steps),
};

/** Trains a part of the run, and evaluates where the plan says. */
function* trainAndEvaluate(
  shares_m: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
  { evaluations }: SkillItPlan,
  batches: Settled["batches"],
  seen: Float64Array[],
): Acting<{ readonly tokens: number }> {
  let at = from, tokens = 0;
  for (const due of [...evaluations.filter((each) => each > from && each <= to), undefined]) {
    const end = due ?? to;
    if (end > at) tokens += (yield* train(shares_m, end - at, { batches })).tokens;
    if (due !== undefined) seen.push(yield* evaluate("val"));
    at = end;
  }
  return { tokens };
}

/** ℓ of the next update. */
function windowLosses(seen: readonly Float64Array[], { window, averageWindow, normalizeLoss }: Settled): Float64Array {
  const latest = seen.slice(-window);
  return seen[0].map((first, i) => {
    const sum = latest.reduce((total, losses_k) => total + losses_k[i], 0);
    return (averageWindow ? sum / latest.length : sum) / (normalizeLoss ? first : 1);
  });
}

/** Shares of the next round: lone domains keep 1/m each, the others divide the rest. */
function nextShares(
  { prior_m, lone_m }: Settled,
  graph_mk: readonly (readonly number[])[],
  losses_k: Float64Array,
  eta: number,
): Float64Array {
  const m = prior_m.length, lone = lone_m.filter((is) => is).length;
  if (lone === m) return new Float64Array(m).fill(1 / m);
  const joined_m = prior_m.map((share, j) => lone_m[j] ? 0 : share);
  return skillItUpdate(graph_mk, losses_k, eta, joined_m).map((p, j) => lone_m[j] ? 1 / m : p * (1 - lone / m));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
}

function total(losses_k: Float64Array): number {
  return losses_k.reduce((a, b) => a + b, 0);
}
