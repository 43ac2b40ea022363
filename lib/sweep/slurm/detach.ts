/**
 * Submits a sweep and leaves it alone: an array for each generation of runs, which begins when the one before has ended.
 *
 * @module
 */
import type { SweepJob } from "../executor.ts";
import { isComplete } from "../run_standings.ts";
import { elementsOf } from "./chunks.ts";
import type { SlurmOptions } from "./options.ts";
import type { QueueRow } from "./queue.ts";
import type { SlurmRound } from "./rounds.ts";
import { shellWord } from "./script_words.ts";
import { hasEnded } from "./states.ts";
import type { Submitter } from "./submitter.ts";

/** What there is to submit. */
export interface Detached {
  readonly job: SweepJob;
  readonly options: SlurmOptions;
  readonly perElement: number;
  /** Keys of runs that are in the queue. */
  readonly waiting: ReadonlySet<string>;
  readonly rounds: readonly SlurmRound[];
  readonly rows: readonly QueueRow[];
  readonly submitter: Submitter;
}

/** Submits it. A worker whose parent has no result says so and fails; a later call makes up for it. */
export async function detachSweep(
  { job, options, perElement, waiting, rounds, rows, submitter }: Detached,
): Promise<void> {
  const { plan, folder, say } = job, word = shellWord(folder), { throttle: room } = options;
  const generations = generationsOf(plan.runs, (key) => !isComplete(plan.runsIn, key), waiting);
  const submit = async (keys: readonly string[], after: readonly string[]): Promise<string[]> => {
    const elements = elementsOf(keys, perElement), serial = room !== undefined;
    const { rounds, why } = await submitter.submit(elements, { ...(serial && { room, serial }), after });
    if (why === undefined) return rounds.map(({ job }) => job!);
    throw new Error(
      `sbatch takes no more at present: ${why}. Call the same line again: it submits what is not in the queue`,
    );
  };
  const [first = [], ...later] = generations, queued = queuedParents(plan.runs, waiting);
  let before: string[];
  if (room !== undefined) before = await submit(first, jobsOf(waiting, rounds, rows)); // they share the room
  else {
    const free = await submit(first.filter((key) => !queued.has(key)), []);
    const children = first.filter((key) => queued.has(key)), parents = new Set(children.map((key) => queued.get(key)!));
    before = [...free, ...await submit(children, jobsOf(parents, rounds, rows))];
  }
  for (const keys of later) before = await submit(keys, before);
  if (generations.length === 0 && waiting.size === 0) return;
  say(
    `all is in the queue; see deno task sweep status ${word}; the same line without --detach waits for it and makes ` +
      `what fails again; deno task sweep cancel ${word} takes it out of the queue`,
  );
}

/** Runs that are neither complete nor in the queue, by how many such runs must be made before. */
export function generationsOf(
  runs: SweepJob["plan"]["runs"] | readonly { readonly key: string; readonly parent?: string }[],
  isMissing: (key: string) => boolean,
  waiting: ReadonlySet<string>,
): string[][] {
  const generation = new Map<string, number>(), found: string[][] = [];
  for (const { key, parent } of runs) {
    if (waiting.has(key) || !isMissing(key)) continue;
    const own = parent === undefined ? 0 : (generation.get(parent) ?? -1) + 1;
    generation.set(key, own);
    (found[own] ??= []).push(key);
  }
  return found;
}

/** The parent of each run whose parent is in the queue. */
function queuedParents(
  runs: SweepJob["plan"]["runs"],
  waiting: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  return new Map(runs.flatMap(({ key, parent }) => parent !== undefined && waiting.has(parent) ? [[key, parent]] : []));
}

/** Numbers of the arrays that runs of the queue are in. */
function jobsOf(waiting: ReadonlySet<string>, rounds: readonly SlurmRound[], rows: readonly QueueRow[]): string[] {
  const names = new Set(
    rounds.filter(({ elements }) => elements.flat().some((key) => waiting.has(key)))
      .map(({ name }) => name),
  );
  return [...new Set(rows.filter((row) => names.has(row.name) && !hasEnded(row)).map(({ job }) => job))];
}
