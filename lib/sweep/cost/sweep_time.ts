import { outOfRange } from "../../errors.ts";
import { wholeNumber } from "../../text/whole_number.ts";
import { isComplete } from "../run_standings.ts";
import type { SweepPlan } from "../plan.ts";
import { secondsOf, type SweepRate } from "./rate.ts";
import { type CostEnvironment, RunKinds } from "./run_work.ts";

/**
 * How long the runs of a plan take that have no result. Times in seconds.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepTime } from "@mixlab/mixlab/train";
 *
 * const hours = ({ seconds }: Pick<SweepTime, "seconds">) => seconds / 3600;
 * equal(hours({ seconds: 7200 }), 2);
 * ```
 */
export interface SweepTime {
  /** Of one worker that makes them all. */
  readonly oneWorker: number;
  /** Workers at once. */
  readonly workers: number;
  /** Of so many: they share the work evenly, and none waits but for parents. */
  readonly seconds: number;
  /** By model, of one worker. */
  readonly models: Readonly<Record<string, number>>;
}

/**
 * Tells how long a sweep takes at measured rates.
 *
 * @param rates by kind of run.
 * @param startup seconds from starting a worker to its first run, added for every run.
 * @throws {RangeError} when `workers` is no whole number ≥ 1, or a kind has no rate.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { measuredRates, type MethodEnvironment, type SweepPlan, sweepTime } from "@mixlab/mixlab/train";
 *
 * const hours = async (plan: SweepPlan, environment: MethodEnvironment) =>
 *   sweepTime(plan, environment, await measuredRates(plan, environment), { workers: 2 }).seconds / 3600;
 * equal(hours.length, 2);
 * ```
 */
export function sweepTime(
  { runs }: Pick<SweepPlan, "runs">,
  environment: CostEnvironment,
  rates: ReadonlyMap<string, SweepRate>,
  { workers = 1, startup = 0 }: { readonly workers?: number; readonly startup?: number } = {},
): SweepTime {
  wholeNumber("workers", workers, 1, Number.MAX_SAFE_INTEGER, "≥ 1");
  const kinds = new RunKinds(environment), ends = new Map<string, number>(), models: Record<string, number> = {};
  let oneWorker = 0, chain = 0;
  for (const run of runs) {
    if (isComplete(environment.folder, run.key)) continue;
    const { kind } = kinds.of(run), rate = rates.get(kind), { model = "own" } = run.labels;
    if (rate === undefined) throw outOfRange(`rates: wanted one for the runs of ${model}, got none`);
    const seconds = startup + secondsOf(kinds.work(run), rate);
    const end = seconds + (run.parent === undefined ? 0 : ends.get(run.parent) ?? 0);
    ends.set(run.key, end);
    models[model] = (models[model] ?? 0) + seconds;
    oneWorker += seconds;
    chain = Math.max(chain, end);
  }
  return { oneWorker, workers, seconds: Math.max(chain, oneWorker / workers), models };
}
