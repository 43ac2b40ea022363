import { join } from "node:path";
import { denoFiles } from "../../files/deno_files.ts";
import { readIfThere } from "../../files/read_file.ts";
import { writing } from "../../files/unwritable.ts";
import { makeFolderDurably } from "../../files/write_durably.ts";
import { finite, list, object } from "../../text/json_values.ts";
import type { SweepJob, SweepReport } from "../executor.ts";
import { failureOf, forgetFailure, recordFailure, type RunFailure } from "../failures.ts";
import type { SweepRun } from "../plan.ts";
import { isComplete, isHeld } from "../run_standings.ts";
import type { LocalOptions, LocalProgress, LocalRunEnd } from "./local_options.ts";
import { leftForWorkers, MemoryPeaks } from "./memory_budget.ts";
import { type MemoryReadings, systemMemory } from "./memory_readings.ts";
import { kindOf, Pace, timeLeft, type Underway } from "./pace.ts";
import { RunQueue } from "./queue.ts";
import { workerFailure } from "./worker_failure.ts";
import { type WorkerEnd, WorkerProcess } from "./worker_process.ts";

/** How often memory is read, and runs that others make are looked at (ms). */
const LOOK = 1000;
/** How often it is told how far workers are, at most (ms). */
const TELL = 200;
/** A worker that has told nothing of training for so long is waiting for something, and has taken what that takes (s). */
const SETTLED = 15;

/** A sweep under way on this machine. */
export class LocalSweep {
  readonly #queue: RunQueue;
  readonly #running = new Map<string, WorkerProcess>();
  readonly #tries = new Map<string, number>();
  readonly #pace = new Pace();
  readonly #peaks = new MemoryPeaks();
  readonly #said = new Set<string>();
  /** Keys of runs that were held by others when last looked at. */
  #elsewhere = new Set<string>();
  /** Kinds of runs that end before they are measured: what they take is there again a moment later. */
  readonly #fleeting = new Set<string>();
  #readings: MemoryReadings | undefined;
  /** Whether memory holds fewer workers than cores do. */
  #memoryBinds = false;
  /** Workers that have ended and are to be looked at. */
  readonly #endings: (readonly [WorkerProcess, WorkerEnd])[] = [];
  #wake = () => {};
  #told = -Infinity;

  constructor(
    readonly job: SweepJob,
    readonly options: LocalOptions,
    readonly workers: number,
  ) {
    const { runs, runsIn } = job.plan;
    this.#queue = new RunQueue(runs, ({ key }) => isComplete(runsIn, key));
  }

