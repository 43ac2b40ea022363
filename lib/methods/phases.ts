/**
 * Rules one after another on one learner: phase 1 for its steps, then phase 2 for its own, and so on.
 *
 *     p^t = p^t of the phase that step t is in
 *
 * Source: Aioli in the restricted setting, which trains on another method's mixture first (arXiv 2411.05735, section 6).
 * A phase knows nothing of the others: its steps begin at 0, and its seed is the run's.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { wholeNumber } from "../text/whole_number.ts";
import type { Acting, Json } from "./actions.ts";
import type { Rule, RuleAnswer, RuleContext, RuleSpec } from "./rule.ts";

/** A phase, as the rule's option has it. */
export interface Phase extends RuleSpec {
  /** Updates of it. */
  readonly steps: number;
}

/** The options of the rule. */
export function phasesOptions(phases: readonly Phase[]): RuleSpec["options"] {
  return { phases: phases.map(({ rule, options, steps }) => ({ rule, options, steps })) };
}

/**
 * The rule. Option: `phases`, a list of { rule, options, steps }; their steps sum to the run's.
 *
 * @param ruleNamed finds the rules of the phases.
 */
export function phasesRule(ruleNamed: (name: string) => Rule): Rule {
  const each = (options: RuleSpec["options"], context: RuleContext) =>
    phasesOf(options, context.steps).map(({ rule, options, steps }) => ({
      ...{ rule: ruleNamed(rule), options, steps },
      context: { ...context, steps },
    }));
  return {
    name: "phases",
    check(options, context) {
      for (const phase of each(options, context)) phase.rule.check(phase.options, phase.context);
    },
    *run(options, context) {
      const sum_m = new Float64Array(context.domains.length), told: Json[] = [], at = { step: 0, rounds: 0 };
      for (const phase of each(options, context)) {
        const answer: RuleAnswer = yield* shifted(phase.rule.run(phase.options, phase.context), at);
        at.step += phase.steps;
        const { mixture, details = null } = answer;
        mixture.forEach((share, j) => sum_m[j] += phase.steps * share);
        told.push({ rule: phase.rule.name, steps: phase.steps, mixture, details });
      }
      return { mixture: Array.from(sum_m, (sum) => sum / context.steps), details: { phases: told } };
    },
    evaluations: (options, context) =>
      each(options, context).reduce((sum, phase) => sum + phase.rule.evaluations(phase.options, phase.context), 0),
  };
}

/** A phase in action, its rounds numbered behind those of the phases before it. */
function* shifted(acting: Acting<RuleAnswer>, at: { readonly step: number; rounds: number }): Acting<RuleAnswer> {
  const before = at.rounds;
  let next = acting.next(null);
  while (!next.done) {
    let action = next.value;
    if (action.do === "round") {
      const { record } = action;
      action = { ...action, record: { ...record, round: record.round + before, step: record.step + at.step } };
      at.rounds = Math.max(at.rounds, action.record.round + 1);
    }
    next = acting.next(yield action);
  }
  return next.value;
}

function phasesOf(options: RuleSpec["options"], steps: number): Phase[] {
  const { phases, ...others } = options, [strange] = Object.keys(others);
  if (strange !== undefined) throw wrongKind(`phases: it has no option ${strange}; wanted phases`);
  if (!Array.isArray(phases) || phases.length === 0) {
    throw wrongKind(`phases: phases: wanted a list of { rule, options, steps }, got ${got(JSON.stringify(phases))}`);
  }
  phases.forEach((phase, n) => {
    const at = `phases: phase ${n + 1}`;
    if (typeof phase?.rule !== "string" || typeof phase.options !== "object" || phase.options === null) {
      throw wrongKind(`${at}: wanted { rule, options, steps }, got ${got(JSON.stringify(phase))}`);
    }
    wholeNumber(`${at}: steps`, phase.steps, 1, Number.MAX_SAFE_INTEGER, "≥ 1");
  });
  const sum = phases.reduce((total, phase) => total + phase.steps, 0);
  if (sum === steps) return phases;
  throw outOfRange(`phases: wanted phases whose steps sum to the ${steps} of the run, got ${sum}`);
}
