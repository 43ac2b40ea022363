import { type Ended, slurm } from "./command.ts";
import { parseQueue, QUEUE_FORMAT, type QueueRow } from "./queue.ts";
import type { SlurmRound } from "./rounds.ts";

/** An answer of squeue's: rows, or why there are none. */
export type QueueAnswer = { readonly rows: readonly QueueRow[] } | { readonly silent: string };

/**
 * Asks for all elements of some rounds at once, those too that ended a short while ago. By user and name, never by job: a
 * job that Slurm has forgotten is no error then, so that an error is always one.
 *
 * @param seconds that squeue may take.
 * @throws {TypeError} when squeue is not there.
 */
export async function askQueue(rounds: readonly SlurmRound[], seconds: number): Promise<QueueAnswer> {
  if (rounds.length === 0) return { rows: [] };
  const names = rounds.map(({ name }) => name);
  const args = ["-h", "-r", "-t", "all", "-u", user(), `--name=${names.join(",")}`, "-o", QUEUE_FORMAT];
  const ended: Ended = await slurm("squeue", args, seconds);
  if (!ended.ok) return { silent: ended.err || "squeue failed" };
  return { rows: parseQueue(ended.out, new Set(names)) };
}

function user(): string {
  return String(Deno.uid() ?? Deno.env.get("USER"));
}
