/**
 * What `deno task sweep run` says at its end.
 *
 * @module
 */
import type { SweepJob, SweepReport } from "../sweep/executor.ts";
import { failureOf } from "../sweep/failures.ts";
import type { SweepRun } from "../sweep/plan.ts";
import { shellWord } from "../sweep/slurm/script_words.ts";
import { runTitle } from "./sweep_run_title.ts";

/** How the command went, beside its report. */
export interface RunEnding {
  readonly report: SweepReport;
  readonly json: boolean;
  /** Time that it took (s). */
  readonly seconds: number;
  /** Whether the runs are left to others, who make them later. */
  readonly detached: boolean;
}

/** Says which runs failed and why, which could not be made, and how many are complete; returns the exit code. */
export function tellEnd({ plan, folder, say, signal }: SweepJob, ending: RunEnding): number {
  const { report: { found, made, failed, blocked }, json, seconds, detached } = ending;
  const runs = new Map(plan.runs.map((run) => [run.key, run])), total = plan.runs.length;
  const complete = found.length + made.length, rest = total - complete - failed.length - blocked.length;
  const interrupted = signal?.aborted === true && rest > 0;
  const failures = failed.map((key) => ({ ...namesOf(runs.get(key)!), ...failureOf(folder, key) }));
  for (const { state, reason, log, ...run } of failures) {
    say(`failed: ${runTitle(run)}: ${state}: ${reason}${log === undefined ? "" : ` (${log})`}`);
  }
  for (const key of blocked) {
    const run = runs.get(key)!, parent = runs.get(run.parent!)!;
    say(`not made: ${runTitle(run)}: the run that it goes on from has no result: ${runTitle(parent)}`);
  }
  say([
    `${complete} of ${total} complete, ${made.length} of them now`,
    ...(failed.length > 0 ? [`, ${failed.length} failed`] : []),
    ...(blocked.length > 0 ? [`, ${blocked.length} without their parent`] : []),
    ...(interrupted ? ["; interrupted: the same command goes on from here"] : []),
    ...(detached && rest > 0
      ? [`; ${rest} are left to the queue: deno task sweep status ${shellWord(folder)} tells of them`]
      : []),
  ].join(""));
  if (json) {
    const names = (keys: readonly string[]) => keys.map((key) => namesOf(runs.get(key)!));
    const now = { made: names(made), failed: failures, blocked: names(blocked) };
    console.log(JSON.stringify({ folder, runs: total, found: found.length, ...now, interrupted, seconds }, null, 2));
  }
  if (interrupted) return 130;
  return failed.length + blocked.length === 0 && (rest === 0 || detached) ? 0 : 1;
}

function namesOf({ key, id, seed, labels }: SweepRun): Pick<SweepRun, "key" | "id" | "seed" | "labels"> {
  return { key, id, seed, labels };
}
