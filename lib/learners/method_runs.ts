import { got, outOfRange } from "../errors.ts";
import type { RunMany, RunOutcome } from "../methods/run_spec.ts";
import type { MethodEnvironment } from "./method_environment.ts";
import { makeRun } from "./method_run.ts";
import { planRun } from "./plan_run.ts";

/**
 * Makes the runs of one method on this machine, one after the other, each in its run directory; those that are complete
 * are read. Before the first of each call begins, all of them are checked.
 *
 * A run's `reference` is the name of a run of an earlier call, or the path of a run or of a model.
 *
 * @throws {TypeError | RangeError} when a run cannot be made as it is asked for, before anything is trained.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { methodNamed, runMethod } from "@mixlab/mixlab";
 * import { type MethodEnvironment, methodRuns } from "@mixlab/mixlab/train";
 *
 * const even = (environment: MethodEnvironment) =>
 *   runMethod(
 *     methodNamed("stratified"),
 *     {},
 *     { ...environment.setting, steps: 500, seed: 0, budget: "final" },
 *     methodRuns(environment),
 *   );
 * equal(even.length, 1);
 * ```
 */
export function methodRuns(environment: MethodEnvironment): RunMany {
  const folders = new Map<string, string>();
  return async (specs) => {
    specs.forEach(({ name }, n) => {
      if (!folders.has(name) && specs.findIndex((other) => other.name === name) === n) return;
      throw outOfRange(`runs: the name ${got(name)} stands twice in a method; wanted each run's own`);
    });
    const planned = [];
    for (const spec of specs) {
      const { reference } = spec, path = reference && (folders.get(reference) ?? reference);
      planned.push(await planRun({ ...spec, ...(path && { reference: path }) }, environment));
    }
    const outcomes: RunOutcome[] = [];
    for (const run of planned) outcomes.push(await makeRun(run, environment));
    // Runs of one call may be made in any order elsewhere, so none may refer to another.
    for (const { name, folder } of outcomes) folders.set(name, folder!);
    return outcomes;
  };
}
