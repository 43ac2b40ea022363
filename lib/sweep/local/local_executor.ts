import { join } from "node:path";
import { wholeNumber } from "../../text/whole_number.ts";
import { outOfRange } from "../../errors.ts";
import type { SweepJob, SweepReport } from "../executor.ts";
import { workersFor } from "./cores.ts";
import type { LocalOptions } from "./local_options.ts";
import { LocalSweep } from "./local_sweep.ts";

/**
 * Makes the runs of a sweep on this machine: as many worker processes at once as its cores and its memory hold, the
 * longest runs first, a run only when its parent is complete. Runs that have a result are left as they are, those that
 * another process is making are waited for, and a run whose worker is lost is tried again from its checkpoint, while the
 * others go on. What each worker says is in `<folder>/log/<key>.log`.
 *
 * When the job's signal is aborted, the workers save checkpoints and end; so they do when this process is killed. The
 * same call goes on from there.
 *
 * @returns the runs that were there, that were made, that failed (why: `<folder>/failed/<key>.json`), and whose parent
 * failed. After a stop those that are still to be made are in none of them.
 * @throws {RangeError} when there are more workers than cores for their threads, or an option is out of range.
 * @throws {TypeError} when an option is no number.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { localExecutor, type SweepJob } from "@mixlab/mixlab/train";
 *
 * // With two workers, of which one is always there to make the next run.
 * const both = async (job: SweepJob) => (await localExecutor(job, { workers: 2 })).failed.length === 0;
 * equal(both.length, 1);
 * ```
 */
export async function localExecutor(job: SweepJob, options: LocalOptions = {}): Promise<SweepReport> {
  const { attempts, memory } = options, { say, plan: { runs } } = job;
  if (attempts !== undefined) wholeNumber("attempts", attempts, 1, Number.MAX_SAFE_INTEGER, "≥ 1");
  if (memory !== undefined && !(memory > 0)) throw outOfRange(`memory: wanted bytes > 0, got ${memory}`);
  const { workers, threads, cores } = workersFor(job.plan, options);
  const sweep = new LocalSweep(job, options, workers), found = sweep.complete;
  if (found.length === runs.length) {
    say(`all ${runs.length} runs are complete`);
    return { found, made: [], failed: [], blocked: [] };
  }
  const open = runs.length - found.length, many = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
  say(
    `${many(runs.length, "run")}, ${found.length} complete, ${open} to be made by ${many(workers, "worker")} of ` +
      `${many(threads, "thread")} on ${many(cores, "core")}; what they say is in ${join(job.folder, "log")}`,
  );
  if (threads > cores) say(`the plan's runs take ${threads} threads each on ${many(cores, "core")}: they will be slow`);
  await sweep.make();
  return sweep.report(found);
}
