import { askQueue } from "./ask_queue.ts";
import { cancelElements } from "./cancel_elements.ts";
import { readRounds } from "./rounds.ts";
import { hasEnded } from "./states.ts";

/**
 * Takes all jobs of a sweep out of Slurm's queue, whoever submitted them; workers that run save a checkpoint.
 *
 * @returns how many elements of arrays were taken out.
 * @throws {TypeError} when Slurm's commands are not there.
 * @throws {Error} when squeue does not answer, or scancel refuses.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { cancelSlurm } from "@mixlab/mixlab/train";
 *
 * const folder = Deno.makeTempDirSync();
 * equal(await cancelSlurm(folder), 0); // nothing of it was ever submitted
 * Deno.removeSync(folder);
 * ```
 */
export async function cancelSlurm(folder: string): Promise<number> {
  const answer = await askQueue(readRounds(folder), 60);
  if ("silent" in answer) throw new Error(`squeue does not answer: ${answer.silent}; nothing was cancelled`);
  const live = answer.rows.filter((row) => !hasEnded(row)), complaints = await cancelElements(live);
  if (complaints.length > 0) throw new Error(`scancel: ${complaints.join("; ")}`);
  return live.length;
}
