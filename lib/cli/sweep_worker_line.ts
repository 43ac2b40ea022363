/**
 * The command line of a worker.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { SweepPlan } from "../sweep/plan.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Deno with the configuration and the permissions of `deno task sweep`, less that to start processes; absolute paths, so
 * that it works from any folder and on any machine that sees them. The folder of a sweep and runs are put behind it.
 */
export function workerLine({ settings, runs }: Pick<SweepPlan, "settings" | "runs">): string[] {
  const backends = [settings, ...runs.map(({ learner }) => learner)].map((some) => some?.backend);
  const tensorFlow = backends.some((backend) => backend === "tfjs-node" || backend === "tfjs-node-gpu");
  return [
    ...[Deno.execPath(), "run", "-c", pathOf(tensorFlow ? "deno.tfjs-node.json" : "deno.train.json"), "--no-prompt"],
    ...["--allow-read", "--allow-write", "--allow-env", "--allow-sys", "--allow-ffi"],
    ...[pathOf("lib/cli/sweep.ts"), "worker"],
  ];
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, ROOT));
}
