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
 * @param hopeless words on standard error after which it would only try again by itself; it is stopped then.
 * @throws {TypeError} when it is not there.
 */
export async function slurm(
  program: string,
  args: readonly string[],
  seconds: number,
  hopeless?: RegExp,
): Promise<Ended> {
  const timeout = AbortSignal.timeout(seconds * 1000), child = begin(program, args, timeout);
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>, onText?: (all: string) => void) => {
    let all = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      all += text;
      onText?.(all);
    }
    return all;
  };
  let killed = false;
  const stop = (all: string) => {
    if (killed || !hopeless?.test(all)) return;
    killed = true;
    try {
      child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has just ended by itself
    }
  };
  const texts = Promise.all([read(child.stdout), read(child.stderr, stop)]);
  const [out, said] = await texts, { success, signal } = await child.status;
  const late = timeout.aborted ? `${program} has not answered in ${seconds} s` : "";
  return { ok: success, out, stopped: signal !== null, err: [late, said.trim()].filter((text) => text).join(": ") };
}

function begin(program: string, args: readonly string[], signal: AbortSignal): Deno.ChildProcess {
  try {
    return new Deno.Command(program, {
      ...{ args: [...args], stdin: "null", stdout: "piped", stderr: "piped", signal },
      ...{ clearEnv: true, env: slurmEnvironment(Deno.env.toObject()) },
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw wrongKind(`${program} is not on PATH; wanted Slurm's commands: call this on a login node of the cluster`);
  }
}
