import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { outOfRange } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import type { Files, OpenFile } from "../files/files.ts";
import { writing } from "../files/unwritable.ts";
import { makeFolderDurably, writeAll } from "../files/write_durably.ts";
import type { MethodEnvironment } from "../learners/method_environment.ts";
import { makeRun } from "../learners/method_run.ts";
import { planRun } from "../learners/plan_run.ts";
import type { RunOutcome } from "../methods/run_spec.ts";
import { runName } from "../train/run_directory_name.ts";
import type { SweepPlan, SweepRun } from "./plan.ts";
import { specOf } from "./spec_of.ts";

/** How often a process looks whether another one is done with a run (ms). */
const POLL = 500;

/**
 * Makes one run of a plan: reads its result when that exists, goes on from its checkpoint when there is one, waits while
 * another process trains it, and publishes its result, of which the first one stays.
 *
 * Two processes that do not see each other's locks (some network file systems) both train it; they end with the same
 * bytes.
 *
 * @param environment of the plan's settings.
 * @throws {RangeError} when the run resolves to another configuration here than where the plan was made.
 * @throws {TypeError | RangeError} when it cannot be made as the plan says, or its parent has no result that can be used.
 * @throws {TrainingDiverged} when a loss, a gradient or a parameter is not a finite number.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type MethodEnvironment, runOne, type SweepPlan } from "@mixlab/mixlab/train";
 *
 * // What any worker does, wherever it runs.
 * const work = (plan: SweepPlan, index: number, environment: MethodEnvironment) =>
 *   runOne(plan, plan.runs[index], environment);
 * equal(work.length, 3);
 * ```
 */
export async function runOne(plan: SweepPlan, run: SweepRun, environment: MethodEnvironment): Promise<RunOutcome> {
  const planned = await planRun(specOf(plan, run), environment), key = runName(planned.configuration);
  if (key !== run.key) {
    throw outOfRange(
      `run ${planned.spec.name}: it resolves to ${key} here, and to ${run.key} in the plan of Mixlab ${plan.mixlab}: the ` +
        "corpus, the version or the plan was changed; wanted the same. Make the plan anew",
    );
  }
  const folder = join(environment.folder, key);
  // What is complete is read only, also where nothing can be written.
  const isThere = denoFiles.stat(join(folder, "result.json")) !== undefined;
  using _held = isThere ? undefined : await hold(folder, planned.spec.name, environment);
  return await makeRun(planned, environment);
}

/** The path of a run's lock, whose text tells people who holds it. */
export function workerLock(run: string): string {
  return join(run, "worker.lock");
}

/** Waits for the right to train a run. */
async function hold(
  folder: string,
  name: string,
  { say = () => {}, signal }: MethodEnvironment,
  files: Files = denoFiles,
): Promise<OpenFile> {
  const take = () => {
    makeFolderDurably(folder, files);
    const lock = files.lock(workerLock(folder));
    lock?.truncate(0);
    if (lock) writeAll(lock, new TextEncoder().encode(`${Deno.hostname()}, process ${Deno.pid}\n`));
    return lock;
  };
  for (let told = false;; told = true) {
    const lock = writing(folder, take);
    if (lock !== undefined) return lock;
    if (!told) say(`${name}: ${folder}: another process trains this run; waiting for it`);
    await wait(POLL, undefined, { ...(signal && { signal }) });
  }
}
