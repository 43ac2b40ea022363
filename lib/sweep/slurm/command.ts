/**
 * Slurm's commands as processes.
 *
 * @module
 */
import { wrongKind } from "../../errors.ts";

/** How a command ended. */
export interface Ended {
  readonly ok: boolean;
  readonly out: string;
  /** What it said on standard error; or that it did not end in time. */
  readonly err: string;
  /** Whether it was stopped, by the time limit or by a signal: what it did is not known. */
  readonly stopped: boolean;
}

/** Variables that change what Slurm's commands print or submit. */
const CHANGES = /^(SQUEUE|SBATCH|SACCT|SCANCEL|SCONTROL|SINFO)_/;
/** Variables of the job that this process itself may run in, which would be taken for those of the jobs it submits. */
const OF_A_JOB =
  /^SLURM_(JOB|ARRAY|TASK|STEP|CPU|MEM|NTASKS|NPROCS|NNODES|NODE|PROCID|LOCALID|GPU|SUBMIT|RESTART|TRES|THREADS|DISTRIB|EXPORT_ENV)/;

/** The environment that Slurm's commands get, and the jobs from them. */
export function slurmEnvironment(of: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(of).filter(([name]) => !CHANGES.test(name) && !OF_A_JOB.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}

/**
 * Runs a command of Slurm's.
 *
 * @param seconds it may take.
 * @throws {TypeError} when it is not there.
 */
export async function slurm(program: string, args: readonly string[], seconds: number): Promise<Ended> {
  const timeout = AbortSignal.timeout(seconds * 1000);
  try {
    const { success, signal, stdout, stderr } = await new Deno.Command(program, {
      ...{ args: [...args], stdin: "null", clearEnv: true, env: slurmEnvironment(Deno.env.toObject()) },
      signal: timeout,
    }).output();
    const err = new TextDecoder().decode(stderr).trim();
    return {
      ...{ ok: success, out: new TextDecoder().decode(stdout), stopped: signal !== null },
      err: timeout.aborted ? `${program} has not answered in ${seconds} s` : err,
    };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw wrongKind(`${program} is not on PATH; wanted Slurm's commands: call this on a login node of the cluster`);
  }
}
