/**
 * What a driver does after a look at the queue, as a function of what it saw and what it remembers.
 *
 * Results are the truth. What is done and still waits is cancelled; what will never run is cancelled, and submitted
 * again unless it asks for the impossible; what is gone is submitted again; what failed is tried again so many times, but
 * for a run that came further than the last time: it goes on.
 *
 * @module
 */
import type { RunFailure } from "../failures.ts";
import type { SweepRun } from "../plan.ts";
import { elementId, rowOf, rowsByElement, type SlurmMemory } from "./memory.ts";
import type { QueueRow } from "./queue.ts";
import type { SlurmRound } from "./rounds.ts";
import { endWords, hasEnded, isClusterEnd, isImpossible, stuckAs } from "./states.ts";

/** What is to be seen. */
export interface SlurmSight {
  /** Runs of the plan, parents first. */
  readonly runs: readonly Pick<SweepRun, "key" | "parent">[];
  /** All rounds, oldest first. */
  readonly rounds: readonly SlurmRound[];
  /** The queue, seen before the results. */
  readonly rows: readonly QueueRow[];
  /** Keys of runs that have a result. */
  readonly complete: ReadonlySet<string>;
  /** Step of a run's latest checkpoint; -1 where there is none. */
  readonly checkpointed: (key: string) => number;
  /** Why a run failed, in its worker's words. */
  readonly failure: (key: string) => RunFailure | undefined;
  /**
   * Whether the controller came back lately. Of jobs that began shortly before it died it does not know that they run, and
   * calls them cancelled when their nodes report their ends.
   */
  readonly recovered?: boolean;
  /** Path of what an element says. */
  readonly log: (round: SlurmRound, job: string | undefined, element: number) => string | undefined;
}

/** What is to be borne. */
export interface SlurmLimits {
  /** How often a run may fail. */
  readonly attempts: number;
  /** How often Slurm may lose a run. */
  readonly lost: number;
  /** For how many looks something odd may last: a shared disk shows results late, reasons change. */
  readonly patience: number;
}

/** What is to be done. */
export interface SlurmStep {
  /** Elements to be taken out of the queue. */
  readonly cancel: readonly QueueRow[];
  /** Keys of runs to be submitted, in the plan's order. */
  readonly submit: readonly string[];
  /** Keys of runs that are in the queue. */
  readonly waiting: readonly string[];
  /** Elements that run although all that they make is there, and are not cancelled yet. */
  readonly lingering: number;
  /** Keys of runs whose parent is given up, or their parent's parent. */
  readonly blocked: readonly string[];
  /** What happened, in sentences. */
  readonly news: readonly string[];
  readonly memory: SlurmMemory;
}

/** The step. */
export function slurmStep(sight: SlurmSight, before: SlurmMemory, limits: SlurmLimits): SlurmStep {
  const turn = new Turn(sight, before, limits);
  for (const round of sight.rounds) round.elements.forEach((keys, n) => turn.element(round, n, keys));
  return turn.end();
}

class Turn {
  readonly #sight: SlurmSight;
  readonly #limits: SlurmLimits;
  readonly #rows: ReadonlyMap<string, QueueRow>;
  readonly #before: SlurmMemory;
  readonly #closed: Set<string>;
  readonly #attempts: Map<string, number>;
  readonly #lost: Map<string, number>;
  readonly #steps: Map<string, number>;
  readonly #failed: Map<string, RunFailure>;
  readonly #odd = new Map<string, number>();
  readonly #waiting = new Set<string>();
  readonly #cancel: QueueRow[] = [];
  #lingering = 0;
  readonly #news: string[] = [];

  constructor(sight: SlurmSight, before: SlurmMemory, limits: SlurmLimits) {
    this.#sight = sight;
    this.#limits = limits;
    this.#before = before;
    this.#rows = rowsByElement(sight.rows);
    this.#closed = new Set(before.closed);
    this.#attempts = new Map(before.attempts);
    this.#lost = new Map(before.lost);
    this.#steps = new Map(before.steps);
    this.#failed = new Map(before.failed);
  }

