import { join } from "node:path";
import { denoFiles } from "../../files/deno_files.ts";
import { latestStep } from "../../train/checkpoint_latest.ts";

/** Step of the latest checkpoint of a run, by its name alone; -1 where there is none. */
export function checkpointedStep(runs: string, key: string): number {
  const attempts = join(runs, key, "attempts");
  if (denoFiles.stat(attempts) === undefined) return -1;
  const steps = denoFiles.list(attempts).map((id) => latestStep(join(attempts, id, "checkpoints"), denoFiles));
  return Math.max(-1, ...steps);
}
