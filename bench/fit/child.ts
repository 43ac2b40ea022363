/**
 * Runs a command and waits for it: measurements that must not share a process with others.
 *
 * @module
 */

/** The repository's root, where every command is run. */
export const ROOT = new URL("../../", import.meta.url).pathname;

/** What a command did. */
export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** From starting the process to its end. */
  readonly seconds: number;
}

/** Runs a command in the repository's root, with text on its standard input. */
export async function child(
  command: string,
  args: readonly string[],
  { input, env }: { input?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  const began = performance.now();
  const process = new Deno.Command(command, {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (input !== undefined) {
    const writer = process.stdin.getWriter();
    // A child that dies early closes its input; its own message says why, not this one.
    await writer.write(new TextEncoder().encode(input)).then(() => writer.close()).catch(() => {});
  }
  const { code, stdout, stderr } = await process.output();
  const seconds = (performance.now() - began) / 1000;
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr), seconds };
}

/** The JSON that a command prints; throws with what it said when it failed. */
export async function childJson<T>(
  command: string,
  args: readonly string[],
  options?: { input?: string; env?: Record<string, string> },
): Promise<T> {
  const { code, out, err } = await child(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${err.trim().slice(-500)}`);
  return JSON.parse(out) as T;
}

/** Runs a script of this folder in a fresh Deno with the least permissions. */
export function denoJson<T>(script: string, ...args: string[]): Promise<T> {
  return childJson(Deno.execPath(), ["run", "--no-prompt", "--allow-read", `bench/fit/${script}`, ...args]);
}
