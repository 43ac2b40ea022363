/** The command `deno task sweep` as a process with the task's permissions, on the small corpus of the training tests. */
import { inTrainFolder } from "./process.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
export const SWEEP = [
  ...["run", "-c", `${ROOT}deno.train.json`, "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
  ...["--allow-sys", "--allow-ffi", "--allow-run", `${ROOT}lib/cli/sweep.ts`],
];

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the command in a folder. */
export function startSweep(folder: string, ...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [...SWEEP, ...args],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for the command's end. */
export async function endOf(process: Deno.ChildProcess): Promise<Ended> {
  const { code, signal, stdout, stderr } = await process.output();
  return { code, signal, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

/** Runs the command in a folder. */
export async function sweep(folder: string, ...args: string[]): Promise<Ended> {
  return await endOf(startSweep(folder, ...args));
}

/** Runs the command, which must succeed. */
export async function sweepText(folder: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await sweep(folder, ...args);
  if (code !== 0) throw new Error(`exit code ${code}: ${err}${out}`);
  return out;
}

// deno-lint-ignore no-explicit-any -- the tests look into all corners of the document
export type Document = any;

/** The plan in a sweep's folder. */
export function planIn(folder: string): Document {
  return JSON.parse(Deno.readTextFileSync(`${folder}/plan.json`));
}

/** A folder with a corpus of two domains, and settings of very small runs (`sweep.json`). */
export async function inSweepFolder(test: (folder: string) => Promise<void>): Promise<void> {
  await inTrainFolder(async (folder) => {
    const { "eval-every": _, ...settings } = JSON.parse(Deno.readTextFileSync(`${folder}/run.json`));
    Deno.writeTextFileSync(`${folder}/sweep.json`, JSON.stringify({ ...settings, "checkpoint-every": 20 }));
    await test(folder);
  });
}
