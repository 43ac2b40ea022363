/**
 * The text of `deno task sweep --help`.
 *
 * @module
 */
import { designNamed } from "../designs/designs.ts";
import { givenOnLine } from "./arguments.ts";
import { helpLine } from "./help_lines.ts";
import { helpOfDesign } from "./sweep_design_help.ts";
import { planHelp } from "./sweep_plan_help.ts";
import { RUN_HELP } from "./sweep_run_help.ts";

const COMMANDS: readonly (readonly [left: string, right: string])[] = [
  ["plan", "writes plan.json: mixtures × seeds × models, and says what the runs cost"],
  ["run FOLDER", "makes what the sweep lacks, on this machine or as Slurm job arrays"],
  ["status FOLDER", "how far it is, what failed and why, how long the rest takes"],
  ["collect FOLDER", "writes runs.csv, which deno task fit reads"],
  ["cancel FOLDER", "takes its jobs out of Slurm's queue"],
  ["worker FOLDER RUN…", "makes runs of the plan by hand: by keys, or by numbers from 1"],
];

const WORKER: readonly (readonly [left: string, right: string])[] = [
  ["--events", "progress as lines of JSON on standard output"],
  ["--leash", "stops, with a checkpoint, when standard input ends"],
  ["--log PATH", "where its output goes, for the record of a run that fails"],
  ["--round R", "with --element: runs of a Slurm job, as sweep run wrote them down, in place of those named"],
  ["--element N", "number of an element of that job's array"],
];

const STATUS: readonly (readonly [left: string, right: string])[] = [
  ["--failed", "every run that failed, with state, reason and log"],
  ["--json", "one JSON document"],
];

const COLLECT: readonly (readonly [left: string, right: string])[] = [
  ["--out FILE", "the table (default: FOLDER/runs.csv)"],
  ["--steps WHICH", "all: a row for each evaluation (the default); last: the ends of runs; or numbers of updates"],
  ["--split NAME", "val (the default), or test: the ends of runs"],
  ["--allow-missing", "write the table though runs are missing; they are named in any case"],
  ["--json", "one JSON document; missing runs with state, reason and log"],
];

const lines = (table: typeof COMMANDS) => table.map(([left, right]) => helpLine(left, right)).join("\n");

const WORKER_HELP = `deno task sweep worker FOLDER RUN…
${lines(WORKER)}

A worker skips runs that have a result, goes on from checkpoints, and waits while another process makes its run. Exit code: 0
all have results, 1 a run failed, 2 bad input, 130 stopped (SIGTERM or Ctrl-C; a checkpoint was saved).`;

const STATUS_HELP = `deno task sweep status FOLDER
${lines(STATUS)}

Exit code: 0, 1 when a run failed, 2 bad input.`;

const COLLECT_HELP = `deno task sweep collect FOLDER
${lines(COLLECT)}

Exit code: 0 the table was written, 1 it was not for want of runs, 2 bad input.`;

const CANCEL_HELP = `deno task sweep cancel FOLDER
  Runs that were under way have checkpoints; sweep run goes on from them.`;

/** The help of a command, or of plan with the design that its line names. */
export function commandHelp(name: string, args: readonly string[]): string {
  if (name === "plan") return planHelpFor(givenOnLine(args, "design"));
  const helps: Readonly<Record<string, string>> = {
    ...{ run: RUN_HELP, worker: WORKER_HELP, status: STATUS_HELP, collect: COLLECT_HELP, cancel: CANCEL_HELP },
  };
  return helps[name];
}

function planHelpFor(design: string | undefined): string {
  if (design === undefined || design.startsWith("-")) return planHelp();
  return `${helpOfDesign(designNamed(design))}\n\ndeno task sweep plan --help tells of all else.`;
}

/** The help of all commands. */
export const SWEEP_HELP = `Plans, runs and collects many runs.

  deno task sweep plan --design cover --runs 24 --seeds 0,1,2 --steps 1000 --out sweeps/three
  deno task sweep run sweeps/three
  deno task sweep status sweeps/three
  deno task sweep collect sweeps/three
  deno task fit sweeps/three/runs.csv

commands, each with --help
${lines(COMMANDS)}

A sweep is a folder with plan.json. Its runs are made in run directories, each named by the hash of its configuration, which
other sweeps and deno task mix share: a run that has a result is never made again. Commands and workers run in the directory
in which the plan was made.

deno task sweep plan (with --design NAME --help: that design alone)
${planHelp()}

deno task sweep run FOLDER
${RUN_HELP}

${WORKER_HELP}

${STATUS_HELP}

${COLLECT_HELP}

${CANCEL_HELP}`;
