import { setTimeout as wait } from "node:timers/promises";
import { askQueue } from "./ask_queue.ts";
import { cancelElements } from "./cancel_elements.ts";
import { readRounds } from "./rounds.ts";
import { shellWord } from "./script_words.ts";
import { hasEnded } from "./states.ts";

/** How often the queue is looked at until nothing is left. */
const LOOKS = 10;

/**
 * Takes all jobs of a sweep out of Slurm's queue, whoever submitted them; workers that run save a checkpoint.
 *
 * @returns how many elements of arrays were taken out.
 * @throws {TypeError} when Slurm's commands are not there.
 * @throws {Error} when squeue does not answer, scancel refuses, or elements stay in the queue all the same.
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
  const rounds = readRounds(folder), cancelled = new Set<string>();
  for (let looks = 0;; looks++) {
    if (looks > 0) await wait(500);
    const answer = await askQueue(rounds, 60);
    if ("silent" in answer) throw new Error(`squeue does not answer: ${answer.silent}; call this again later`);
    const live = answer.rows.filter((row) => !hasEnded(row) && row.state !== "COMPLETING");
    if (live.length === 0) return cancelled.size;
    if (looks === LOOKS) throw new Error(stillThere(folder, live.length));
    // The latest first: jobs that wait for others would begin when those are gone.
    const complaints = await cancelElements(live.toSorted((a, b) => Number(b.job) - Number(a.job)));
    if (complaints.length > 0) throw new Error(`scancel: ${complaints.join("; ")}`);
    for (const { job, element } of live) cancelled.add(`${job}_${element}`);
  }
}

function stillThere(folder: string, live: number): string {
  return `${live} ${
    live === 1 ? "element is" : "elements are"
  } still in the queue after ${LOOKS} calls of scancel. Workers ` +
    `that save a checkpoint need a moment: call deno task sweep cancel ${shellWord(folder)} again`;
}
