/**
 * The cost of a plan, before anything runs.
 *
 * @module
 */
import { isComplete } from "../run_standings.ts";
import type { SweepPlan } from "../plan.ts";
import { type DomainEpochs, epochsOf } from "./epochs.ts";
import { addWork, type CostEnvironment, NO_WORK, RunKinds, type SweepWork } from "./run_work.ts";

/**
 * What the runs of one model cost.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { ModelCost } from "@mixlab/mixlab/train";
 *
 * const there = ({ all, left }: Pick<ModelCost, "all" | "left">) => all.runs - left.runs;
 * const none = { runs: 0, updates: 0, tokens: 0, evaluations: 0, rows: 0, disk: 0 };
 * equal(there({ all: { ...none, runs: 72 }, left: { ...none, runs: 60 } }), 12);
 * ```
 */
export interface ModelCost {
  /** As the column `model` of a table of runs says. */
  readonly model: string;
  /** How many numbers are trained. */
  readonly parameters: number;
  /** Rows of an update, B. */
  readonly batch: number;
  /** Positions of a row, T. */
  readonly context: number;
  /** Of all of its runs. */
  readonly all: SweepWork;
  /** Of those that have no result yet. */
  readonly left: SweepWork;
}

/**
 * What a plan costs.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepCost } from "@mixlab/mixlab/train";
 *
 * const repeated = ({ epochs }: Pick<SweepCost, "epochs">) => epochs.filter(({ largest }) => largest > 4).length;
 * equal(repeated({ epochs: [{ domain: "web", trainTokens: 1000, mean: 2, largest: 5, run: "03, seed 0" }] }), 1);
 * ```
 */
export interface SweepCost {
  /** All runs together. */
  readonly all: SweepWork;
  /** Of the runs that have no result yet. */
  readonly left: SweepWork;
  /** By model, in the plan's order. */
  readonly models: readonly ModelCost[];
  /** How often runs go through the train split of each domain. */
  readonly epochs: readonly DomainEpochs[];
}

/**
 * Counts what a plan costs: nothing is opened or computed. A run that has a result in `environment.folder` is not left to
 * be made. Work that a stopped run has done is not subtracted.
 *
 * @param environment of the plan's settings.
 * @throws {TypeError | RangeError} when the settings of a run are not right.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type MethodEnvironment, planCost, type SweepPlan } from "@mixlab/mixlab/train";
 *
 * const tokensLeft = (plan: SweepPlan, environment: MethodEnvironment) => planCost(plan, environment).left.tokens;
 * equal(tokensLeft.length, 2);
 * ```
 */
export function planCost(plan: Pick<SweepPlan, "runs" | "domains">, environment: CostEnvironment): SweepCost {
  const kinds = new RunKinds(environment), models = new Map<string, ModelCost>();
  for (const run of plan.runs) {
    const { kind, parameters, batch, context } = kinds.of(run), work = kinds.work(run);
    const { model = "own" } = run.labels, key = `${model} ${kind}`;
    const { all = NO_WORK, left = NO_WORK } = models.get(key) ?? {};
    models.set(key, {
      ...{ model, parameters, batch, context, all: addWork(all, work) },
      left: isComplete(environment.folder, run.key) ? left : addWork(left, work),
    });
  }
  const listed = [...models.values()],
    sum = (of: "all" | "left") => listed.reduce((total, model) => addWork(total, model[of]), NO_WORK);
  const { trainTokens } = environment.setting;
  return {
    ...{ all: sum("all"), left: sum("left"), models: listed },
    epochs: epochsOf(plan, trainTokens, (run) => kinds.work(run).tokens),
  };
}
