/**
 * What Slurm's states and reasons mean for a sweep.
 *
 * @module
 */
import type { QueueRow } from "./queue.ts";

/** States that a job does not leave by itself; all others are of jobs that run, will run or are ending. */
const ENDED: ReadonlySet<string> = new Set([
  ...["BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED"],
  ...["REVOKED", "TIMEOUT"],
]);

/** Ends that the cluster is the cause of; COMPLETED without a result is as odd. */
const CLUSTER: ReadonlySet<string> = new Set(["BOOT_FAIL", "COMPLETED", "NODE_FAIL", "PREEMPTED", "REVOKED"]);

/** Reasons for which a job waits in vain: what it asks for is not there. */
const IMPOSSIBLE =
  /^(PartitionConfig|BadConstraints|InvalidAccount|InvalidQOS|AccountNotAllowed|QOSNotAllowed|PartitionTimeLimit|PartitionNodeLimit)$/;

/** Reasons for which a job waits until a person lets it go. */
const HELD = /^(JobHeldUser|JobHeldAdmin|job.requeued.in.held.state)$/;

/** Reasons for which a job waits for ever although it could run: it must be submitted again. */
const LOST = /held|DependencyNeverSatisfied|JobHoldMaxRequeue/;

/** Whether an element is out of the queue, its row only being remembered. */
export function hasEnded({ state }: Pick<QueueRow, "state">): boolean {
  return ENDED.has(state);
}

/** Whether an element ended through no fault of its own. */
export function isClusterEnd({ state }: Pick<QueueRow, "state">): boolean {
  return CLUSTER.has(state);
}

/** Why an element ended whose worker did not come to say it. */
export function endWords({ state }: Pick<QueueRow, "state">): string {
  if (state === "OUT_OF_MEMORY") return "it took more memory than its element has; give more (--mem)";
  if (state === "TIMEOUT") return "its time was over before it had come further than before; give more (--time)";
  if (state === "DEADLINE") return "its deadline came before it was made";
  return "its worker did not say why";
}

/** Whether an element asked for what is not there: trying it again is no use. */
export function isImpossible({ reason }: Pick<QueueRow, "reason">): boolean {
  return IMPOSSIBLE.test(reason);
}

/** Why an element that is in the queue will never run as it is; undefined: it runs or may run. */
export function stuckAs(
  { state, reason }: Pick<QueueRow, "state" | "reason">,
): "impossible" | "held" | "lost" | undefined {
  if (state === "REQUEUE_HOLD" || state === "SPECIAL_EXIT") return "lost";
  if (state !== "PENDING") return undefined;
  if (IMPOSSIBLE.test(reason)) return "impossible";
  if (HELD.test(reason)) return "held";
  return LOST.test(reason) ? "lost" : undefined;
}
