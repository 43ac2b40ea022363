import type { SweepRun } from "../plan.ts";

/** How a run of a queue stands. */
export type QueueState = "complete" | "running" | "waiting" | "failed";

/** The runs of a plan, as an executor takes them one after the other: a run only when its parent is complete. */
export class RunQueue {
  readonly #states: Map<string, QueueState>;
  readonly #children = new Map<string, SweepRun[]>();

  /** @param runs parents before children. */
  constructor(readonly runs: readonly SweepRun[], isComplete: (run: SweepRun) => boolean) {
    this.#states = new Map(runs.map((run) => [run.key, isComplete(run) ? "complete" : "waiting"]));
    for (const run of runs) {
      if (run.parent !== undefined) this.#children.set(run.parent, [...this.#children.get(run.parent) ?? [], run]);
    }
  }

  /** How a run stands. */
  state({ key }: SweepRun): QueueState {
    return this.#states.get(key)!;
  }

  /** Says how a run stands now. */
  set({ key }: SweepRun, state: QueueState): void {
    this.#states.set(key, state);
  }

  /** Runs of a state, in the plan's order. */
  of(state: QueueState): SweepRun[] {
    return this.runs.filter((run) => this.state(run) === state);
  }

  /** Waiting runs that have no complete parent and whose parents, or theirs, failed: they cannot be made. */
  blocked(): SweepRun[] {
    const lost = new Set(this.of("failed").map(({ key }) => key));
    return this.of("waiting").filter(({ key, parent }) => parent !== undefined && lost.has(parent) && lost.add(key));
  }

  /**
   * Runs that can be started, the longest first, each counted with the longest chain of those that go on from it; equal
   * ones in the plan's order.
   */
  ready(lengthOf: (run: SweepRun) => number): SweepRun[] {
    const lengths = new Map<string, number>();
    for (const run of this.runs.toReversed()) {
      const children = this.#children.get(run.key) ?? [];
      lengths.set(run.key, lengthOf(run) + Math.max(0, ...children.map(({ key }) => lengths.get(key)!)));
    }
    return this.of("waiting")
      .filter(({ parent }) => parent === undefined || this.#states.get(parent) === "complete")
      .sort((a, b) => lengths.get(b.key)! - lengths.get(a.key)!);
  }
}
