/**
 * Runs a sweep as Slurm job arrays. Nothing is asked of Slurm but sbatch, squeue and scancel; no accounting.
 *
 * @module
 */
import type { SweepJob, SweepReport } from "../executor.ts";
import { isComplete } from "../run_standings.ts";
import { Driver } from "./driver.ts";
import { driverLock } from "./driver_lock.ts";
import { checkSlurmOptions, type SlurmOptions } from "./options.ts";
import { readRounds } from "./rounds.ts";

/**
 * Runs a sweep as Slurm job arrays: submits what has no result and is not in the queue, waits, and submits again what was
 * lost or failed, until all runs have a result or have failed too often. A second call is the same: it waits for what the
 * queue holds and submits the rest. Stopped by `job.signal` it leaves the jobs in the queue; its report then tells of
 * neither failed nor blocked what is there.
 *
 * @throws {TypeError | RangeError | SyntaxError} when an option is not right, sbatch refuses the jobs (in its words), or
 * another process submits this sweep.
 * @throws {Error} when Slurm does not answer for long; the jobs stay in the queue.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { slurmExecutor, type SweepJob } from "@mixlab/mixlab/train";
 *
 * const job = {} as SweepJob; // never looked at: the options come first
 * await rejects(slurmExecutor(job, { sbatch: { time: "soon" } }), /time: wanted minutes, HH:MM:SS or D-HH:MM:SS/);
 * ```
 */
export async function slurmExecutor(job: SweepJob, options: SlurmOptions = {}): Promise<SweepReport> {
  checkSlurmOptions(options);
  const { plan } = job, found = plan.runs.filter(({ key }) => isComplete(plan.runsIn, key)).map(({ key }) => key);
  if (found.length === plan.runs.length && readRounds(job.folder).length === 0) {
    return { found, made: [], failed: [], blocked: [] };
  }
  using _held = driverLock(job.folder);
  const driver = new Driver(job, options);
  const stopped = !await driver.attach() || !await (options.detach ? driver.detach() : driver.drive());
  if (stopped) driver.leave();
  return driver.report(new Set(found));
}
