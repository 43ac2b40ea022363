/**
 * What a run does, counted before it runs. m domains, k targets, B rows, T context.
 *
 * @module
 */
import type { MethodEnvironment, RunLearner } from "../../learners/method_environment.ts";
import { sourceOf } from "../../learners/source_of.ts";
import { parameterCount } from "../../model/parameters.ts";
import { splitRows } from "../../train/split_rows.ts";
import { kindOf } from "../local/pace.ts";
import type { SweepRun } from "../plan.ts";

/**
 * What is asked of an environment to tell what a run costs.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { CostEnvironment } from "@mixlab/mixlab/train";
 *
 * const domains = ({ setting }: Pick<CostEnvironment, "setting">) => setting.domains.length;
 * const setting = { domains: ["a", "b"], targets: ["a"], batch: 8, context: 64, valRows: [9], trainTokens: [999, 999] };
 * equal(domains({ setting }), 2);
 * ```
 */
export type CostEnvironment = Pick<
  MethodEnvironment,
  "folder" | "source" | "learner" | "setting" | "checkpointEvery" | "keep"
>;

/**
 * Amounts of work: of one run or of many.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepWork } from "@mixlab/mixlab/train";
 *
 * const perRun = ({ tokens, runs }: Pick<SweepWork, "tokens" | "runs">) => tokens / runs;
 * equal(perRun({ tokens: 36_864_000, runs: 72 }), 512_000);
 * ```
 */
export interface SweepWork {
  /** How many there are. */
  readonly runs: number;
  /** Steps of the optimiser. */
  readonly updates: number;
  /** Positions trained on: B T an update. */
  readonly tokens: number;
  /** Passes over val and test: at the start on val, on the way on val, at the end on both. */
  readonly evaluations: number;
  /** Rows (T positions each) of these passes. */
  readonly rows: number;
  /** Bytes of the checkpoints that stay on disk: parameters and two moments, 4 bytes each. Logs are small beside them. */
  readonly disk: number;
}

/** No work at all. */
export const NO_WORK: SweepWork = { runs: 0, updates: 0, tokens: 0, evaluations: 0, rows: 0, disk: 0 };

/** Both together. */
export function addWork(a: SweepWork, b: SweepWork): SweepWork {
  return {
    runs: a.runs + b.runs,
    updates: a.updates + b.updates,
    tokens: a.tokens + b.tokens,
    evaluations: a.evaluations + b.evaluations,
    rows: a.rows + b.rows,
    disk: a.disk + b.disk,
  };
}

/** Rows of all targets that an evaluation reads. */
export interface EvaluatedRows {
  /** On the way. */
  readonly way: number;
  /** At start and end. */
  readonly val: number;
  /** At the end; 0: there is no test split. */
  readonly test: number;
}

/** What runs with the same learner have in common. */
export interface RunKind {
  readonly kind: string;
  readonly learner: RunLearner;
  readonly parameters: number;
  readonly batch: number;
  readonly context: number;
  readonly rows: EvaluatedRows;
}

/** The kinds of runs, each looked at once: a model from a folder is read for it. */
export class RunKinds {
  readonly #kinds = new Map<string, RunKind>();

  constructor(readonly environment: CostEnvironment) {}

  /** The kind of a run. */
  of(run: SweepRun): RunKind {
    const kind = kindOf(run), there = this.#kinds.get(kind);
    if (there !== undefined) return there;
    const { seed, steps, learner: own } = run, { source } = this.environment;
    const learner = this.environment.learner({ seed, steps, ...(own && { learner: own }) });
    const { batch, context = learner.model.context } = learner.settings, rows = evaluatedRows(source, learner, context);
    const made = { kind, learner, parameters: parameterCount(learner.model), batch, context, rows };
    this.#kinds.set(kind, made);
    return made;
  }

  /** What a run does from its beginning to its end. */
  work(run: SweepRun): SweepWork {
    const { parameters, batch, context, rows: { way, val, test } } = this.of(run), { steps, at = [] } = run;
    const { checkpointEvery: every, keep } = this.environment, saved = every === 0 ? 1 : Math.ceil(steps / every);
    return {
      runs: 1,
      updates: steps,
      tokens: batch * context * steps,
      evaluations: at.length + 2 + (test > 0 ? 1 : 0),
      rows: at.length * way + 2 * val + test,
      disk: Math.min(saved, Math.max(1, keep)) * parameters * 3 * 4,
    };
  }
}

/** As the learner will read them (lib/train/evaluate.ts). */
function evaluatedRows(
  source: CostEnvironment["source"],
  { settings, finalSequences }: RunLearner,
  context: number,
): EvaluatedRows {
  const { domains = source.domains, targets = domains, evaluation } = settings, of = sourceOf(source, targets);
  const { rows = "packed", long = "cut", lossMask = "stored", mean = "tokens" } = evaluation;
  const count = (split: "val" | "test", sequences = Infinity) =>
    splitRows(of, {
      ...{ split, context: evaluation.context ?? context, batch: 1, rows, long, lossMask, pad: 0 },
      ...{ shortRows: mean === "tokens", sequences },
    }).rows_m.reduce((sum, n) => sum + n, 0);
  const tested = targets.every((target) => source.tokens(target, "test") >= 2);
  return {
    way: count("val", evaluation.sequences),
    val: count("val", finalSequences),
    test: tested ? count("test", finalSequences) : 0,
  };
}
