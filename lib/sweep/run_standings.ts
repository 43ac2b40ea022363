/**
 * Where the runs of a sweep stand, from what is on disk.
 *
 * @module
 */
import { join } from "node:path";
import { denoFiles } from "../files/deno_files.ts";
import { failureOf, failuresOf, type RunFailure } from "./failures.ts";
import type { SweepPlan, SweepRun } from "./plan.ts";
import { workerLock } from "./run_one.ts";
import { signsOfLife } from "./signs_of_life.ts";

/**
 * Where a run stands. Only what has a result is `complete`; `running`: a living process, of this machine or of one whose
 * locks this one sees, holds its lock; `failed`: why was recorded, and nobody took it up again; `blocked`: its parent has
 * no result; `stopped`: it was begun, and nobody is seen to train it; `waiting`: it was not begun.
 *
 * Where machines do not see each other's locks, a run that another one trains is `stopped` here, or `failed` when it had
 * failed before: `lastSign` tells when something was last written of it. That is no proof either way, so executors go by
 * locks alone.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RunStanding } from "@mixlab/mixlab/train";
 *
 * const open = ({ state }: Pick<RunStanding, "state">) => state !== "complete";
 * equal(open({ state: "waiting" }), true);
 * ```
 */
export interface RunStanding {
  /** The run, as the plan has it. */
  readonly run: SweepRun;
  /** Its directory. */
  readonly folder: string;
  /** How it stands. */
  readonly state: "complete" | "running" | "stopped" | "waiting" | "blocked" | "failed";
  /** Its own updates that are logged, where it was begun and has no result. */
  readonly step?: number;
  /** When a line was last written of it (ms since 1970), where it was begun and has no result. */
  readonly lastSign?: number;
  /** Why it failed. */
  readonly failure?: RunFailure;
}

/** Whether a run has a result. */
export function isComplete(runs: string, key: string): boolean {
  return denoFiles.stat(join(runs, key, "result.json")) !== undefined;
}

/**
 * Where each run of a plan stands, in the plan's order. Results alone are the truth: what a queue says is another matter.
 * A thousand runs take a tenth of a second.
 *
 * @param sweep folder of the sweep.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { runStandings, type SweepRun } from "@mixlab/mixlab/train";
 *
 * const sweep = Deno.makeTempDirSync(), runsIn = `${sweep}/runs`;
 * const common = { shares: [1], seed: 0, steps: 4, labels: {} };
 * const runs: SweepRun[] = [
 *   { key: "0123456789ab", id: "a@4", startStep: 0, ...common },
 *   { key: "123456789abc", id: "a@8", startStep: 4, parent: "0123456789ab", ...common },
 * ];
 * const states = () => runStandings({ runs, runsIn }, sweep).map(({ state }) => state);
 * deepEqual(states(), ["waiting", "blocked"]);
 * Deno.mkdirSync(`${runsIn}/0123456789ab`, { recursive: true });
 * Deno.writeTextFileSync(`${runsIn}/0123456789ab/result.json`, "{}");
 * deepEqual(states(), ["complete", "waiting"]);
 * Deno.removeSync(sweep, { recursive: true });
 * ```
 */
export function runStandings({ runs, runsIn }: Pick<SweepPlan, "runs" | "runsIn">, sweep: string): RunStanding[] {
  const begun = new Set(denoFiles.stat(runsIn) === undefined ? [] : denoFiles.list(runsIn));
  const failed = failuresOf(sweep), complete = new Set<string>();
  return runs.map((run): RunStanding => {
    const folder = join(runsIn, run.key), isBegun = begun.has(run.key);
    if (isBegun && isComplete(runsIn, run.key)) {
      complete.add(run.key);
      return { run, folder, state: "complete" };
    }
    const signs = isBegun ? signsOfLife(folder) : {}, { changed } = signs;
    const step = signs.step === undefined ? undefined : Math.min(run.steps, Math.max(0, signs.step - run.startStep));
    const seen = { run, folder, ...(step !== undefined && { step }), ...(changed && { lastSign: changed }) };
    if (isBegun && isHeld(folder)) return { ...seen, state: "running" };
    const failure = failed.has(run.key) ? failureOf(sweep, run.key) : undefined;
    if (failure !== undefined) return { ...seen, state: "failed", failure };
    if (run.parent !== undefined && !complete.has(run.parent)) return { ...seen, state: "blocked" };
    return { ...seen, state: step === undefined ? "waiting" : "stopped" };
  });
}

/** Whether a living process holds the right to train the run in a folder. */
export function isHeld(folder: string): boolean {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(workerLock(folder), { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
  // A shared lock: many may look at once, and each sees the workers only.
  using open = file;
  return !open.tryLockSync(false);
}
