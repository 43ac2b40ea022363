/**
 * What the executors of sweeps have in common.
 *
 * @module
 */
import type { SweepPlan } from "./plan.ts";

/**
 * A sweep to be executed.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import type { SweepJob } from "@mixlab/mixlab/train";
 *
 * // The line by which an executor, or a person, starts a worker for some runs of a plan.
 * const line = ({ worker, folder }: Pick<SweepJob, "worker" | "folder">, keys: string[]) => [...worker, folder, ...keys];
 * deepEqual(line({ worker: ["mixlab-worker"], folder: "sweeps/a" }, ["0123456789ab"]).at(-1), "0123456789ab");
 * ```
 */
export interface SweepJob {
  /** What is to be made. */
  readonly plan: SweepPlan;
  /** Folder of the sweep, which holds plan.json. */
  readonly folder: string;
  /** Command line of a worker; the folder and keys of runs are put behind it. */
  readonly worker: readonly string[];
  /** Stops the executor; what that means for runs under way is the executor's affair. */
  readonly signal?: AbortSignal;
  /** Told what goes on, in sentences. */
  readonly say: (text: string) => void;
}

/**
 * What came of an execution: the keys of all runs of the plan, by how they stand at its end.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepReport } from "@mixlab/mixlab/train";
 *
 * const done = ({ failed, blocked }: Pick<SweepReport, "failed" | "blocked">) => failed.length + blocked.length === 0;
 * equal(done({ failed: [], blocked: [] }), true);
 * ```
 */
export interface SweepReport {
  /** Runs that had a result before. */
  readonly found: readonly string[];
  /** Runs that have one now. */
  readonly made: readonly string[];
  /** Runs that failed: why is in the folder's failed/. */
  readonly failed: readonly string[];
  /** Runs whose parent has no result. */
  readonly blocked: readonly string[];
}
