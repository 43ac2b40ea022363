/**
 * A copy of this repository as a stranger would get it.
 *
 * @module
 */
import { dirname, join } from "node:path";

const ROOT = new URL("../", import.meta.url).pathname;

/** What to copy: the last commit, or the files as they are now, without those that git ignores. */
export type CopyOf = "commit" | "working-tree";

/** Fills an empty folder. */
export async function coldCopy(of: CopyOf, folder: string): Promise<void> {
  if (of === "commit") {
    await git("clone", "--quiet", "--no-local", ROOT, folder);
    return;
  }
  const listed = await git("ls-files", "-z", "--cached", "--others", "--exclude-standard");
  for (const file of new Set(listed.split("\0"))) {
    if (file === "") continue;
    await Deno.mkdir(dirname(join(folder, file)), { recursive: true });
    await Deno.copyFile(join(ROOT, file), join(folder, file)).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // deleted, and git not told yet
    });
  }
}

async function git(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("git", { args, cwd: ROOT }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}: ${text(stderr).trim()}`);
  return text(stdout);
}
