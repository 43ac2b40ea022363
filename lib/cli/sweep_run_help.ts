/**
 * The text of `deno task sweep run --help`.
 *
 * @module
 */
import { helpLine } from "./help_lines.ts";
import { SLURM_HELP } from "./sweep_slurm_help.ts";

const LINES: readonly (readonly [left: string, right: string])[] = [
  ["--executor NAME", "local: processes on this machine (the default); slurm: job arrays"],
  ["--json", "one JSON document of what was made, failed and is missing; all else goes to standard error"],
];

const LOCAL: readonly (readonly [left: string, right: string])[] = [
  ["--workers N", "runs at once (default: as many as the cores hold with the plan's threads; more are refused)"],
  ["--memory GB", "what workers may take in all, at their peaks (default: what is available at each moment)"],
  ["--attempts N", "how often a run is tried (default: 2 where its worker was lost, 1 where the run itself failed)"],
];

const linesOf = (lines: typeof LINES) => lines.map(([left, right]) => helpLine(left, right)).join("\n");

/** The help. */
export const RUN_HELP =
  `Makes the runs that a sweep lacks: those that have a result are left as they are, those that were
begun go on from their checkpoints. Interrupted or killed, the same line goes on from there.

  deno task sweep run sweeps/three

${linesOf(LINES)}

On this machine (what each worker says is in FOLDER/log, why a run failed in FOLDER/failed):
${linesOf(LOCAL)}

With --executor slurm:
${SLURM_HELP}

Exit codes: 0 all runs are complete (with --detach: all are submitted), 1 some are not, 2 bad input, 130 interrupted.`;
