/**
 * The table of a sweep's runs. m domains, k targets.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import { matrix } from "../../numerics/matrix.ts";
import type { RunKey, RunTable } from "../../tables/run_table.ts";
import { wholeNumber } from "../../text/whole_number.ts";
import type { SweepPlan, SweepRun } from "../plan.ts";
import { type Collected, collectNotes } from "./collect_notes.ts";
import { readSweepResult } from "./sweep_result.ts";

/**
 * What is collected of a sweep.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { CollectOptions } from "@mixlab/mixlab/train";
 *
 * const ends: CollectOptions = { split: "val", steps: "last" };
 * equal(ends.steps, "last");
 * ```
 */
export interface CollectOptions {
  /** Split whose losses are collected. Default "val", on which alone runs are evaluated on the way. */
  readonly split?: "val" | "test";
  /**
   * Which evaluations: "all" but those before the first update (default), "last", or those at some numbers of updates, 0
   * for losses before the first one.
   */
  readonly steps?: "all" | "last" | readonly number[];
}

/**
 * What was collected of a sweep.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SweepCollection } from "@mixlab/mixlab/train";
 *
 * const whole = ({ missing }: Pick<SweepCollection, "missing">) => missing.length === 0;
 * equal(whole({ missing: [] }), true);
 * ```
 */
export interface SweepCollection {
  /** A row for each evaluation, in the plan's order; undefined when no run has a result. */
  readonly table: RunTable | undefined;
  /** Runs without a result, in the plan's order. */
  readonly missing: readonly SweepRun[];
}

/** What tells parents from children in a table of segments. */
const SEGMENT = "segment";

/**
 * The table of those runs of a plan that have a result: a row for each evaluation on the way and at the end, the same
 * table however the runs were made.
 *
 * `step` counts from the first update of the first parent, and so do `tokens`: they are those of the whole run up to the
 * row, parents included, and missing where they cannot be told. Shares are those that were asked for; how far those of the
 * rows drawn are from them is among the notes.
 *
 * A plan with parents gives a table of segments: `parent` is the id of the run that a segment goes on from, `startStep` the
 * updates that it begins with, `startLosses` what its losses were then, and the label `segment` says "parent" where others
 * go on from it, or else "child". Rows at the start of a segment are not given.
 *
 * @throws {SyntaxError | TypeError | RangeError} when a result or configuration was altered, naming the file.
 * @throws {RangeError} when the split was not evaluated, or there is no evaluation at a number of updates.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { writeTable } from "@mixlab/mixlab";
 * import { collectSweep, runName, type SweepPlan } from "@mixlab/mixlab/train";
 *
 * // A sweep of one run, as it lies on disk.
 * const runsIn = Deno.makeTempDirSync(), rule = { rule: "fixed", options: { shares: [1], batches: "exact" } };
 * const config = { rule, steps: 4, seed: 0, domains: ["web"], targets: ["web"] }, key = runName(config);
 * const run = { key, id: "pure", shares: [1], seed: 0, steps: 4, startStep: 0, labels: { model: "tiny" } };
 * const plan: SweepPlan = {
 *   ...{ format: "mixlab/sweep", version: 1, mixlab: "0.1.0", runsIn, settings: {}, corpus: {} },
 *   ...{ domains: ["web"], targets: ["web"], batches: "exact", design: null, runs: [run] },
 * };
 * deepEqual(collectSweep(plan), { table: undefined, missing: [run] });
 *
 * const outcome = { steps: 4, tokens: 256, start: [5.5], val: [3.25], test: null, realised: [1], parameters: 99 };
 * Deno.mkdirSync(`${runsIn}/${key}`);
 * Deno.writeTextFileSync(`${runsIn}/${key}/config.json`, JSON.stringify(config));
 * Deno.writeTextFileSync(`${runsIn}/${key}/result.json`, JSON.stringify({ attempt: "0001", value: outcome }));
 * equal(
 *   writeTable(collectSweep(plan).table!),
 *   "run,seed,step,tokens,parameters,model,share:web,loss:web\npure,0,4,256,99,tiny,1,3.25\n",
 * );
 * Deno.removeSync(runsIn, { recursive: true });
 * ```
 */
export function collectSweep(
  plan: SweepPlan,
  { split = "val", steps = "all" }: CollectOptions = {},
): SweepCollection {
  checkSteps(steps);
  const found: Collected[] = [], byKey = new Map<string, Collected>(), missing: SweepRun[] = [];
  for (const run of plan.runs) {
    const result = readSweepResult(plan, run);
    if (result === undefined) {
      missing.push(run);
      continue;
    }
    const one: Collected = { run, result, ...(run.parent !== undefined && { parent: byKey.get(run.parent) }) };
    found.push(one);
    byKey.set(run.key, one);
  }
  return { table: found.length === 0 ? undefined : tableOf(plan, found, split, steps), missing };
}

