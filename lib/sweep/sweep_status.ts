/**
 * How far a sweep is, from what is on disk.
 *
 * @module
 */
import { Pace, timeLeft, type Underway } from "./local/pace.ts";
import type { SweepPlan, SweepRun } from "./plan.ts";
import { type RunStanding, runStandings } from "./run_standings.ts";
import { runTiming } from "./signs_of_life.ts";

/**
 * How far a sweep is.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepStatus } from "@mixlab/mixlab/train";
 *
 * const done = ({ counts }: Pick<SweepStatus, "counts">) => counts.complete;
 * equal(done({ counts: { complete: 3, running: 1, stopped: 0, waiting: 0, blocked: 0, failed: 0 } }), 3);
 * ```
 */
export interface SweepStatus {
  /** Where each run stands, in the plan's order. */
  readonly standings: readonly RunStanding[];
  /** Runs by where they stand. */
  readonly counts: StandingCounts;
  /** The same of runs that have the same labels. */
  readonly groups: readonly { readonly labels: Readonly<Record<string, string>>; readonly counts: StandingCounts }[];
  /** Updates a second of running runs since they were last begun, by key, where that can be told. */
  readonly rates: ReadonlyMap<string, number>;
  /**
   * Seconds that the rest takes with as many at once as are running now (one when none is), the `untold` runs not counted;
   * undefined: not known yet.
   */
  readonly left: number | undefined;
  /**
   * Names of models with runs left of which none has finished or come far: a model of another size would be told at the
   * pace of those that have.
   */
  readonly untold: readonly string[];
  /** Finished runs whose times tell that. */
  readonly measured: number;
}

/**
 * Numbers of runs by where they stand.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { StandingCounts } from "@mixlab/mixlab/train";
 *
 * const open = ({ running, stopped, waiting }: StandingCounts) => running + stopped + waiting;
 * equal(open({ complete: 3, running: 1, stopped: 0, waiting: 4, blocked: 0, failed: 0 }), 5);
 * ```
 */
export type StandingCounts = Readonly<Record<RunStanding["state"], number>>;

/** Finished runs of one kind and length that are looked at: times hardly differ. */
const LOOKS = 16;

/**
 * How far a sweep is; failed runs and those that wait for them are not among what is left.
 *
 * @param folder of the sweep.
 * @param now ms since 1970.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type SweepRun, sweepStatus } from "@mixlab/mixlab/train";
 *
 * const run: SweepRun = {
 *   ...{ key: "0123456789ab", id: "even", shares: [1], seed: 0, steps: 4, startStep: 0, labels: { model: "tiny" } },
 * };
 * const folder = Deno.makeTempDirSync(), { groups, left } = sweepStatus({ runs: [run], runsIn: `${folder}/runs` }, folder);
 * deepEqual([groups[0].labels, groups[0].counts.waiting, left], [{ model: "tiny" }, 1, undefined]);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function sweepStatus(
  plan: Pick<SweepPlan, "runs" | "runsIn">,
  folder: string,
  now: number = Date.now(),
): SweepStatus {
  const standings = runStandings(plan, folder), groups = new Map<string, RunStanding[]>();
  for (const standing of standings) {
    const name = JSON.stringify(standing.run.labels);
    groups.set(name, [...groups.get(name) ?? [], standing]);
  }
  const running = standings.filter(({ state }) => state === "running"), rates = new Map<string, number>();
  const underway = running.map((standing): Underway => {
    const { run, step = 0, folder } = standing, timing = runTiming(folder);
    const from = Math.max(0, (timing?.from ?? run.startStep) - run.startStep);
    const seconds = timing === undefined ? 0 : (now - timing.begun) / 1000, made = Math.max(0, step - from);
    if (seconds > 0 && made > 0) rates.set(run.key, made / seconds);
    return { run, seconds, made: made / run.steps, left: 1 - step / run.steps };
  });
  const made = madeRuns(standings), waiting = waitingRuns(standings);
  const { seconds: left, untold } = timeLeft(paceOf(made), { waiting, underway, workers: running.length });
  return {
    ...{ standings, counts: countsOf(standings), rates, measured: made.length },
    groups: [...groups].map(([name, those]) => ({ labels: JSON.parse(name), counts: countsOf(those) })),
    ...{ left, untold },
  };
}

/** Runs that will be begun or gone on with, parents before children. */
function waitingRuns(standings: readonly RunStanding[]) {
  const hopeless = new Set<string>();
  return standings.flatMap(({ run, state }) => {
    if (state === "failed" || (run.parent !== undefined && hopeless.has(run.parent))) hopeless.add(run.key);
    return state === "complete" || state === "running" || hopeless.has(run.key) ? [] : [run];
  });
}

/** A finished run, and how long it took (s). */
interface MadeRun {
  readonly run: SweepRun;
  readonly seconds: number;
}

/** How long finished runs took, of those of which it is known. */
function madeRuns(standings: readonly RunStanding[]): MadeRun[] {
  const looks = new Map<string, number>(), made: MadeRun[] = [];
  for (const { run, state, folder } of standings.toReversed()) {
    if (state !== "complete") continue;
    const kind = JSON.stringify([run.learner, run.steps]), seen = looks.get(kind) ?? 0;
    if (seen === LOOKS) continue;
    looks.set(kind, seen + 1);
    const timing = runTiming(folder), updates = (timing?.ended?.step ?? 0) - (timing?.from ?? 0);
    if (timing?.ended === undefined || updates <= 0) continue;
    made.push({ run, seconds: (timing.ended.at - timing.begun) / 1000 * run.steps / updates });
  }
  return made;
}

function paceOf(made: readonly MadeRun[]): Pace {
  const pace = new Pace();
  for (const { run, seconds } of made) pace.finished(run, seconds);
  return pace;
}

function countsOf(standings: readonly RunStanding[]): StandingCounts {
  const counts = { complete: 0, running: 0, stopped: 0, waiting: 0, blocked: 0, failed: 0 };
  for (const { state } of standings) counts[state]++;
  return counts;
}
