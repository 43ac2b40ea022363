import { join } from "node:path";
import { wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import { latestCheckpoint } from "../train/checkpoint_latest.ts";

/**
 * The checkpoint that a finished run ended with: its path.
 *
 * @param path the run directory.
 * @param owner what wants it, for messages.
 * @throws {TypeError} when the run has not finished, or the checkpoint of its result cannot be used.
 */
export function endOfRun(path: string, owner = "begin"): string {
  if (denoFiles.stat(join(path, "result.json")) === undefined) {
    throw wrongKind(`${owner}: the run ${path} has not finished; wanted one that has`);
  }
  const { attempt } = JSON.parse(Deno.readTextFileSync(join(path, "result.json")));
  const refused: string[] = [], folder = join(path, "attempts", String(attempt), "checkpoints");
  const found = latestCheckpoint(folder, { onRefused: (reason) => refused.push(reason) });
  if (found === undefined) throw wrongKind(`${owner}: ${[...refused, `${folder}: there is no checkpoint`][0]}`);
  return found.path;
}
