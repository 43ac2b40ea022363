/**
 * What `deno task sweep run --help` says of Slurm.
 *
 * @module
 */
import { SBATCH_OPTIONS } from "../sweep/slurm/options.ts";
import { helpLine } from "./help_lines.ts";

const EXPLAINED: readonly (readonly [left: string, right: string])[] = [
  ["--sbatch LINE", "a further option of sbatch, as --sbatch=--licenses=fast; may be given several times"],
  ["--setup LINE", "a line of shell before the worker, as 'module load deno'; may be given several times"],
  ["--runs-per-element N", "runs that an element makes one after the other (default: as many as take a minute)"],
  ["--throttle N", "elements that run at the same time at most (default: as many as Slurm lets)"],
  ["--array-size N", "elements of an array at most (default: the cluster's MaxArraySize)"],
  ["--attempts N", "how often a run may fail; one that came further than before is not counted (default 2)"],
  ["--poll SECONDS", "time between two looks at the queue (default: 2, growing to 15)"],
  ["--detach", "submit everything and return; the same line without it waits, sweep status tells where it stands"],
];

/** The options of the Slurm executor, a line or more each. */
export const SLURM_HELP = [
  ...Object.entries(SBATCH_OPTIONS).map(([name, form]) => helpLine(`--${name} ${form}`, handedOn(name))),
  ...EXPLAINED.map(([left, right]) => helpLine(left, right)),
].join("\n");

function handedOn(name: string): string {
  if (name === "cpus-per-task") return "CPUs of an element (default: the plan's threads)";
  if (name === "signal") return "handed to sbatch: SIGTERM so long before the time limit, at which a worker saves";
  return "handed to sbatch";
}
