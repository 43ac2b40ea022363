/**
 * What a driver of a sweep remembers from one look at the queue to the next.
 *
 * @module
 */
import type { RunFailure } from "../failures.ts";
import { type QueueRow, REST } from "./queue.ts";
import type { SlurmRound } from "./rounds.ts";
import { hasEnded } from "./states.ts";

/** A memory. It begins empty with each driver: a new call is a new chance for every run. */
export interface SlurmMemory {
  /** Elements that are no longer waited for, by `round/element`. */
  readonly closed: ReadonlySet<string>;
  /** For how many looks an element has shown the same oddity. */
  readonly odd: ReadonlyMap<string, number>;
  /** How often a run has failed. */
  readonly attempts: ReadonlyMap<string, number>;
  /** How often Slurm has lost a run. */
  readonly lost: ReadonlyMap<string, number>;
  /** Step of a run's latest checkpoint, when last looked at. */
  readonly steps: ReadonlyMap<string, number>;
  /** Names of rounds that sbatch did not answer for. */
  readonly unsure: ReadonlySet<string>;
  /** Runs that are given up, and why. */
  readonly failed: ReadonlyMap<string, RunFailure>;
}

/** What an element is remembered by. */
export function elementId({ id }: Pick<SlurmRound, "id">, element: number): string {
  return `${id}/${element}`;
}

/** The rows of elements: of several for one, the one that lives, else the latest. */
export function rowsByElement(rows: readonly QueueRow[]): ReadonlyMap<string, QueueRow> {
  const found = new Map<string, QueueRow>();
  for (const row of rows) {
    const id = `${row.name}/${row.element}`, other = found.get(id);
    if (other === undefined || rank(row) > rank(other)) found.set(id, row);
  }
  return found;
}

/** The row of an element. */
export function rowOf(
  rows: ReadonlyMap<string, QueueRow>,
  { name }: Pick<SlurmRound, "name">,
  element: number,
): QueueRow | undefined {
  return rows.get(`${name}/${element}`) ?? rows.get(`${name}/${REST}`);
}

function rank(row: QueueRow): number {
  return (hasEnded(row) ? 0 : 1e12) + Number(row.job);
}

/**
 * What a driver begins with: it waits for what runs or will run, whoever submitted it, and for nothing else. What is
 * ending now was decided before.
 */
export function beginMemory(
  rounds: readonly SlurmRound[],
  rows: readonly QueueRow[],
  checkpointed: (key: string) => number,
): SlurmMemory {
  const closed = new Set<string>(), steps = new Map<string, number>(), byElement = rowsByElement(rows);
  for (const round of rounds) {
    round.elements.forEach((keys, n) => {
      const row = rowOf(byElement, round, n);
      if (row === undefined || hasEnded(row) || row.state === "COMPLETING") closed.add(elementId(round, n));
      else for (const key of keys) steps.set(key, checkpointed(key));
    });
  }
  return {
    ...{ closed, steps, odd: new Map(), attempts: new Map(), lost: new Map(), unsure: new Set(), failed: new Map() },
  };
}

/** The memory with a round that was just submitted, or, where sbatch did not answer, perhaps was. */
export function withRound(
  memory: SlurmMemory,
  { name, elements }: SlurmRound,
  { unsure, checkpointed }: { readonly unsure: boolean; readonly checkpointed: (key: string) => number },
): SlurmMemory {
  const steps = new Map(memory.steps);
  for (const key of elements.flat()) steps.set(key, checkpointed(key));
  return { ...memory, steps, unsure: unsure ? new Set([...memory.unsure, name]) : memory.unsure };
}

/** How many more elements may run, given how many at the same time and what each round in the queue may take of them. */
export function roomOf(
  throttle: number,
  rounds: readonly SlurmRound[],
  rows: readonly QueueRow[],
  { closed }: Pick<SlurmMemory, "closed">,
): number {
  const byElement = rowsByElement(rows);
  return rounds.reduce((room, round) => {
    const live = round.elements.filter((_, n) => {
      const row = rowOf(byElement, round, n);
      // One that is waited for and not seen was just submitted.
      return row === undefined ? !closed.has(elementId(round, n)) : !hasEnded(row);
    }).length;
    return room - Math.min(live, round.throttle ?? Infinity);
  }, throttle);
}
