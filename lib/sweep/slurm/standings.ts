import { isInputError } from "../../errors.ts";
import type { SweepPlan } from "../plan.ts";
import { isComplete } from "../run_standings.ts";
import { askQueue } from "./ask_queue.ts";
import { rowOf, rowsByElement } from "./memory.ts";
import { elementLog, readRounds } from "./rounds.ts";
import { hasEnded } from "./states.ts";

/**
 * Where a run stands in Slurm's queue.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SlurmStanding } from "@mixlab/mixlab/train";
 *
 * const line = ({ state, reason, node }: SlurmStanding) => `${state} ${node || `(${reason})`}`;
 * const waits: SlurmStanding = { state: "PENDING", reason: "Resources", node: "", job: "7_3", log: "s/slurm/001/7_3.out" };
 * equal(line(waits), "PENDING (Resources)");
 * ```
 */
export interface SlurmStanding {
  /** As Slurm calls it: PENDING, RUNNING, FAILED, … */
  readonly state: string;
  /** Why it waits, or why it ended. */
  readonly reason: string;
  /** The node; empty while there is none. */
  readonly node: string;
  /** The array's number and the element's, as scancel and scontrol take them. */
  readonly job: string;
  /** Path of what its worker says. */
  readonly log: string;
}

/**
 * Where the runs of a sweep without a result stand in Slurm's queue, by key: those that it holds, and those that ended a
 * short while ago. Asks within a second; of a sweep that Slurm never had, nothing is asked.
 *
 * @param say told when squeue is not there, or does not answer. What is said then is that nothing is known.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { slurmStandings } from "@mixlab/mixlab/train";
 *
 * const folder = Deno.makeTempDirSync();
 * equal((await slurmStandings(folder, { runs: [], runsIn: "runs" })).size, 0);
 * Deno.removeSync(folder);
 * ```
 */
export async function slurmStandings(
  folder: string,
  { runs, runsIn }: Pick<SweepPlan, "runs" | "runsIn">,
  say: (text: string) => void = console.error,
): Promise<ReadonlyMap<string, SlurmStanding>> {
  const open = new Set(runs.map(({ key }) => key).filter((key) => !isComplete(runsIn, key)));
  const rounds = readRounds(folder).filter(({ elements }) => elements.flat().some((key) => open.has(key)));
  const found = new Map<string, SlurmStanding>();
  if (rounds.length === 0) return found;
  const answer = await answerOf(() => askQueue(rounds, 1));
  if ("silent" in answer) {
    say(`what is in Slurm's queue is not known: ${answer.silent}`);
    return found;
  }
  const rows = rowsByElement(answer.rows), lives = new Set<string>();
  for (const round of rounds) {
    for (const [n, keys] of round.elements.entries()) {
      const row = rowOf(rows, round, n);
      if (row === undefined) continue;
      const { state, reason, node, job } = row;
      const standing = { state, reason, node, job: `${job}_${n}`, log: elementLog(folder, round.id, job, n) };
      for (const key of keys) {
        // Of several rounds the one that is in the queue, else the latest.
        if (!open.has(key) || (lives.has(key) && hasEnded(row))) continue;
        found.set(key, standing);
        if (!hasEnded(row)) lives.add(key);
      }
    }
  }
  return found;
}

async function answerOf(ask: () => ReturnType<typeof askQueue>): ReturnType<typeof askQueue> {
  try {
    return await ask();
  } catch (error) {
    if (isInputError(error)) return { silent: error.message };
    throw error;
  }
}