  /** Keys of the runs that have a result. */
  get complete(): string[] {
    return keys(this.#queue.of("complete"));
  }

  /** Makes what is missing; returns when nothing is left to be made, or all workers have stopped. */
  async make(): Promise<void> {
    const { signal } = this.job, { kill } = this.options;
    const stop = () => this.#running.forEach((worker) => worker.stop());
    const killAll = () => this.#running.forEach((worker) => worker.kill());
    const wake = () => this.#wake();
    const log = join(this.job.folder, "log");
    writing(log, () => makeFolderDurably(log, denoFiles));
    for (const listen of [stop, wake]) signal?.addEventListener("abort", listen);
    kill?.addEventListener("abort", killAll);
    const look = setInterval(wake, LOOK);
    try {
      for (;;) {
        // Made before anything is looked at, so that nothing that happens meanwhile is missed.
        const woken = new Promise<void>((resolve) => this.#wake = resolve);
        for (const [worker, end] of this.#endings.splice(0)) this.#ended(worker, end);
        await this.#readMemory();
        while (!signal?.aborted && this.#startNext());
        this.#tell();
        const open = this.#queue.of("waiting").length - this.#queue.blocked().length;
        if (this.#endings.length > 0) continue;
        if (this.#running.size === 0 && (signal?.aborted || open === 0)) return;
        await woken;
      }
    } finally {
      clearInterval(look);
      for (const listen of [stop, wake]) signal?.removeEventListener("abort", listen);
      kill?.removeEventListener("abort", killAll);
      stop(); // only after an error of this process is one left
    }
  }

  /** What came of it. */
  report(found: readonly string[]): SweepReport {
    const before = new Set(found);
    return {
      found,
      made: this.complete.filter((key) => !before.has(key)),
      failed: keys(this.#queue.of("failed")),
      blocked: keys(this.#queue.blocked()),
    };
  }

  /** Starts a worker when there is a run, a core and memory for it. */
  #startNext(): boolean {
    if (this.#running.size >= this.workers) return false;
    const run = this.#nextRun();
    if (run === undefined || !this.#memoryHolds(run)) return false;
    const { folder, worker } = this.job, { key } = run, log = join(folder, "log", `${key}.log`);
    const process = writing(folder, () => {
      forgetFailure(folder, key);
      return new WorkerProcess(run, [...worker, folder], log, () => this.#tell(TELL));
    });
    this.#running.set(key, process);
    this.#queue.set(run, "running");
    this.#tries.set(key, 1 + (this.#tries.get(key) ?? 0));
    void process.ended.then((end) => {
      this.#endings.push([process, end]);
      this.#wake();
    });
    return true;
  }

  /** The next run that nobody makes; those that others make are complete at some time, or let go of. */
  #nextRun(): SweepRun | undefined {
    const { runsIn } = this.job.plan;
    this.#elsewhere = new Set();
    for (const run of this.#queue.ready((run) => this.#pace.length(run))) {
      if (isComplete(runsIn, run.key)) this.#queue.set(run, "complete");
      else if (!isHeld(join(runsIn, run.key))) return run;
      else this.#elsewhere.add(run.key);
    }
    const n = this.#elsewhere.size;
    if (n > 0 && this.#running.size === 0) this.#sayOnce(`waiting for runs that other processes are making: ${n}`);
    return undefined;
  }

  #expectedMemory(run: SweepRun): number | undefined {
    return this.#peaks.expected(kindOf(run), this.options.expectMemory?.(run));
  }

  /** A first worker is started whatever memory says; further ones where their peaks fit. */
  #memoryHolds(run: SweepRun): boolean {
    const { memory } = this.options, expected = this.#expectedMemory(run), running = [...this.#running.values()];
    if (this.#readings === undefined && memory === undefined) return true;
    const users = running.flatMap(({ pid, run }) => pid ? [{ pid, expected: this.#expectedMemory(run) }] : []);
    const left = leftForWorkers(users, this.#readings, memory), first = running.length === 0;
    // Where nothing was measured or estimated, the first run's worker is measured before another one is started.
    if (expected === undefined) {
      return first || this.#fleeting.has(kindOf(run)) || running.every(({ seconds }) => seconds > SETTLED);
    }
    const fits = expected <= left;
    if (!fits) {
      this.#sayOnce(
        first
          ? `memory may not do: a worker takes ${gigabytes(expected)}, and ${gigabytes(left)} are there for it`
          : `memory holds ${running.length} of ${this.workers} workers: one more takes ${gigabytes(expected)}, and ` +
            `${gigabytes(left)} are left`,
        first ? "first" : "fewer",
      );
    }
    this.#memoryBinds = !fits && !first;
    return fits || first;
  }

  async #readMemory(): Promise<void> {
    const running = [...this.#running.values()], read = this.options.readMemory ?? systemMemory;
    this.#readings = await read(running.flatMap(({ pid }) => pid ?? []));
    if (this.#readings === undefined && this.workers > 1 && this.options.memory === undefined) {
      this.#sayOnce(
        "this system does not tell what processes take: memory is not watched; give fewer --workers if need be",
      );
    }
    for (const { pid, run, trains, seconds } of running) {
      const peak = this.#readings?.processes.get(pid ?? 0)?.peak;
      if (peak !== undefined && (trains || seconds > SETTLED)) this.#peaks.measure(kindOf(run), peak);
    }
  }

  #ended(worker: WorkerProcess, end: WorkerEnd): void {
    const { job: { plan: { runsIn }, folder, signal }, options } = this, { run, log, seconds } = worker, { key } = run;
    this.#running.delete(key);
    const told = (more: Pick<LocalRunEnd, "state" | "again" | "loss" | "reason">) =>
      options.onRun?.({ run, seconds, log, ...more }, this.progress());
    if (isComplete(runsIn, key)) {
      const loss = finalLoss(join(runsIn, key, "result.json"));
      if (typeof loss !== "number") {
        // Its result is there and is no result: to make it again is nobody's to decide but the user's.
        writing(folder, () => recordFailure(folder, key, { ...loss, log }));
        this.#queue.set(run, "failed");
        return told({ state: "failed", again: false, reason: loss.reason });
      }
      this.#queue.set(run, "complete");
      // One that went on from a checkpoint, or waited for another process, tells nothing of a whole run.
      if (!this.#peaks.knows(kindOf(run))) this.#fleeting.add(kindOf(run));
      if (worker.trains) this.#peaks.made(kindOf(run));
      if (worker.first?.step === 0) this.#pace.finished(run, seconds);
      return told({ state: "complete", again: false, loss });
    }
    if (signal?.aborted) return this.#queue.set(run, "waiting");
    const own = end.code === 1 || end.code === 2 ? failureOf(folder, key) : undefined;
    const failure = own ?? workerFailure(end, log), lost = failure.state === "KILLED";
    if (own === undefined) writing(folder, () => recordFailure(folder, key, failure));
    const again = end.code !== 2 && this.#tries.get(key)! < (options.attempts ?? (lost ? 2 : 1));
    this.#queue.set(run, again ? "waiting" : "failed");
    told({ state: lost ? "killed" : "failed", again, reason: failure.reason });
  }

  /** How far it is. */
  progress(): LocalProgress {
    const queue = this.#queue, running = [...this.#running.values()], blocked = new Set(keys(queue.blocked()));
    const waiting = queue.of("waiting").filter(({ key }) => !blocked.has(key));
    const underway = running.map((worker): Underway => {
      const { run, seconds, first, last } = worker, step = last?.step ?? 0;
      return { run, seconds, made: (step - (first?.step ?? 0)) / run.steps, left: 1 - step / run.steps };
    });
    const workers = this.#memoryBinds ? running.length : this.workers;
    const { seconds: secondsLeft, untold } = timeLeft(this.#pace, { waiting, underway, workers });
    return {
      workers: running.map(({ run, last, rate }) => ({
        ...{ run, phase: last?.phase ?? "starting", step: last?.step ?? 0 },
        ...(last?.loss !== undefined && { loss: last.loss }),
        ...(rate !== undefined && { rate }),
      })),
      ...{ runs: queue.runs.length, complete: queue.of("complete").length, failed: queue.of("failed").length },
      ...{ blocked: blocked.size, waiting: waiting.length, elsewhere: this.#elsewhere.size },
      ...(secondsLeft !== undefined && { secondsLeft, untold }),
    };
  }

  /** @param every least time since it was told last (ms). */
  #tell(every = 0): void {
    if (this.options.onProgress === undefined || performance.now() - this.#told < every) return;
    this.#told = performance.now();
    this.options.onProgress(this.progress());
  }

  #sayOnce(text: string, about = text): void {
    if (this.#said.has(about)) return;
    this.#said.add(about);
    this.job.say(text);
  }
}

function keys(runs: readonly SweepRun[]): string[] {
  return runs.map(({ key }) => key);
}

/** Mean over targets of the loss on val, or why a result does not tell it. */
function finalLoss(path: string): number | RunFailure {
  try {
    const { value } = object(JSON.parse(readIfThere(path, denoFiles) ?? ""), "result");
    const val = list(object(value, "value").val, "value.val").map((loss, k) => finite(loss, `value.val[${k}]`));
    return val.reduce((sum, loss) => sum + loss, 0) / val.length;
  } catch (error) {
    const why = (error as Error).message;
    const reason = `${path}: this file was altered: ${why}; move its folder away to have the run made again`;
    return { state: "FAILED", reason };
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
