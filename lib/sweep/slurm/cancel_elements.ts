import { slurm } from "./command.ts";
import { elementRanges, type QueueRow } from "./queue.ts";

/**
 * Takes elements out of the queue; workers that run are sent SIGTERM and save a checkpoint. By number and name: a number
 * may have been given to another job since it was read.
 *
 * @returns what scancel complained of.
 */
export async function cancelElements(rows: readonly QueueRow[]): Promise<string[]> {
  const arrays = new Map<string, { name: string; job: string; elements: number[] }>(), complaints: string[] = [];
  for (const { name, job, element } of rows) {
    const array = arrays.get(`${name} ${job}`) ?? { name, job, elements: [] };
    array.elements.push(element);
    arrays.set(`${name} ${job}`, array);
  }
  for (const { name, job, elements } of arrays.values()) {
    const { ok, err } = await slurm("scancel", [`--name=${name}`, `${job}_${elementRanges(elements)}`], 60);
    // One that ended in the meantime is what was wanted.
    if (!ok && !/already completing|Invalid job id|already finished/i.test(err)) complaints.push(err);
  }
  return complaints;
}
