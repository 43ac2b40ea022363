import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createInterface } from "node:readline";
import type { MethodProgress } from "../../learners/method_environment.ts";
import type { SweepRun } from "../plan.ts";

/** A line that a worker tells of its progress. */
export type WorkerStep = Pick<MethodProgress, "phase" | "step" | "steps" | "loss"> & { readonly at: number };

/** How a worker ended: its exit code or the signal that killed it, or why it could not be started. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly error?: string;
}

/** A worker process that makes one run. It is on a leash: when this process ends, it saves a checkpoint and ends. */
export class WorkerProcess {
  readonly pid: number | undefined;
  /** When it was started (ms of performance.now()). */
  readonly started = performance.now();
  /** What it told first and last. */
  first: WorkerStep | undefined;
  last: WorkerStep | undefined;
  /** What it told of training, first and last. */
  #trained: readonly [WorkerStep, WorkerStep] | undefined;
  readonly ended: Promise<WorkerEnd>;
  readonly #process: ReturnType<typeof spawn>;

  /**
   * @param line of a worker, without its run.
   * @param log where what it says is put behind what is there. The file itself is its standard error, so that it can
   * speak its last when this process was killed.
   */
  constructor(readonly run: SweepRun, line: readonly string[], readonly log: string, onStep: () => void) {
    const [command, ...args] = [...line, run.key, "--events", "--leash", "--log", log], file = openSync(log, "a");
    try {
      this.#process = spawn(command, args, { stdio: ["pipe", "pipe", file] });
    } finally {
      closeSync(file);
    }
    this.pid = this.#process.pid;
    this.#process.stdin!.on("error", () => {}); // nothing is ever written; it may end before its leash does
    createInterface({ input: this.#process.stdout! }).on("line", (text) => this.#hear(text, onStep));
    this.ended = new Promise((resolve) => {
      this.#process.on("error", (error) => resolve({ code: null, signal: null, error: error.message }));
      this.#process.on("close", (code, signal) => resolve({ code, signal }));
    });
  }

  /** Seconds since it was started. */
  get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  /** Whether it has told of training. */
  get trains(): boolean {
    return this.#trained !== undefined;
  }

  /** Steps a second of training, as far as it has told. */
  get rate(): number | undefined {
    if (this.#trained === undefined) return undefined;
    const [from, to] = this.#trained;
    return to.step > from.step ? 1000 * (to.step - from.step) / (to.at - from.at) : undefined;
  }

  /** Lets go of the leash: it saves a checkpoint and ends. Not a signal, since a terminal has sent it one already. */
  stop(): void {
    this.#process.stdin!.end();
  }

  /** Ends it as it stands. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  #hear(text: string, onStep: () => void): void {
    let told;
    try {
      told = JSON.parse(text);
    } catch {
      return; // cut off by its death
    }
    if (told?.event !== "progress") return;
    const { phase, step, steps, loss } = told;
    this.last = { phase, step, steps, loss, at: performance.now() };
    this.first ??= this.last;
    if (phase === "training") this.#trained = [this.#trained?.[0] ?? this.last, this.last];
    onStep();
  }
}
