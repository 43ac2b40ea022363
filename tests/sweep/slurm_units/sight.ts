/** What a driver sees, for tests of its decisions. */
import { beginMemory, type SlurmMemory, withRound } from "../../../lib/sweep/slurm/memory.ts";
import type { QueueRow } from "../../../lib/sweep/slurm/queue.ts";
import type { SlurmRound } from "../../../lib/sweep/slurm/rounds.ts";
import { type SlurmLimits, type SlurmSight, type SlurmStep, slurmStep } from "../../../lib/sweep/slurm/step.ts";
import type { RunFailure } from "../../../lib/sweep/failures.ts";

/** Limits of the tests. */
export const LIMITS: SlurmLimits = { attempts: 2, lost: 3, patience: 2 };

/** A world that can be set, and a driver that looks at it. */
export class World {
  readonly complete = new Set<string>();
  readonly failures = new Map<string, RunFailure>();
  readonly steps = new Map<string, number>();
  readonly rounds: SlurmRound[] = [];
  rows: QueueRow[] = [];
  /** Whether the controller came back lately. */
  recovered = false;
  memory: SlurmMemory = beginMemory([], [], () => -1);

  constructor(readonly runs: SlurmSight["runs"]) {}

  /** A round of elements, in the queue with one state. */
  submit(elements: readonly (readonly string[])[], state = "PENDING", reason = "Priority"): SlurmRound {
    const id = String(this.rounds.length + 1).padStart(3, "0");
    const round = { id, name: `mixlab-0123456789ab.${id}`, elements };
    this.rounds.push(round);
    elements.forEach((_, element) => this.set(round, element, state, reason));
    this.memory = withRound(this.memory, round, { unsure: false, checkpointed: (key) => this.steps.get(key) ?? -1 });
    return round;
  }

  /** What the queue says of an element; no state: nothing. */
  set({ id, name }: SlurmRound, element: number, state?: string, reason = "None"): void {
    this.rows = this.rows.filter((row) => row.name !== name || row.element !== element);
    if (state === undefined) return;
    this.rows.push({ name, job: String(Number(id)), element, state, reason, node: state === "RUNNING" ? "n1" : "" });
  }

  /** Looks as often as is said, and returns the last step. */
  look(times = 1): SlurmStep {
    let step: SlurmStep;
    do {
      step = slurmStep(
        {
          ...{ runs: this.runs, rounds: this.rounds, rows: this.rows, complete: this.complete },
          checkpointed: (key) => this.steps.get(key) ?? -1,
          failure: (key) => this.failures.get(key),
          recovered: this.recovered,
          log: ({ id }, job, element) => job && `slurm/${id}/${job}_${element}.out`,
        },
        this.memory,
        LIMITS,
      );
      this.memory = step.memory;
    } while (--times > 0);
    return step;
  }
}
