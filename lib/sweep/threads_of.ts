import type { SweepPlan } from "./plan.ts";

/**
 * Threads that a worker of a plan keeps busy: of the native backend as many as its settings say, and all cores where they
 * say nothing; of TensorFlow all; of the others one. Of several models the most.
 */
export function threadsOf({ settings, runs }: Pick<SweepPlan, "settings" | "runs">, cores: number): number {
  const of = ({ backend = "native", threads }: Readonly<Record<string, unknown>>) =>
    backend === "tfjs-node" ? cores : backend !== "native" ? 1 : typeof threads === "number" ? threads : cores;
  return runs.reduce((most, { learner }) => Math.max(most, of({ ...settings, ...learner })), 1);
}
