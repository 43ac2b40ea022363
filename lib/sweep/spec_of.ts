import type { RunSpec } from "../methods/run_spec.ts";
import type { SweepPlan, SweepRun } from "./plan.ts";

/** A run of a plan as a run on one mixture, evaluated on the way where the plan says so. */
export function specOf({ batches }: Pick<SweepPlan, "batches">, run: Omit<SweepRun, "key">): RunSpec {
  const { id, seed, shares, steps, at, parent, learner } = run;
  const fixed = { rule: "fixed", options: { shares, batches } };
  return {
    ...{ name: `${id}, seed ${seed}`, role: "preparation", steps, seed },
    rule: at === undefined || at.length === 0 ? fixed : { rule: "checkpoints", options: { ...fixed, at } },
    ...(parent !== undefined && { begin: parent }),
    ...(learner && { learner }),
  };
}
