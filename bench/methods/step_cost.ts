/**
 * What steps of DoGE and DoReMi cost, in plain training steps over as many rows.
 *
 * @module
 */
import type { Action, Folded } from "../../lib/methods/actions.ts";
import type { Learner } from "../../lib/methods/learner.ts";
import { makeSteps } from "../../lib/methods/make_steps.ts";
import type { OptionValues } from "../../lib/methods/options.ts";
import { ruleNamed } from "../../lib/methods/rules.ts";
import { quantile } from "../train/quantile.ts";
import { B, DOMAINS, smallLearner } from "./small_learner.ts";

/** A contender. */
interface Contender {
  readonly name: string;
  /** The plain step that it is measured in, and the most of them that it may take; missing: it is one. */
  readonly beside?: { readonly name: string; readonly most: number };
  readonly step: () => Promise<unknown>;
}

/** A ratio of two times. */
export interface StepCost {
  readonly name: string;
  readonly ms: number;
  readonly beside?: { readonly name: string; readonly ratio: number; readonly most: number };
}

/** Rows of the targets. */
const R = 4;
const EVEN = DOMAINS.map(() => 1 / DOMAINS.length);

/** Measures in rounds, each contender one step a round, so that what slows the machine slows all; ratios are medians. */
export async function stepCosts(threads: number, rounds: number): Promise<readonly StepCost[]> {
  await using stack = new AsyncDisposableStack();
  const learner = async (options: Parameters<typeof smallLearner>[1] = {}) =>
    stack.use(await smallLearner(threads, options)).learner;
  const plain = async (batch: number): Promise<Contender> => {
    const one = await learner({ batch });
    return { name: `plain, ${batch} rows`, step: () => one.train(EVEN, 1) };
  };
  const few = await plain(B), more = await plain(B + R);
  const contenders: readonly Contender[] = [
    few,
    more,
    byRule("DoGE, universal target", "doge", {}, await learner(), { name: few.name, most: 1.5 }),
    byRule(`DoGE, ${R} val rows, one gradient`, "doge", { preset: "aioli" }, await learner(), {
      ...{ name: more.name, most: 1.5 },
    }),
    byRule(`DoGE, ${R} val rows, a gradient each`, "doge", { target: "separate" }, await learner(), {
      ...{ name: more.name, most: 1.5 },
    }),
    byRule("DoReMi, reference of the same size", "doremi", {}, await learner({ reference: true }), {
      ...{ name: few.name, most: 1.75 },
    }),
  ];
  const ms = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, step } of contenders) {
      const from = performance.now();
      await step();
      if (round > 0) ms.get(name)!.push(performance.now() - from); // the first round compiles
    }
  }
  return contenders.map(({ name, beside }) => {
    const own = ms.get(name)!, other = beside && ms.get(beside.name)!;
    return {
      ...{ name, ms: quantile(own) },
      ...(beside && { beside: { ...beside, ratio: quantile(own.map((time, n) => time / other![n])) } }),
    };
  });
}

/** Steps of a rule's first action, one a call, its state handed on as a run does it. */
function byRule(
  name: string,
  rule: string,
  options: OptionValues,
  learner: Learner,
  beside: NonNullable<Contender["beside"]>,
): Contender {
  const { domains, targets, batch, context } = learner, steps = 1000;
  const told = { domains, targets, batch, context, steps, seed: 0, valRows: targets.map(() => 50) };
  const first = ruleNamed(rule).run(options, told).next().value as Extract<Action, { do: "combine" | "reweigh" }>;
  const rows = first.do === "combine" && first.target ? { target: { ...first.target, rows: R } } : {};
  let action = { ...first, ...rows, steps: 1 };
  return {
    ...{ name, beside },
    async step() {
      const { state } = await makeSteps(action, learner, {}, null, () => Promise.resolve()) as Folded;
      action = { ...action, state };
    },
  };
}
