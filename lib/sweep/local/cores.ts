/**
 * How many workers this machine's cores hold.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import { wholeNumber } from "../../text/whole_number.ts";
import type { SweepPlan } from "../plan.ts";
import { threadsOf } from "../threads_of.ts";

/**
 * Cores that this process may use: Deno asks the system, and so heeds its affinity mask and its control group's quota of
 * processor time.
 */
export function usableCores(): number {
  return navigator.hardwareConcurrency;
}

/** Whether runs of a plan compute on a GPU, of which one is taken for granted. */
function onGpu({ settings, runs }: Pick<SweepPlan, "settings" | "runs">): boolean {
  const own = ({ backend }: Readonly<Record<string, unknown>>) => backend === "webgpu" || backend === "tfjs-node-gpu";
  return own(settings) || runs.some(({ learner }) => learner !== undefined && own(learner));
}

/**
 * Worker processes at once: those asked for, or as many as the cores hold; on a GPU one.
 *
 * @throws {RangeError} when several are asked for and their threads are more than the cores: all would be slower.
 */
export function workersFor(
  plan: Pick<SweepPlan, "settings" | "runs">,
  { workers, cores = usableCores() }: { readonly workers?: number; readonly cores?: number } = {},
): { readonly workers: number; readonly threads: number; readonly cores: number } {
  const threads = threadsOf(plan, cores), fitting = Math.max(1, Math.floor(cores / threads));
  if (workers === undefined) return { workers: onGpu(plan) ? 1 : fitting, threads, cores };
  wholeNumber("workers", workers, 1, Number.MAX_SAFE_INTEGER, "≥ 1");
  if (workers > fitting) {
    throw outOfRange(
      `workers: ${workers} of ${threads} ${threads === 1 ? "thread" : "threads"} each want ${
        workers * threads
      } cores, ` +
        `and this process may use ${cores}; wanted at most ${fitting}`,
    );
  }
  return { workers, threads, cores };
}
