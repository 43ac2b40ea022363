/** Sweeps of the bigram model, whose schedules may be laid out for more steps than a run has. */
import type { MethodEnvironment } from "../../../lib/learners/method_environment.ts";
import type { RunOutcome } from "../../../lib/methods/run_spec.ts";
import type { SweepPlan } from "../../../lib/sweep/plan.ts";
import { planSweep, type SweepAsk } from "../../../lib/sweep/plan_sweep.ts";
import { runOne } from "../../../lib/sweep/run_one.ts";
import { environmentIn } from "../../learners/environment.ts";

/** An environment as tests/learners has it, with the setting `schedule-steps`. */
export function bigramEnvironment(
  folder: string,
  more: Parameters<typeof environmentIn>[1] = {},
): MethodEnvironment {
  const environment = environmentIn(folder, more);
  const learner: MethodEnvironment["learner"] = (
    { learner: { "schedule-steps": laidOutFor, ...own } = {}, ...spec },
  ) => {
    const found = environment.learner({ ...spec, learner: own }), steps = laidOutFor as number ?? spec.steps;
    return {
      ...found,
      configuration: { ...found.configuration, "schedule-steps": steps },
      settings: { ...found.settings, schedule: { name: "cosine", peak: 0.1, steps } },
    };
  };
  return { ...environment, learner };
}

/** Three mixtures, two seeds. */
export const ASK: SweepAsk = {
  mixtures: [
    { id: "even", shares: [0.5, 0.25, 0.25] },
    { id: "up", shares: [0.75, 0.125, 0.125] },
    { id: "far", shares: [0, 0.25, 0.75] },
  ],
  ...{ seeds: [0, 1], models: [{ name: "bigram", learner: {} }], steps: 12, evaluateAt: [4, 8] },
};

/** The same with segments: two parents, broken off at 4 and 8, three children of 2 updates each. */
export const SEGMENTS: SweepAsk = {
  ...{ mixtures: ASK.mixtures.slice(0, 2), seeds: [3], models: ASK.models, steps: 12 },
  segments: { breakAt: [4, 8], childSteps: 2, children: ASK.mixtures },
};

/** Plans a sweep. */
export function planOf(ask: SweepAsk, environment: MethodEnvironment): Promise<SweepPlan> {
  return planSweep(ask, environment, { settings: { "eval-sequences": 5 }, mixlab: "test", design: "by hand" });
}

/** Makes runs of a plan, all of them by default, one after the other. */
export async function make(
  plan: SweepPlan,
  environment: MethodEnvironment,
  runs: SweepPlan["runs"] = plan.runs,
): Promise<RunOutcome[]> {
  const made: RunOutcome[] = [];
  for (const run of runs) made.push(await runOne(plan, run, environment));
  return made;
}