  /** What becomes of an element. */
  element(round: SlurmRound, n: number, keys: readonly string[]): void {
    const row = rowOf(this.#rows, round, n), id = elementId(round, n), lives = row !== undefined && !hasEnded(row);
    if (this.#closed.has(id)) {
      // It was cancelled in vain, or is back since the controller crashed: others do its work.
      if (lives) this.#takeOut(row);
      return;
    }
    const missing = keys.filter((key) => !this.#sight.complete.has(key));
    if (missing.length === 0) {
      // A worker that has just published its last result ends by itself.
      const ends = lives && row.state !== "PENDING" && !this.#oddFor(id, "done");
      if (lives && !ends) this.#takeOut(row);
      if (!ends) this.#closed.add(id);
      else if (row.state !== "COMPLETING") this.#lingering++;
      return;
    }
    const stuck = lives ? stuckAs(row) : undefined;
    const normal = lives && stuck === undefined;
    if (normal || !this.#oddFor(id, stuck ?? "gone")) return this.#wait(missing);
    this.#closed.add(id);
    if (lives) {
      this.#takeOut(row);
      this.#stuck(round, n, row, stuck!, missing);
    } else if (row?.state === "CANCELLED" && !this.#sight.recovered) {
      this.#giveUp(missing, this.#failure(round, n, row, "somebody cancelled it"));
    } else if (row !== undefined && isImpossible(row)) this.#stuck(round, n, row, "impossible", missing);
    else this.#ended(round, n, row, missing, missing.length < keys.length);
  }

  end(): SlurmStep {
    const { runs, complete } = this.#sight, submit: string[] = [], blocked = new Set<string>();
    for (const { key, parent } of runs) {
      if (complete.has(key) || this.#waiting.has(key) || this.#failed.has(key)) continue;
      if (parent === undefined || complete.has(parent)) submit.push(key);
      else if (this.#failed.has(parent) || blocked.has(parent)) blocked.add(key);
    }
    const { unsure } = this.#before;
    return {
      ...{ cancel: this.#cancel, submit, waiting: [...this.#waiting], blocked: [...blocked], news: this.#news },
      lingering: this.#lingering,
      memory: {
        ...{ closed: this.#closed, odd: this.#odd, attempts: this.#attempts, lost: this.#lost, steps: this.#steps },
        ...{ unsure, failed: this.#failed },
      },
    };
  }

  /** Whether something odd has lasted long enough. Its counter is by its kind: another oddity begins anew. */
  #oddFor(id: string, what: string): boolean {
    const name = `${id} ${what}`, looks = (this.#before.odd.get(name) ?? 0) + 1;
    this.#odd.set(name, looks);
    return looks > this.#limits.patience;
  }

  #wait(keys: readonly string[]): void {
    for (const key of keys) this.#waiting.add(key);
  }

  #takeOut(row: QueueRow): void {
    if (row.state !== "COMPLETING") this.#cancel.push(row);
  }

  #stuck(
    round: SlurmRound,
    n: number,
    row: QueueRow,
    as: "impossible" | "held" | "lost",
    missing: readonly string[],
  ): void {
    if (as === "lost") return this.#lose(round, n, row, missing);
    const why = as === "held" ? "somebody holds it" : "Slurm will never start it: it asks for what is not there";
    this.#giveUp(missing, this.#failure(round, n, row, why));
  }

  /** An element is out of the queue, and runs of it have no result. */
  #ended(round: SlurmRound, n: number, row: QueueRow | undefined, missing: readonly string[], some: boolean): void {
    const further = missing.filter((key) => this.#cameFurther(key)), progress = some || further.length > 0;
    const own = missing.filter((key) => this.#sight.failure(key) !== undefined), other = new Set(missing);
    for (const key of own) other.delete(key);
    this.#fail(own, (key) => this.#sight.failure(key)!);
    if (other.size === 0) return;
    if (progress) this.#news.push(`${this.#where(round, n, row)}: its runs came further; they go on`);
    else if (row === undefined || isClusterEnd(row) || row.state === "CANCELLED") this.#lose(round, n, row, [...other]);
    else this.#fail([...other], () => this.#failure(round, n, row, endWords(row)));
  }

  #cameFurther(key: string): boolean {
    const step = this.#sight.checkpointed(key), further = step > (this.#steps.get(key) ?? -1);
    this.#steps.set(key, step);
    return further;
  }

  /** Counts a failure of each run. */
  #fail(keys: readonly string[], failure: (key: string) => RunFailure): void {
    for (const key of keys) {
      const attempts = (this.#attempts.get(key) ?? 0) + 1, why = failure(key);
      this.#attempts.set(key, attempts);
      if (attempts >= this.#limits.attempts) this.#giveUp([key], why);
      else this.#news.push(`run ${key}: ${why.state}: ${why.reason}; it is tried again`);
    }
  }

  /** Counts a loss of each run: no attempt of theirs. */
  #lose(round: SlurmRound, n: number, row: QueueRow | undefined, keys: readonly string[]): void {
    if (this.#before.unsure.has(round.name) && row === undefined) return; // never submitted, as it turns out
    this.#news.push(`${this.#where(round, n, row)}: Slurm lost it; it is submitted again`);
    for (const key of keys) {
      const lost = (this.#lost.get(key) ?? 0) + 1;
      this.#lost.set(key, lost);
      if (lost >= this.#limits.lost) this.#giveUp([key], this.#failure(round, n, row, `Slurm lost it ${lost} times`));
    }
  }

  #giveUp(keys: readonly string[], failure: RunFailure): void {
    for (const key of keys) this.#failed.set(key, failure);
  }

  #failure(round: SlurmRound, n: number, row: QueueRow | undefined, why: string): RunFailure {
    const reason = row === undefined || /^(None|)$/.test(row.reason) ? why : `${row.reason}: ${why}`;
    const log = this.#sight.log(round, row?.job, n);
    return { state: row?.state ?? "LOST", reason, ...(log !== undefined && { log }) };
  }

  #where({ id }: SlurmRound, n: number, row: QueueRow | undefined): string {
    const state = row === undefined ? "not in the queue" : `${row.state}, ${row.reason}`;
    return `round ${id}, element ${n} (${state})`;
  }
}
