/** The command `deno task fit` as a process with the task's permissions. */
const ROOT = new URL("../../..", import.meta.url).pathname;

/** Runs the command in a folder. */
export async function fit(folder: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--config", `${ROOT}deno.json`, "--no-prompt", "--allow-read", "--allow-write"],
      ...[`${ROOT}lib/cli/fit.ts`, ...args],
    ],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}
