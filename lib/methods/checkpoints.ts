/**
 * The run of another rule, evaluated on the way, and broken off where the rule is laid out for more updates than the run
 * has.
 *
 *     p^t = p^t of the rule inside;   L(a_1), L(a_2), …   losses on val after a_1 < a_2 < … updates
 *
 * Source: `--num_ckpts` and `--break_steps` of HazyResearch/aioli (commit a236112). An evaluation changes nothing of the
 * training: the model is the same bytes as without. Where the rule inside evaluates at the same place, it is given the
 * same losses, and no second pass is made.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { Acting, Folded, Json, Observation } from "./actions.ts";
import { addReports, noSteps } from "./add_reports.ts";
import type { StepReport } from "./learner.ts";
import type { StepsAction } from "./make_steps.ts";
import { type OptionTable, resolveOptions } from "./options.ts";
import type { Rule, RuleAnswer, RuleContext, RuleSpec } from "./rule.ts";

const OPTIONS = {
  rule: { kind: "text", help: "name of the rule inside" },
  options: { kind: "options", default: {}, help: "its options" },
  at: { kind: "numbers", default: [], help: "numbers of updates after which val is evaluated, ascending" },
  steps: {
    kind: "number",
    whole: true,
    least: 1,
    help: "updates that the rule inside is laid out for (default: the run's)",
  },
} as const satisfies OptionTable;

/** An evaluation on the way. */
export interface CheckpointLosses {
  /** Updates done. */
  readonly updates: number;
  /** Losses of the targets (k), nats per token. */
  readonly losses: readonly number[];
  /** Shares (m) of the latest updates; of rules that weigh losses or gradients, the weights after them. */
  readonly shares: readonly number[];
}

/** What the rule ends with, as the `details` of its answer. */
export interface CheckpointsDetails {
  readonly evaluations: readonly CheckpointLosses[];
  /** Shares or weights at the end. */
  readonly last: readonly number[];
  /** Whether the rule inside was broken off. */
  readonly broken: boolean;
  /** Details of the rule inside; null where it was broken off, or has none. */
  readonly inside: Json;
}

/** The options of the rule. */
export function checkpointsOptions(
  { rule, options }: RuleSpec,
  { at, steps }: { readonly at: readonly number[]; readonly steps?: number },
): RuleSpec["options"] {
  return { rule, options, at, ...(steps !== undefined && { steps }) };
}

/**
 * The rule. A run that is broken off has the mean of its own shares as its mixture.
 *
 * @param ruleNamed finds the rule inside.
 */
export function checkpointsRule(ruleNamed: (name: string) => Rule): Rule {
  const resolved = (options: RuleSpec["options"], context: RuleContext) => {
    const { at, steps, ...inside } = insideOf(options, context);
    return { at, steps, rule: ruleNamed(inside.rule), options: inside.options, context: { ...context, steps } };
  };
  return {
    name: "checkpoints",
    check(options, context) {
      const inside = resolved(options, context);
      inside.rule.check(inside.options, inside.context);
    },
    *run(options, context) {
      const inside = resolved(options, context);
      return yield* evaluated(inside.rule.run(inside.options, inside.context), inside, context);
    },
    // At most: those of the rule inside that fall on one of `at` are not made twice.
    evaluations(options, context) {
      const { rule, options: own, context: whole, at } = resolved(options, context);
      return rule.evaluations(own, whole) + at.length;
    },
  };
}

/** Runs a rule, with evaluations after `at` updates, until the run ends. */
function* evaluated(
  acting: Acting<RuleAnswer>,
  { at, steps: laidOutFor }: { readonly at: readonly number[]; readonly steps: number },
  { domains, steps }: Pick<RuleContext, "domains" | "steps">,
): Acting<RuleAnswer> {
  const m = domains.length, evaluations: CheckpointLosses[] = [], sum_m = new Float64Array(m);
  let done = 0, last: readonly number[] = domains.map(() => 1 / m);
  let seen: { readonly updates: number; readonly losses: readonly number[] } | undefined;
  const look = function* (): Acting<readonly number[]> {
    if (seen?.updates !== done) {
      seen = { updates: done, losses: (yield { do: "evaluate", split: "val" }) as readonly number[] };
    }
    return seen.losses;
  };
  const visit = function* (): Acting<void> {
    if (!at.includes(done) || evaluations.at(-1)?.updates === done) return;
    evaluations.push({ updates: done, losses: yield* look(), shares: last });
  };
  /** The steps of an action, or those of them that the run has; undefined where these were not all. */
  const inParts = function* (action: StepsAction): Acting<Observation | undefined> {
    let report = noSteps(m), state: Json = action.do === "train" ? null : action.state;
    while (report.steps < action.steps && done < steps) {
      const stop = at.find((updates) => updates > done) ?? Infinity;
      const part = Math.min(action.steps - report.steps, stop - done, steps - done);
      const came = yield action.do === "train" ? { ...action, steps: part } : { ...action, steps: part, state };
      if (action.do === "train") report = addReports(report, came as StepReport);
      else ({ state, report } = { state: (came as Folded).state, report: addReports(report, (came as Folded).report) });
      action.shares.forEach((share, j) => sum_m[j] += part * share);
      last = weightsOf(state) ?? action.shares;
      done += part;
      yield* visit();
    }
    if (report.steps < action.steps) return undefined;
    return action.do === "train" ? report : { report, state };
  };
  yield* visit();
  let next = acting.next(null);
  while (!next.done) {
    const action = next.value;
    if (action.do === "round") next = acting.next(yield action);
    // What a rule that is laid out for more updates does next is no part of this run.
    else if (done === steps && laidOutFor > steps) break;
    else if (action.do !== "evaluate") {
      const came = yield* inParts(action);
      if (came === undefined) break;
      next = acting.next(came);
    } else next = acting.next(action.split === "val" ? [...yield* look()] : yield action);
  }
  const whole = next.done ? next.value : undefined;
  const details: CheckpointsDetails = {
    ...{ evaluations, last, broken: whole === undefined, inside: whole?.details ?? null },
  };
  return {
    mixture: whole?.mixture ?? Array.from(sum_m, (sum) => sum / done),
    details: details as unknown as Json,
  };
}

/** The weights that a rule's state keeps (DoReMi, DoGE). */
function weightsOf(state: Json): readonly number[] | undefined {
  const weights = (state as { readonly weights?: Json } | null)?.weights;
  return Array.isArray(weights) ? weights as readonly number[] : undefined;
}

function insideOf(given: RuleSpec["options"], context: RuleContext) {
  const values = resolveOptions("checkpoints", OPTIONS, { paper: {} }, given);
  const rule = values.rule as string | undefined, at = values.at as readonly number[];
  const steps = values.steps as number | undefined ?? context.steps;
  if (rule === undefined) throw wrongKind("checkpoints: rule: wanted the name of a rule, got none");
  if (rule === "checkpoints") throw outOfRange("checkpoints: rule: wanted another rule inside, got checkpoints");
  if (steps < context.steps) {
    throw outOfRange(`checkpoints: steps: wanted at least the ${context.steps} of the run, got ${steps}`);
  }
  at.forEach((updates, n) => {
    const least = n === 0 ? 0 : at[n - 1] + 1;
    if (Number.isInteger(updates) && updates >= least && updates <= context.steps) return;
    throw outOfRange(
      `checkpoints: at: wanted ascending whole numbers from 0 to the ${context.steps} updates of the run, got ` +
        `${got(updates)}${n === 0 ? "" : ` after ${at[n - 1]}`}`,
    );
  });
  return { rule, options: values.options as RuleSpec["options"], at, steps };
}
