/**
 * What a rule asks for, one thing at a time. A rule is a generator: it reads like the algorithm in the paper, with loops
 * and variables; each `yield*` of a function here hands one action to {@link drive}, which does it and hands back what
 * came of it. m domains, k targets.
 *
 * @module
 */
import type { CombineOptions, EvaluatedSplit, GradientBatch, StepReport, TargetRows, TokenBatch } from "./learner.ts";
import type { RoundRecord } from "./round_record.ts";

/**
 * Plain JSON.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import type { Json } from "@mixlab/mixlab";
 *
 * const state: Json = { weights: [0.5, 0.5], updates: 3 };
 * deepEqual(JSON.parse(JSON.stringify(state)), state);
 * ```
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * How batches are made up: each row's domain drawn on its own, or exact shares by largest remainders.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type Batches, ruleNamed } from "@mixlab/mixlab";
 *
 * const batches: Batches = "exact";
 * const context = { domains: ["a", "b"], targets: ["a"], steps: 5, batch: 8, context: 64, seed: 0, valRows: [1] };
 * const asked = ruleNamed("fixed").run({ shares: [0.5, 0.5], batches }, context).next().value;
 * equal("batches" in asked && asked.batches, "exact");
 * ```
 */
export type Batches = "multinomial" | "exact";

/**
 * What a rule asks for: steps on a mixture; steps with tokens reweighed (DoReMi) or gradients of single domains combined
 * (DoGE), a state going from step to step as plain JSON; an evaluation; or a line of the log.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { Action } from "@mixlab/mixlab";
 *
 * const steps = (actions: Action[]) => actions.reduce((sum, a) => sum + ("steps" in a ? a.steps : 0), 0);
 * equal(steps([{ do: "train", shares: [1, 0], steps: 4, batches: "exact" }, { do: "evaluate", split: "val" }]), 4);
 * ```
 */
export type Action =
  | (
    | { readonly do: "train" }
    | {
      readonly do: "reweigh";
      readonly state: Json;
      readonly weigh: (state: Json, batch: TokenBatch) => { readonly state: Json; readonly weights_BT: Float32Array };
    }
    | {
      readonly do: "combine";
      readonly target?: TargetRows;
      readonly clip?: number;
      readonly state: Json;
      readonly weigh: (
        state: Json,
        batch: GradientBatch,
      ) => { readonly state: Json; readonly weights_m: ArrayLike<number> };
    }
  )
    & { readonly shares: readonly number[]; readonly steps: number; readonly batches: Batches }
  | { readonly do: "evaluate"; readonly split: EvaluatedSplit }
  | { readonly do: "round"; readonly record: RoundRecord };

/** Steps with the state that they ended with. */
export interface Folded {
  readonly report: StepReport;
  readonly state: Json;
}

/**
 * What came of an action: the report of steps; with reweighed or combined ones the state at their end beside it; the
 * losses (k) of an evaluation; nothing of a line of the log.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { Observation } from "@mixlab/mixlab";
 *
 * const losses = (came: Observation) => Array.isArray(came) ? came as readonly number[] : [];
 * equal(losses([3.1, 2.2]).length, 2);
 * ```
 */
export type Observation = StepReport | { readonly report: StepReport; readonly state: Json } | readonly number[] | null;

/**
 * A rule in action, or a part of one: a generator of actions.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type Acting, drive, linearWorld, type RuleAnswer, simulatedLearner } from "@mixlab/mixlab";
 *
 * // A rule of one's own: always the domain whose target has the largest loss, ten steps at a time.
 * function* worstFirst(rounds: number): Acting<RuleAnswer> {
 *   const chosen = [0, 0];
 *   for (let round = 0; round < rounds; round++) {
 *     const losses = (yield { do: "evaluate", split: "val" }) as number[];
 *     const worst = losses.indexOf(Math.max(...losses)), shares = losses.map((_, i) => i === worst ? 1 : 0);
 *     yield { do: "train", shares, steps: 10, batches: "multinomial" };
 *     chosen[worst]++;
 *   }
 *   return { mixture: chosen.map((n) => n / rounds) };
 * }
 *
 * const names = ["web", "code"];
 * const world = linearWorld({ domains: names, targets: names, A_km: [[0.01, 0], [0, 0.01]], start_k: [3.3, 3] });
 * const { answer } = await drive(worstFirst(8), simulatedLearner(world, { seed: 0 }));
 * deepEqual(answer.mixture, [0.75, 0.25]); // 3, 2.9, … : web first, then in turns
 * ```
 */
export type Acting<Result> = Generator<Action, Result, Observation>;

/** Trains on a mixture. */
export function* train(
  shares_m: ArrayLike<number>,
  steps: number,
  { batches = "multinomial" }: { readonly batches?: Batches } = {},
): Acting<StepReport> {
  return (yield { do: "train", shares: Array.from(shares_m), steps, batches }) as StepReport;
}

/** Trains with tokens reweighed; the state is plain JSON. */
export function* trainReweighed<S>(options: {
  readonly shares: ArrayLike<number>;
  readonly steps: number;
  readonly batches?: Batches;
  readonly state: S;
  readonly weigh: (state: S, batch: TokenBatch) => { readonly state: S; readonly weights_BT: Float32Array };
}): Acting<{ readonly report: StepReport; readonly state: S }> {
  return yield* folded<S>("reweigh", options);
}

/** Trains with gradients of single domains combined; the state is plain JSON. */
export function* trainCombined<S>(options: {
  readonly shares: ArrayLike<number>;
  readonly steps: number;
  readonly batches?: Batches;
  readonly target?: TargetRows;
  readonly clip?: CombineOptions["clip"];
  readonly state: S;
  readonly weigh: (state: S, batch: GradientBatch) => { readonly state: S; readonly weights_m: ArrayLike<number> };
}): Acting<{ readonly report: StepReport; readonly state: S }> {
  return yield* folded<S>("combine", options);
}

/** Asks for steps with a state. Of which type state and weights are is the rule's affair: an action has them as JSON. */
function* folded<S>(
  kind: "reweigh" | "combine",
  options: { readonly shares: ArrayLike<number>; readonly batches?: Batches },
): Acting<{ readonly report: StepReport; readonly state: S }> {
  const { shares, batches = "multinomial" } = options;
  const action = { ...options, do: kind, shares: Array.from(shares), batches } as unknown as Action;
  return (yield action) as { report: StepReport; state: S };
}

/** Losses of the targets (k), nats per token. */
export function* evaluate(split: EvaluatedSplit = "val"): Acting<Float64Array> {
  return Float64Array.from((yield { do: "evaluate", split }) as readonly number[]);
}

/** Logs a round. */
export function* logRound(record: RoundRecord): Acting<void> {
  yield { do: "round", record };
}
