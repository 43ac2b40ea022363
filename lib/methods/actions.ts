/**
 * What a rule asks for, one thing at a time. A rule is a generator: it reads like the algorithm in the paper, with loops
 * and variables; each `yield*` of a function here hands one action to {@link drive}, which does it and hands back what
 * came of it. m domains, k targets.
 *
 * @module
 */
import type { CombineOptions, EvaluatedSplit, GradientBatch, StepReport, TargetRows, TokenBatch } from "./learner.ts";
import type { RoundRecord } from "./round_record.ts";

/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

/** How batches are made up. */
export type Batches = "multinomial" | "exact";

/** Steps on one mixture. */
export interface TrainAction {
  readonly do: "train";
  /** Shares of tokens (m). */
  readonly shares: readonly number[];
  readonly steps: number;
  readonly batches: Batches;
}

/** Steps in which tokens are reweighed; the state goes from step to step as plain JSON. */
export interface ReweighAction {
  readonly do: "reweigh";
  /** Shares that batches are drawn in (m). */
  readonly shares: readonly number[];
  readonly steps: number;
  readonly batches: Batches;
  readonly state: Json;
  readonly weigh: (state: Json, batch: TokenBatch) => { readonly state: Json; readonly weights_BT: Float32Array };
}

/** Steps in which gradients of single domains are combined. */
export interface CombineAction {
  readonly do: "combine";
  /** Shares that batches are drawn in (m). */
  readonly shares: readonly number[];
  readonly steps: number;
  readonly batches: Batches;
  readonly target?: TargetRows;
  readonly clip?: number;
  readonly state: Json;
  readonly weigh: (
    state: Json,
    batch: GradientBatch,
  ) => { readonly state: Json; readonly weights_m: ArrayLike<number> };
}

/** An evaluation. */
export interface EvaluateAction {
  readonly do: "evaluate";
  readonly split: EvaluatedSplit;
}

/** A line of the log. */
export interface RoundAction {
  readonly do: "round";
  readonly record: RoundRecord;
}

/** Anything that a rule asks for. */
export type Action = TrainAction | ReweighAction | CombineAction | EvaluateAction | RoundAction;

/** Steps with the state that they ended with. */
export interface Folded {
  readonly report: StepReport;
  readonly state: Json;
}

/** What came of an action. */
export type Observation = StepReport | Folded | readonly number[] | null;

/** A rule in action, or a part of one. */
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
  const { batches = "multinomial", weigh } = options, shares = Array.from(options.shares);
  return (yield {
    ...options,
    do: "reweigh",
    shares,
    batches,
    state: options.state as Json,
    weigh: weigh as unknown as ReweighAction["weigh"],
  }) as {
    report: StepReport;
    state: S;
  };
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
  const { batches = "multinomial", weigh } = options, shares = Array.from(options.shares);
  return (yield {
    ...options,
    do: "combine",
    shares,
    batches,
    state: options.state as Json,
    weigh: weigh as unknown as CombineAction["weigh"],
  }) as {
    report: StepReport;
    state: S;
  };
}

/** Losses of the targets (k), nats per token. */
export function* evaluate(split: EvaluatedSplit = "val"): Acting<Float64Array> {
  return Float64Array.from((yield { do: "evaluate", split }) as readonly number[]);
}

/** Logs a round. */
export function* logRound(record: RoundRecord): Acting<void> {
  yield { do: "round", record };
}
