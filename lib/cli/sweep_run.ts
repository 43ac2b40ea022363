/**
 * `deno task sweep run`: makes what a sweep lacks, on this machine or as Slurm jobs.
 *
 * @module
 */
import { memoryOf } from "../sweep/cost/memory_estimate.ts";
import { RunKinds } from "../sweep/cost/run_work.ts";
import type { SweepJob, SweepReport } from "../sweep/executor.ts";
import { localExecutor } from "../sweep/local/local_executor.ts";
import type { LocalOptions } from "../sweep/local/local_options.ts";
import { kindOf } from "../sweep/local/pace.ts";
import type { SweepPlan, SweepRun } from "../sweep/plan.ts";
import { isComplete } from "../sweep/run_standings.ts";
import { openSweep, sweepEnvironment } from "./sweep_folder.ts";
import { onInterrupts } from "./sweep_interrupt.ts";
import { type LiveTable, liveTable, runLine } from "./sweep_progress.ts";
import { runFlags } from "./sweep_run_flags.ts";
import { tellEnd } from "./sweep_run_report.ts";
import { workerLine } from "./sweep_worker_line.ts";
import { DEFAULTS } from "./train_settings.ts";

/** The command. */
export async function sweepRun(args: string[]): Promise<number> {
  const flags = runFlags(args), { json } = flags;
  const { folder, plan } = await openSweep("run", flags.operands), local = flags.executor === "local";
  const table = local ? terminalTable() : undefined;
  // What is said stands above the table.
  const above = (print: (text: string) => void) => (text: string) => {
    table?.wipe();
    print(text);
  };
  const say = above(json ? console.error : console.log), memory = await expectedMemory(plan, say);
  const stopping = local ? "the workers save checkpoints" : "jobs stay in the queue";
  using interrupts = onInterrupts(above(console.error), stopping);
  const job: SweepJob = { plan, folder, worker: workerLine(plan), signal: interrupts.stop, say };
  const began = performance.now();
  const report = flags.executor === "local"
    ? await runLocal(job, { ...flags.options, ...memory, kill: interrupts.kill }, table)
    : await (await import("../sweep/slurm/slurm.ts")).slurmExecutor(job, flags.options);
  const detached = flags.executor === "slurm" && flags.options.detach === true;
  return tellEnd(job, { report, json, detached, seconds: (performance.now() - began) / 1000 });
}

/**
 * Estimates of what workers take, of the backend for which there are some. Corpus and settings are checked with it, once,
 * before workers find them wrong one by one, and a built-in corpus is built.
 */
async function expectedMemory(
  plan: SweepPlan,
  say: (text: string) => void,
): Promise<Pick<LocalOptions, "expectMemory">> {
  if (plan.runs.every(({ key }) => isComplete(plan.runsIn, key))) return {};
  using environment = await sweepEnvironment(plan, say);
  const kinds = new RunKinds(environment), estimates = new Map<string, number>();
  for (const run of plan.runs) {
    const backend = run.learner?.backend ?? plan.settings.backend ?? DEFAULTS.backend, kind = kindOf(run);
    if (backend === "native" && !estimates.has(kind)) estimates.set(kind, memoryOf(kinds, run));
  }
  return { expectMemory: (run: SweepRun) => estimates.get(kindOf(run)) };
}

/** On a terminal a table is kept up to date, and failures are said; elsewhere each run's end is said. */
async function runLocal(job: SweepJob, options: LocalOptions, table: LiveTable | undefined): Promise<SweepReport> {
  try {
    return await localExecutor(job, {
      ...options,
      ...(table && { onProgress: (progress) => table.update(progress) }),
      onRun(end, progress) {
        if (table === undefined || end.state !== "complete") job.say(runLine(end, progress));
      },
    });
  } finally {
    table?.wipe();
  }
}

/** A table on standard error, where that is a terminal. */
function terminalTable(): LiveTable | undefined {
  if (!Deno.stderr.isTerminal()) return undefined;
  const encoder = new TextEncoder();
  return liveTable({ write: (text) => Deno.stderr.writeSync(encoder.encode(text)), size: Deno.consoleSize });
}
