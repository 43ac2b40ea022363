/**
 * What `deno task sweep status` says.
 *
 * @module
 */
import type { RunStanding } from "../sweep/run_standings.ts";
import type { SlurmStanding } from "../sweep/slurm/standings.ts";
import type { StandingCounts, SweepStatus } from "../sweep/sweep_status.ts";
import { VERSION } from "../version.ts";
import { many } from "./many.ts";
import { duration } from "./progress.ts";
import { runTitle } from "./sweep_run_title.ts";
import { textTable } from "./text_table.ts";

/** What is to be told. */
export interface AskedStatus {
  readonly folder: string;
  readonly status: SweepStatus;
  /** Only of what failed. */
  readonly failed: boolean;
  /** ms since 1970. */
  readonly now: number;
}

/** Slurm's view of runs, by key. */
type Queue = ReadonlyMap<string, SlurmStanding>;

const STATES = ["complete", "running", "stopped", "waiting", "blocked", "failed"] as const;
/** More runs than this are told in the document alone; failed ones with --failed. */
const MOST = 20;
/** Something was written so lately (ms) that a machine whose locks are not seen may be at it: evaluations take a while. */
const LATELY = 5 * 60_000;

/** The text for people. */
export function statusText({ folder, status, failed, now }: AskedStatus, queue: Queue): string {
  const { standings, counts } = status, of = (state: RunStanding["state"]) => inState(standings, state);
  const failures = failedRuns(of("failed"), failed ? Infinity : MOST);
  if (failed) return failures === "" ? `${folder}: no run has failed` : failures;
  const parts = [
    `${folder}: ${counts.complete} of ${many(standings.length, "run")} complete: ${wordOf(counts)}`,
    countTable(status),
    runTable("running", of("running"), status, queue, now),
    runTable("stopped", of("stopped"), status, queue, now),
    queueLine(queue),
    failures,
    leftLine(status),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The document of --json. Seconds, updates a second, times as ISO 8601. */
export function statusDocument({ folder, status, failed, now }: AskedStatus, queue: Queue): unknown {
  const { standings, counts, groups, rates, left, untold, measured } = status;
  const shown = standings.filter(({ state }) => failed ? state === "failed" : state !== "complete");
  return {
    ...{ mixlab: VERSION, folder, at: new Date(now).toISOString(), runs: standings.length, standing: wordOf(counts) },
    ...{
      counts,
      groups,
      secondsLeft: left ?? null,
      untold,
      atOnce: Math.max(1, counts.running),
      measuredRuns: measured,
    },
    open: shown.map(({ run, state, step, lastSign, failure, folder }) => ({
      ...{ key: run.key, id: run.id, seed: run.seed, labels: run.labels, state, folder, steps: run.steps },
      ...(step !== undefined && { step }),
      ...(rates.has(run.key) && { rate: rates.get(run.key) }),
      ...(lastSign !== undefined && { lastSign: new Date(lastSign).toISOString() }),
      ...(failure && { failure }),
      ...(queue.has(run.key) && { slurm: queue.get(run.key) }),
    })),
  };
}

function inState(standings: readonly RunStanding[], state: RunStanding["state"]): RunStanding[] {
  return standings.filter((standing) => standing.state === state);
}

/** The sweep in a word or two. */
function wordOf({ failed, ...open }: StandingCounts): string {
  if (failed > 0) return `${failed} failed`;
  return open.running + open.stopped + open.waiting + open.blocked > 0 ? "unfinished" : "complete";
}

function countTable({ groups }: SweepStatus): string {
  const names = [...new Set(groups.flatMap(({ labels }) => Object.keys(labels)))];
  const states = STATES.filter((state) => state === "complete" || groups.some(({ counts }) => counts[state] > 0));
  return textTable(
    [...names, ...states],
    groups.map(({ labels, counts }) => [
      ...names.map((name) => labels[name] ?? ""),
      ...states.map((state) => String(counts[state])),
    ]),
  );
}

function runTable(
  state: "running" | "stopped",
  standings: readonly RunStanding[],
  { rates }: SweepStatus,
  queue: Queue,
  now: number,
): string {
  if (standings.length === 0) return "";
  const rows = standings.slice(0, MOST).map(({ run, step, lastSign }) => [
    runTitle(run),
    step === undefined ? "begun" : `step ${step} of ${run.steps}`,
    rates.has(run.key) ? `${rates.get(run.key)!.toPrecision(3)} updates/s` : "",
    lastSign === undefined ? "" : `${duration(Math.max(0, now - lastSign) / 1000)} ago`,
    ...queueCells(queue, run.key),
  ]);
  const header = [state, "", "", "last line", ...(queue.size > 0 ? ["Slurm"] : [])];
  const unseen = state === "stopped" && standings.some(({ lastSign = 0 }) => now - lastSign < LATELY)
    ? "\nNobody is seen to hold the lock of a stopped run. One that was written to lately may be in training on another " +
      "machine,\nwhere the file system does not show its locks here."
    : "";
  return textTable(header, rows) + more(standings.length) + unseen;
}

function queueCells(queue: Queue, key: string): string[] {
  const there = queue.get(key);
  if (queue.size === 0) return [];
  return [there === undefined ? "" : `${there.job} ${there.state}${there.node === "" ? "" : ` on ${there.node}`}`];
}

/** What Slurm says of all runs without a result. */
function queueLine(queue: Queue): string {
  if (queue.size === 0) return "";
  const numbers = new Map<string, number>();
  for (const { state, reason } of queue.values()) {
    const name = state === "PENDING" && reason !== "" ? `${state} (${reason})` : state;
    numbers.set(name, (numbers.get(name) ?? 0) + 1);
  }
  return `Slurm: ${[...numbers].map(([name, number]) => `${number} ${name}`).join(", ")}`;
}

function failedRuns(standings: readonly RunStanding[], most: number): string {
  const told = standings.slice(0, most).map(({ run, failure, step }) =>
    [
      `failed: ${runTitle(run)}${step === undefined ? "" : `, step ${step} of ${run.steps}`}: ${failure!.state}: ` +
      failure!.reason,
      `  log: ${failure!.log ?? "none"}`,
    ].join("\n")
  );
  const hidden = standings.length - told.length;
  return told.join("\n") + (hidden > 0 ? `\nand ${hidden} more: --failed tells all` : "");
}

function more(number: number): string {
  return number > MOST ? `\nand ${number - MOST} more: --json tells all` : "";
}

function leftLine({ counts, left, untold, measured }: SweepStatus): string {
  const open = counts.running + counts.stopped + counts.waiting + counts.blocked;
  if (open === 0) return "";
  if (left === undefined) {
    return `time left: not known before a run${measured > 0 ? ` of ${untold.join(", ")}` : ""} has finished`;
  }
  const by = measured > 0 ? `by ${many(measured, "finished run")}` : "by the runs under way";
  const told = `time left: about ${duration(left)} with ${
    counts.running > 1 ? `${counts.running} at once` : "one run at a time"
  }, ${by}`;
  return untold.length === 0 ? told : `${told}; and what ${untold.join(", ")} takes, of which no run has finished`;
}
