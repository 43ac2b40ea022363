/**
 * What the local executor is told, and what it tells.
 *
 * @module
 */
import type { SweepRun } from "../plan.ts";
import type { MemoryReader } from "./memory_readings.ts";

/**
 * Options of {@link localExecutor}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { LocalOptions } from "@mixlab/mixlab/train";
 *
 * const careful: LocalOptions = { workers: 2, memory: 4e9, attempts: 3 };
 * equal(careful.memory! / careful.workers!, 2e9);
 * ```
 */
export interface LocalOptions {
  /** Worker processes at once, at least 1. Default: as many as the cores hold with the plan's threads; on a GPU one. */
  readonly workers?: number;
  /** Cores that workers may use. Default: those of this process, by its affinity mask and control group. */
  readonly cores?: number;
  /** Bytes that workers may take in all. Default: what the machine, or the control group, has available at each moment. */
  readonly memory?: number;
  /**
   * How often a run is tried in this call, at least 1. Default: one whose worker was lost twice, one that failed once. A
   * run that cannot be made as the plan says is not tried again.
   */
  readonly attempts?: number;
  /** Bytes that a run's worker is expected to take at its peak, until one like it was measured. */
  readonly expectMemory?: (run: SweepRun) => number | undefined;
  /** Reads memory. Default: what Linux tells; nothing elsewhere. */
  readonly readMemory?: MemoryReader;
  /** Ends the workers as they stand; the job's own signal lets them save checkpoints. */
  readonly kill?: AbortSignal;
  /** Told whenever something changed. */
  readonly onProgress?: (progress: LocalProgress) => void;
  /** Told when a run ended. */
  readonly onRun?: (end: LocalRunEnd, progress: LocalProgress) => void;
}

/**
 * How far a sweep is. Times in seconds.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { LocalProgress } from "@mixlab/mixlab/train";
 *
 * const done = ({ runs, complete, failed, blocked }: LocalProgress) => complete + failed + blocked === runs;
 * equal(done({ workers: [], runs: 3, complete: 2, failed: 1, blocked: 0, waiting: 0, elsewhere: 0 }), true);
 * ```
 */
export interface LocalProgress {
  /** Those that run. */
  readonly workers: readonly LocalWorker[];
  /** Runs of the plan. */
  readonly runs: number;
  /** Of these: with a result. */
  readonly complete: number;
  /** That failed and are not tried again in this call. */
  readonly failed: number;
  /** Whose parent, or a parent of that, failed. */
  readonly blocked: number;
  /** That are still to be started. */
  readonly waiting: number;
  /** Of the waiting ones: those that processes of somebody else were making when last looked at. */
  readonly elsewhere: number;
  /** Until the last run ends of which that was measured; undefined before anything was. */
  readonly secondsLeft?: number;
  /** Names of the models with runs left that are not counted in that: no run of theirs was made, or has come far. */
  readonly untold?: readonly string[];
}

/**
 * A worker that makes a run.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { LocalWorker } from "@mixlab/mixlab/train";
 *
 * const part = ({ step, run }: Pick<LocalWorker, "step"> & { run: { steps: number } }) => step / run.steps;
 * equal(part({ step: 50, run: { steps: 200 } }), 0.25);
 * ```
 */
export interface LocalWorker {
  /** What it makes. */
  readonly run: SweepRun;
  /** starting: it has told nothing yet. */
  readonly phase: "starting" | "training" | "evaluating";
  /** The run's own updates so far. */
  readonly step: number;
  /** Mean loss (nats a token) of its last batch. */
  readonly loss?: number;
  /** Updates a second. */
  readonly rate?: number;
}

/**
 * How an attempt at a run ended.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { LocalRunEnd } from "@mixlab/mixlab/train";
 *
 * const line = ({ state, seconds }: Pick<LocalRunEnd, "state" | "seconds">) => `${state} after ${seconds} s`;
 * equal(line({ state: "complete", seconds: 20 }), "complete after 20 s");
 * ```
 */
export interface LocalRunEnd {
  /** The run. */
  readonly run: SweepRun;
  /** What came of it; killed: its worker was lost. */
  readonly state: "complete" | "failed" | "killed";
  /** Time of this worker (s). */
  readonly seconds: number;
  /** Mean over targets of the final loss on val (nats a token), of a complete one. */
  readonly loss?: number;
  /** Why it has no result. */
  readonly reason?: string;
  /** Path of what its worker said. */
  readonly log: string;
  /** Whether it is tried again. */
  readonly again: boolean;
}
