/**
 * The batch script of a round.
 *
 * @module
 */
import { join } from "node:path";
import type { SlurmOptions } from "./options.ts";
import type { SlurmRound } from "./rounds.ts";
import { logFolder, sbatchLine, shellWord } from "./script_words.ts";

/** What a script is made of. */
export interface ScriptParts {
  readonly round: SlurmRound;
  /** Folder of the sweep, absolute. */
  readonly folder: string;
  /** Working directory of all workers, absolute. */
  readonly cwd: string;
  /** Command line of a worker. */
  readonly worker: readonly string[];
  /** CPUs of an element, unless an option says otherwise. */
  readonly threads: number;
  /** Where Deno keeps what it fetched, when that was said. */
  readonly denoDir?: string;
  readonly options: Pick<SlurmOptions, "sbatch" | "lines" | "setup">;
}

/**
 * The script: readable, and good for `sbatch job.sh` by hand. Its last line replaces the shell, so that Slurm's SIGTERM
 * reaches the worker, which saves a checkpoint.
 */
export function jobScript({ round, folder, cwd, worker, threads, denoDir, options }: ScriptParts): string {
  const { sbatch = {}, lines = [], setup = [] } = options, { id, name, elements, throttle } = round;
  const here = join(folder, "slurm", id), runs = elements.reduce((sum, keys) => sum + keys.length, 0);
  const given = { "cpus-per-task": String(threads), ...sbatch };
  return [
    "#!/bin/bash",
    `# Round ${id} of a sweep of Mixlab: ${runs} runs in ${elements.length} elements, which tasks.json beside this lists.`,
    sbatchLine("job-name", name),
    sbatchLine("array", `0-${elements.length - 1}${throttle === undefined ? "" : `%${throttle}`}`),
    sbatchLine("output", join(logFolder(here), "%A_%a.out")),
    sbatchLine("open-mode", "append"),
    "#SBATCH --requeue",
    sbatchLine("chdir", cwd),
    "#SBATCH --nodes=1",
    "#SBATCH --ntasks=1",
    ...Object.entries(given).map(([option, value]) => sbatchLine(option, value)),
    ...lines.map((line) => `#SBATCH ${line}`),
    "",
    ...(denoDir === undefined ? [] : [`export DENO_DIR=${shellWord(denoDir)}`]),
    ...setup,
    `exec ${worker.map(shellWord).join(" ")} ${shellWord(folder)} --round ${id} --element "$SLURM_ARRAY_TASK_ID" \\`,
    `  --log ${shellWord(here)}/"$SLURM_ARRAY_JOB_ID"_"$SLURM_ARRAY_TASK_ID".out`,
    "",
  ].join("\n");
}

/** A worker's command line that fetches nothing: compute nodes often have no internet. */
export function cachedOnly(worker: readonly string[]): string[] {
  const [program, command, ...rest] = worker;
  if (program !== Deno.execPath() || command !== "run" || rest.includes("--cached-only")) return [...worker];
  return [program, command, "--cached-only", ...rest];
}
