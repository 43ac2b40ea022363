/**
 * How long runs take, and how long a sweep still will, from runs that were made. Times in seconds.
 *
 * @module
 */
import type { SweepRun } from "../plan.ts";

/** Runs of one kind take the same time a step and the same memory: they have the same learner. */
export function kindOf({ learner = {} }: Pick<SweepRun, "learner">): string {
  const { "schedule-steps": _, ...rest } = learner;
  return JSON.stringify(Object.entries(rest).sort(([a], [b]) => a < b ? -1 : 1));
}

/** A run that is being made. */
export interface Underway {
  readonly run: SweepRun;
  /** Since its worker started. */
  readonly seconds: number;
  /** Part of its own steps that this worker has made, and part that is left. */
  readonly made: number;
  readonly left: number;
}

interface Timing {
  readonly steps: number;
  readonly seconds: number;
}

/** Less of a run than this tells nothing of its whole time. */
const TELLING = 0.05;

/** Measured times of runs. */
export class Pace {
  readonly #made = new Map<string, Timing[]>();
  #underway = new Map<string, Timing[]>();

  /** A run was made from its beginning in this time. */
  finished(run: SweepRun, seconds: number): void {
    const kind = kindOf(run);
    this.#made.set(kind, [...this.#made.get(kind) ?? [], { steps: run.steps, seconds }]);
  }

  /** Runs under way tell of kinds of which none has finished. */
  watch(underway: readonly Underway[]): void {
    this.#underway = new Map();
    for (const { run, seconds, made } of underway) {
      if (made < TELLING) continue;
      const kind = kindOf(run), timings = this.#underway.get(kind) ?? [];
      this.#underway.set(kind, [...timings, { steps: run.steps, seconds: seconds / made }]);
    }
  }

  /** How long a run takes; undefined when no run of its kind tells: another model has another pace. */
  seconds(run: Pick<SweepRun, "steps" | "learner">): number | undefined {
    const kind = kindOf(run);
    const known = this.#made.get(kind) ?? this.#underway.get(kind);
    return known && expectedTime(known, run.steps);
  }

  /**
   * A number to tell the longer of two runs by, which is no time: of a kind that nothing is known of it is at the pace of
   * the others, and before anything is known each step counts the same.
   */
  length(run: Pick<SweepRun, "steps" | "learner">): number {
    const own = this.seconds(run);
    if (own !== undefined) return own;
    const all = [...this.#made.values(), ...this.#underway.values()].flat();
    return (all.length === 0 ? 1 : ratio(all)) * run.steps;
  }
}

/**
 * The mean of runs of as many steps; or else start and time a step by least squares, where runs of several lengths were
 * made; or else in proportion.
 */
function expectedTime(known: readonly Timing[], steps: number): number {
  const same = known.filter((timing) => timing.steps === steps);
  if (same.length > 0) return mean(same, ({ seconds }) => seconds);
  const middle = mean(known, ({ steps }) => steps), typical = mean(known, ({ seconds }) => seconds);
  const spread = known.reduce((sum, { steps }) => sum + (steps - middle) ** 2, 0);
  if (spread > 0) {
    const slope = known.reduce((sum, { steps, seconds }) => sum + (steps - middle) * (seconds - typical), 0) / spread;
    const start = typical - slope * middle;
    if (slope > 0 && start >= 0) return start + slope * steps;
  }
  return ratio(known) * steps;
}

function ratio(known: readonly Timing[]): number {
  return mean(known, ({ seconds }) => seconds) / mean(known, ({ steps }) => steps);
}

function mean<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0) / values.length;
}

/** How long a sweep still takes. */
export interface TimeLeft {
  /** Of the runs that are told; undefined where there are runs and none is. */
  readonly seconds: number | undefined;
  /** Names of the models of the others: no run of theirs was made, or has come far. */
  readonly untold: readonly string[];
}

/**
 * Time that the runs of a sweep need that are not made yet: all of it shared among the workers, and never less than the
 * longest run, or chain of a run and those that go on from it.
 *
 * @param waiting runs to be started, parents before children.
 */
export function timeLeft(
  pace: Pace,
  { waiting, underway, workers }: {
    readonly waiting: readonly SweepRun[];
    readonly underway: readonly Underway[];
    readonly workers: number;
  },
): TimeLeft {
  pace.watch(underway);
  const ends = new Map<string, number>(), untold = new Set<string>();
  let work = 0, last = 0;
  const add = (run: SweepRun, left = 1) => {
    const whole = pace.seconds(run);
    if (whole === undefined) return untold.add(run.labels.model ?? "own");
    const seconds = whole * left;
    const end = seconds + (run.parent === undefined ? 0 : ends.get(run.parent) ?? 0);
    ends.set(run.key, end);
    work += seconds;
    last = Math.max(last, end);
  };
  for (const { run, left } of underway) add(run, left);
  for (const run of waiting) add(run);
  const isTold = ends.size > 0 || untold.size === 0;
  return { seconds: isTold ? Math.max(last, work / Math.max(1, workers)) : undefined, untold: [...untold] };
}
