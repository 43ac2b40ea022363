/**
 * `deno task sweep cancel`: takes a sweep's jobs out of Slurm's queue.
 *
 * @module
 */
import { cancelSlurm } from "../sweep/slurm/cancel.ts";
import { parseArguments } from "./arguments.ts";
import { openSweep } from "./sweep_folder.ts";

/** The command. */
export async function sweepCancel(args: string[]): Promise<number> {
  const { positionals } = parseArguments(args, {}), { folder } = await openSweep("cancel", positionals);
  const elements = await cancelSlurm(folder);
  console.log(
    elements === 0
      ? `${folder}: nothing of it is in Slurm's queue`
      : `${folder}: ${elements} elements of arrays taken out of the queue; runs that were under way have checkpoints`,
  );
  return 0;
}
