/**
 * `deno task sweep run`: makes what a sweep lacks, on this machine or as Slurm jobs.
 *
 * @module
 */
import { outOfRange, unparsable } from "../errors.ts";
import type { SweepJob, SweepReport } from "../sweep/executor.ts";
import { failureOf } from "../sweep/failures.ts";
import { localExecutor } from "../sweep/local/local_executor.ts";
import type { LocalOptions } from "../sweep/local/local_options.ts";
import type { SweepRun } from "../sweep/plan.ts";
import { type OptionSpec, parseArguments } from "./arguments.ts";
import { numberOption } from "./option_values.ts";
import { openSweep, sweepEnvironment } from "./sweep_folder.ts";
import { onInterrupts } from "./sweep_interrupt.ts";
import { liveTable, runLine } from "./sweep_progress.ts";
import { workerLine } from "./sweep_worker_line.ts";

const text = { type: "string" } as const, flag = { type: "boolean" } as const;

const OWN = {
  "executor": text,
  "json": flag,
  "help": { type: "boolean", short: "h" },
} as const satisfies Record<string, OptionSpec>;

/** Flags of the local executor. */
const LOCAL_FLAGS = {
  "workers": text,
  "memory": text,
  "attempts": text,
} as const satisfies Record<string, OptionSpec>;

/** The command. */
export async function sweepRun(args: string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, { ...OWN, ...LOCAL_FLAGS });
  if (values.help) {
    console.log((await import("./sweep_help.ts")).SWEEP_HELP);
    return 0;
  }
  if (positionals.length > 1) throw unparsable(`sweep run: wanted one folder, got ${positionals.join(" ")}`);
  const { executor = "local" } = values;
  if (executor !== "local") throw outOfRange(`--executor: wanted local, got ${executor}`);
  const { folder, plan } = await openSweep("run", positionals), say = values.json ? console.error : console.log;
  const options: LocalOptions = localOptions(values);
  // Corpus and settings are checked once, before workers find them wrong one by one; a built-in corpus is built now.
  (await sweepEnvironment(plan, say))[Symbol.dispose]();
  using interrupts = onInterrupts(console.error);
  const job: SweepJob = { plan, folder, worker: workerLine(plan), signal: interrupts.stop, say };
  const began = performance.now(), report = await runLocal(job, { ...options, kill: interrupts.kill });
  return tell(job, report, { json: values.json ?? false, seconds: (performance.now() - began) / 1000 });
}

/** The local executor's options, from the line. */
function localOptions(values: Readonly<Partial<Record<keyof typeof LOCAL_FLAGS, string>>>): LocalOptions {
  const workers = numberOption("workers", values.workers, { least: 1, whole: true });
  const memory = numberOption("memory", values.memory, { above: 0 });
  const attempts = numberOption("attempts", values.attempts, { least: 1, whole: true });
  return {
    ...(workers !== undefined && { workers }),
    ...(memory !== undefined && { memory: memory * 1e9 }),
    ...(attempts !== undefined && { attempts }),
  };
}

/** On a terminal a table is kept up to date, and failures are said above it; elsewhere each run's end is said. */
async function runLocal(job: SweepJob, options: LocalOptions): Promise<SweepReport> {
  if (!Deno.stderr.isTerminal()) {
    return await localExecutor(job, { ...options, onRun: (end, progress) => job.say(runLine(end, progress)) });
  }
  const encoder = new TextEncoder();
  const table = liveTable({ write: (text) => Deno.stderr.writeSync(encoder.encode(text)), size: Deno.consoleSize });
  const say = (text: string) => {
    table.wipe();
    job.say(text);
  };
  try {
    return await localExecutor({ ...job, say }, {
      ...options,
      onProgress: (progress) => table.update(progress),
      onRun: (end, progress) => end.state !== "complete" && say(runLine(end, progress)),
    });
  } finally {
    table.wipe();
  }
}

/** Says what came of it; returns the exit code. */
function tell(
  { plan, folder, say, signal }: SweepJob,
  { found, made, failed, blocked }: SweepReport,
  { json, seconds }: { readonly json: boolean; readonly seconds: number },
): number {
  const runs = new Map(plan.runs.map((run) => [run.key, run])), open = plan.runs.length - found.length - made.length;
  const told = (key: string) => {
    const { id, seed, labels } = runs.get(key)!;
    return { key, id, seed, labels };
  };
  const failures = failed.map((key) => ({ ...told(key), ...failureOf(folder, key) }));
  const interrupted = signal?.aborted === true && open > failed.length + blocked.length;
  for (const { state, reason, log, ...run } of failures) {
    say(`failed: ${named(run)}: ${state}: ${reason}${log === undefined ? "" : ` (${log})`}`);
  }
  for (const key of blocked) {
    const { parent } = runs.get(key)!;
    say(`not made: ${named(runs.get(key)!)}: the run that it goes on from has no result: ${named(runs.get(parent!)!)}`);
  }
  say(
    `${found.length + made.length} of ${plan.runs.length} complete, ${made.length} of them now` +
      (failed.length > 0 ? `, ${failed.length} failed` : "") +
      (blocked.length > 0 ? `, ${blocked.length} without their parent` : "") +
      (interrupted ? "; interrupted: the same command goes on from here" : ""),
  );
  if (json) {
    console.log(JSON.stringify(
      {
        ...{ folder, runs: plan.runs.length, interrupted, seconds },
        ...{ found: found.length, made: made.map(told), failed: failures, blocked: blocked.map(told) },
      },
      null,
      2,
    ));
  }
  return interrupted ? 130 : open > 0 ? 1 : 0;
}

function named({ id, seed, labels }: Pick<SweepRun, "id" | "seed" | "labels">): string {
  return [id, `seed ${seed}`, ...Object.values(labels)].join(", ");
}