interface Row {
  readonly run: RunKey;
  readonly shares: readonly number[];
  readonly losses: readonly number[];
  readonly start: readonly number[];
}

function tableOf(
  plan: SweepPlan,
  found: readonly Collected[],
  split: "val" | "test",
  steps: NonNullable<CollectOptions["steps"]>,
): RunTable {
  const { domains, targets, runs } = plan, ids = new Map(runs.map(({ key, id }) => [key, id]));
  const parents = new Set(runs.flatMap(({ parent }) => parent ?? [])), segments = parents.size > 0;
  const odd = segments && runs.find(({ labels }) => Object.hasOwn(labels, SEGMENT));
  if (odd) throw outOfRange(`run ${odd.id}: the label ${SEGMENT} says what is parent and child here; rename it`);
  const rows: Row[] = [], without: Collected[] = [];
  for (const one of found) {
    const { run } = one, start = split === "val" ? one.result.start : one.parent?.result.test;
    if (segments && !start) {
      without.push(one);
      continue;
    }
    for (const { updates, losses } of evaluations(one, split, segments)) {
      if (!isAsked(steps, run, updates)) continue;
      const tokens = tokensAfter(one, updates);
      rows.push({
        run: {
          ...{ id: run.id, seed: run.seed, step: run.startStep + updates },
          ...(tokens !== undefined && { tokens }),
          parameters: one.result.parameters,
          ...(run.parent !== undefined && { parent: ids.get(run.parent)! }),
          ...(segments && { startStep: run.startStep }),
          labels: { ...run.labels, ...(segments && { [SEGMENT]: parents.has(run.key) ? "parent" : "child" }) },
        },
        ...{ shares: run.shares, losses, start: start ?? [] },
      });
    }
  }
  refuseUnknown(steps, rows, split);
  if (rows.length === 0) {
    throw outOfRange(`split: wanted val, got ${split}, on which no run that is there was evaluated at its start`);
  }
  const N = rows.length, k = targets.length;
  return {
    ...{ source: `the sweep in ${plan.runsIn}`, domains, targets },
    shares: matrix(N, domains.length, rows.flatMap(({ shares }) => shares)),
    losses: matrix(N, k, rows.flatMap(({ losses }) => losses)),
    ...(segments && { startLosses: matrix(N, k, rows.flatMap(({ start }) => start)) }),
    runs: rows.map(({ run }) => run),
    ...{ notes: collectNotes(plan, found, { split, without }), largestCorrection: 0 },
  };
}

/** The evaluations of a run, in order. */
function evaluations(
  { run: { id, steps }, result: { start, way, val, test } }: Collected,
  split: "val" | "test",
  segments: boolean,
): { readonly updates: number; readonly losses: readonly number[] }[] {
  if (split === "val") {
    return [...(segments ? [] : [{ updates: 0, losses: start }]), ...way, { updates: steps, losses: val }];
  }
  if (test === null) throw outOfRange(`split: wanted val, got test, of which the corpus has none (run ${id})`);
  return [{ updates: steps, losses: test }];
}

function isAsked(steps: NonNullable<CollectOptions["steps"]>, run: SweepRun, updates: number): boolean {
  if (steps === "all") return updates > 0;
  return steps === "last" ? updates === run.steps : steps.includes(run.startStep + updates);
}

/** Tokens after some of a run's own updates, those of its parents included, where they can be told. */
function tokensAfter({ run, result, parent }: Collected, updates: number): number | undefined {
  const before = run.parent === undefined ? 0 : parent && tokensAfter(parent, parent.run.steps);
  if (before === undefined) return undefined;
  if (updates === 0 || updates === run.steps) return before + (updates === 0 ? 0 : result.tokens);
  return result.even ? before + result.tokens / run.steps * updates : undefined;
}

function checkSteps(steps: NonNullable<CollectOptions["steps"]>): void {
  if (steps === "all" || steps === "last") return;
  if (!Array.isArray(steps) || steps.length === 0) {
    throw outOfRange(`steps: wanted all, last or at least one number of updates, got ${got(steps)}`);
  }
  for (const step of steps) wholeNumber("steps", step, 0, Number.MAX_SAFE_INTEGER, "≥ 0");
}

function refuseUnknown(steps: NonNullable<CollectOptions["steps"]>, rows: readonly Row[], split: string): void {
  if (!Array.isArray(steps)) return;
  const there = new Set(rows.map(({ run }) => run.step));
  const unknown = steps.find((step) => !there.has(step));
  if (unknown === undefined) return;
  throw outOfRange(
    `steps: no run was evaluated on ${split} after ${unknown} updates; --steps all tells where they were`,
  );
}
