import { join } from "node:path";
import { got, unparsable, wrongKind } from "../errors.ts";
import { denoFiles } from "../files/deno_files.ts";
import { readIfThere } from "../files/read_file.ts";
import { latestCheckpoint } from "../train/checkpoint_latest.ts";

/**
 * The checkpoint that a finished run ended with: its path. An earlier one never stands in for it.
 *
 * @param path the run directory.
 * @param owner what wants it, for messages.
 * @throws {TypeError} when there is no such run, it has not finished, or the checkpoint of its end cannot be used.
 * @throws {SyntaxError} when its result.json is no JSON.
 */
export function endOfRun(path: string, owner = "begin"): string {
  if (denoFiles.stat(path) === undefined) {
    throw wrongKind(`${owner}: wanted the directory of a finished run, got ${path}, where there is none`);
  }
  const text = readIfThere(join(path, "result.json"));
  if (text === undefined) throw wrongKind(`${owner}: the run ${path} has not finished; wanted one that has`);
  const refused: string[] = [], folder = join(path, "attempts", attemptOf(text, path), "checkpoints");
  const found = latestCheckpoint(folder, { onRefused: (reason) => refused.push(reason) });
  if (found === undefined || refused.length > 0) {
    const why = [...refused, `${folder}: there is no checkpoint`][0];
    throw wrongKind(`${owner}: ${why}; wanted that of its end. Move ${path} away to have it trained again`);
  }
  return found.path;
}

/** The attempt that gave a run's result. */
function attemptOf(text: string, path: string): string {
  let attempt: unknown;
  try {
    attempt = JSON.parse(text)?.attempt;
  } catch (error) {
    throw unparsable(`${path}/result.json: this file was altered: ${(error as Error).message}`);
  }
  if (typeof attempt === "string" && /^\d{4,}$/.test(attempt)) return attempt;
  throw wrongKind(`${path}/result.json: attempt: wanted four digits or more, got ${got(attempt)}`);
}
