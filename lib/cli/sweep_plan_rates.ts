/**
 * How long a plan takes: at the rate of finished runs, or of a short trial.
 *
 * @module
 */
import type { MethodEnvironment } from "../learners/method_environment.ts";
import { measuredRates } from "../sweep/cost/measured_rates.ts";
import { measureRate } from "../sweep/cost/measure_rate.ts";
import { memoryOf } from "../sweep/cost/memory_estimate.ts";
import type { SweepRate } from "../sweep/cost/rate.ts";
import { RunKinds } from "../sweep/cost/run_work.ts";
import { type SweepTime, sweepTime } from "../sweep/cost/sweep_time.ts";
import { systemMemory } from "../sweep/local/memory_readings.ts";
import { isComplete } from "../sweep/run_standings.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { bytesText } from "./sweep_plan_report.ts";

/** Rates, and what they make of a plan. */
export interface PlanTime {
  readonly rates: readonly SweepRate[];
  /** Missing: a model has no rate. */
  readonly time?: SweepTime;
  /** Why a model has none. */
  readonly unknown?: string;
}

/** How it is told. */
export interface RateAsk {
  readonly workers: number;
  /** Seconds from starting a process to its first run. */
  readonly startup: number;
  /** Whether models that have no finished runs are tried. */
  readonly measure: boolean;
  readonly say: (text: string) => void;
}

/** Looks up or measures the rates of all models that have runs left. */
export async function planRates(
  plan: SweepPlan,
  environment: MethodEnvironment,
  { workers, startup, measure, say }: RateAsk,
): Promise<PlanTime> {
  const rates = await measuredRates(plan, environment), kinds = new RunKinds(environment);
  for (const run of plan.runs) {
    const { kind } = kinds.of(run), { model = "own" } = run.labels;
    if (rates.has(kind) || isComplete(environment.folder, run.key)) continue;
    const unknown = (why: string) => ({ rates: [...rates.values()], unknown: `${model}: ${why}` });
    if (!measure) return unknown("no finished run tells, and --no-measure was given");
    const wanted = memoryOf(kinds, run), available = (await systemMemory([]))?.available ?? Infinity;
    if (wanted > available) {
      return unknown(
        `no finished run tells, and a trial would take ${bytesText(wanted)} of the ${
          bytesText(available)
        } that are free`,
      );
    }
    say(`measuring ${model}: a trial of some seconds, which keeps nothing …`);
    rates.set(kind, await measureRate(environment, run));
  }
  return { rates: [...rates.values()], time: sweepTime(plan, environment, rates, { workers, startup }) };
}
