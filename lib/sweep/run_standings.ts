/**
 * Where the runs of a sweep stand, from what is on disk.
 *
 * @module
 */
import { join } from "node:path";
import { denoFiles } from "../files/deno_files.ts";
import { failureOf, type RunFailure } from "./failures.ts";
import type { SweepPlan, SweepRun } from "./plan.ts";
import { workerLock } from "./run_one.ts";

/**
 * Where a run stands. Only what has a result is `complete`; `running`: a process of this machine, or of one whose locks
 * this one sees, trains it; `blocked`: its parent has no result; `stopped`: it was begun and nobody trains it.
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
  readonly run: SweepRun;
  /** Its directory. */
  readonly folder: string;
  readonly state: "complete" | "running" | "stopped" | "waiting" | "blocked" | "failed";
  /** Its own updates that are logged, where it was begun and has no result. */
  readonly step?: number;
  /** Why it failed. */
  readonly failure?: RunFailure;
}

/** Whether a run has a result. */
export function isComplete(runs: string, key: string): boolean {
  return denoFiles.stat(join(runs, key, "result.json")) !== undefined;
}

/**
 * Where each run of a plan stands, in the plan's order. Results alone are the truth: what a queue says is another matter.
 *
 * @param sweep folder of the sweep.
 */
export function runStandings({ runs, runsIn }: Pick<SweepPlan, "runs" | "runsIn">, sweep: string): RunStanding[] {
  const complete = new Set<string>();
  return runs.map((run) => {
    const folder = join(runsIn, run.key);
    if (isComplete(runsIn, run.key)) {
      complete.add(run.key);
      return { run, folder, state: "complete" };
    }
    const begun = denoFiles.stat(folder) !== undefined, step = begun ? lastStep(folder, run) : undefined;
    const seen = { run, folder, ...(step !== undefined && { step }) };
    if (begun && isHeld(folder)) return { ...seen, state: "running" };
    const failure = failureOf(sweep, run.key);
    if (failure !== undefined) return { ...seen, state: "failed", failure };
    if (run.parent !== undefined && !complete.has(run.parent)) return { ...seen, state: "blocked" };
    return { ...seen, state: step === undefined ? "waiting" : "stopped" };
  });
}

/** Whether a living process trains the run in a folder. */
export function isHeld(folder: string): boolean {
  if (denoFiles.stat(workerLock(folder)) === undefined) return false;
  const lock = denoFiles.lock(workerLock(folder));
  lock?.[Symbol.dispose]();
  return lock === undefined;
}

/** How much of the end of metrics.jsonl is read: lines are short but for those of evaluations. */
const TAIL = 16384;

/** The furthest step that any attempt has logged, counted from where the run began. */
function lastStep(folder: string, { startStep }: SweepRun): number | undefined {
  const attempts = join(folder, "attempts");
  if (denoFiles.stat(attempts) === undefined) return undefined;
  let furthest: number | undefined;
  for (const id of denoFiles.list(attempts)) {
    const step = tailStep(join(attempts, id, "metrics.jsonl"));
    if (step !== undefined) furthest = Math.max(furthest ?? 0, step - startStep);
  }
  return furthest;
}

function tailStep(path: string): number | undefined {
  const stat = denoFiles.stat(path);
  if (stat === undefined) return undefined;
  using file = Deno.openSync(path, { read: true });
  file.seekSync(Math.max(0, stat.size - TAIL), Deno.SeekMode.Start);
  const buffer = new Uint8Array(Math.min(TAIL, stat.size));
  let length = 0;
  for (let n: number | null; length < buffer.length && (n = file.readSync(buffer.subarray(length))) !== null;) {
    length += n;
  }
  const steps = [...new TextDecoder().decode(buffer.subarray(0, length)).matchAll(/"step":(\d+)/g)];
  return steps.length === 0 ? undefined : Number(steps.at(-1)![1]);
}
