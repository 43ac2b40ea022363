/** Runs `deno task analyse` as a process. */
const COMMAND = new URL("../../lib/cli/analyse.ts", import.meta.url).pathname;

/** The command in a folder, with the permissions that its task has; its exit code and what it wrote. */
export async function runAnalyse(
  folder: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--allow-read", "--allow-write", "--allow-env=MIXLAB_REFERENCE", COMMAND],
      ...args,
    ],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}
