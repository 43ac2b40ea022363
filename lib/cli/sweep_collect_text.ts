/**
 * What `deno task sweep collect` says.
 *
 * @module
 */
import type { SweepPlan } from "../sweep/plan.ts";
import { localLog } from "../sweep/local_log.ts";
import type { RunStanding } from "../sweep/run_standings.ts";
import { shellWord } from "../sweep/slurm/script_words.ts";
import type { SlurmStanding } from "../sweep/slurm/standings.ts";
import type { RunTable } from "../tables/run_table.ts";
import { VERSION } from "../version.ts";
import { many } from "./many.ts";
import { runTitle } from "./sweep_run_title.ts";

/** What is to be told. */
export interface ToldCollection {
  readonly folder: string;
  readonly plan: SweepPlan;
  readonly table: RunTable | undefined;
  readonly missing: readonly MissingRun[];
  readonly split: "val" | "test";
  /** Where the table was written, where it was. */
  readonly out?: string;
}

/** The text for people. */
export function collectText({ folder, plan, table, missing, out }: ToldCollection): string {
  const runs = plan.runs.length, there = runs - missing.length;
  const lines = table === undefined ? [`${folder}: none of ${many(runs, "run")} has a result: nothing was written`] : [
    out === undefined
      ? `${folder}: ${missing.length} of ${runs} runs are missing: nothing was written; --allow-missing collects ` +
        `the ${there} that are there`
      : `${out}: ${many(table.runs.length, "row")} of ${many(there, "run")}${
        missing.length > 0 ? ` (of ${runs})` : ""
      }, ` +
        `${many(table.domains.length, "domain")}, ${many(table.targets.length, "target")}, steps ${
          stepsOf(table).join(", ")
        }`,
    ...table.notes,
  ];
  const hint = out === undefined || table === undefined ? [] : fitLine(out, table);
  return [...lines, ...hint].join("\n");
}

/** A run without a result: where it stands, why, and what its workers said. */
export interface MissingRun {
  readonly standing: RunStanding;
  readonly reason: string;
  /** Path of the log, where there is one. */
  readonly log: string | undefined;
}

/** Why a run is missing: what was recorded, or else what is seen. */
export function whyMissing(standing: RunStanding, sweep: string, slurm: SlurmStanding | undefined): MissingRun {
  const { run: { key }, state, failure } = standing;
  const queue = slurm && `; Slurm: ${slurm.state}${slurm.reason === "" ? "" : ` (${slurm.reason})`}`;
  const reason = failure === undefined ? `${WHY[state]}${queue ?? ""}` : `${failure.state}: ${failure.reason}`;
  return { standing, reason, log: failure?.log ?? slurm?.log ?? localLog(sweep, key) };
}

/** The missing runs, a line each. */
export function missingText({ missing }: ToldCollection): string {
  return missing.map(({ standing: { run, state, step, folder }, reason, log }) => {
    const at = step === undefined ? "" : `, step ${step} of ${run.steps}`;
    return `missing: ${runTitle(run)}: ${state}${at}: ${reason} (log: ${log ?? "none"}; run: ${folder})`;
  }).join("\n");
}

const WHY: Readonly<Record<RunStanding["state"], string>> = {
  complete: "it finished while the others were read; collect again",
  running: "a worker trains it",
  stopped: "it was begun, and no worker is seen to train it",
  waiting: "it was not begun",
  blocked: "the run that it goes on from has no result",
  failed: "it failed",
};

/** The document of --json. */
export function collectDocument({ folder, plan, table, missing, split, out }: ToldCollection): unknown {
  return {
    ...{ mixlab: VERSION, folder, out: out ?? null, split, unit: "nats per token" },
    ...{ runs: plan.runs.length, collected: plan.runs.length - missing.length, rows: table?.runs.length ?? 0 },
    ...{ steps: table === undefined ? [] : stepsOf(table), notes: table?.notes ?? [] },
    missing: missing.map(({ standing: { run, state, step, folder }, reason, log }) => ({
      ...{ key: run.key, id: run.id, seed: run.seed, labels: run.labels, state, folder },
      ...(step !== undefined && { step, steps: run.steps }),
      ...{ reason, log: log ?? null },
    })),
  };
}

function stepsOf({ runs }: RunTable): number[] {
  return [...new Set(runs.map(({ step }) => step!))].sort((a, b) => a - b);
}

/** How the table is fitted: of runs one step at a time, of segments the children of one start. */
function fitLine(out: string, table: RunTable): string[] {
  const last = stepsOf(table).at(-1)!;
  if (table.startLosses === undefined) return [`fit it: deno task fit ${shellWord(out)} --where step=${last}`];
  const child = table.runs.findLast(({ labels }) => labels.segment === "child");
  if (child === undefined) return [];
  return [
    `fit it: deno task fit ${shellWord(out)} --law linear-dynamic --where segment=child,start_step=${child.startStep}`,
  ];
}
