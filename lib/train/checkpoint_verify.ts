/**
 * Whether a checkpoint is what was saved.
 *
 * @module
 */
import { basename } from "node:path";
import type { Files } from "../files/files.ts";
import { hashFile } from "../files/hash_file.ts";
import { CHECKPOINT_FILES, type CheckpointState, parseStepName } from "./checkpoint.ts";
import { type FileSum, readStateFile, Refused } from "./checkpoint_state.ts";

/**
 * The state of a checkpoint whose every byte is the one that was saved.
 *
 * @throws {Refused} when it is not; the message says which file and how.
 */
export function verifyCheckpoint(path: string, files: Files): CheckpointState {
  try {
    const { state, files: sums } = readStateFile(path, files);
    const named = parseStepName(basename(path));
    if (named !== undefined && named.step !== state.step) {
      throw new Refused(`its folder was renamed: state.json tells step ${state.step}`);
    }
    // Sizes first: what was cut short is found without reading the rest.
    for (const name of CHECKPOINT_FILES) verifySize(`${path}/${name}`, name, sums[name], files);
    for (const name of CHECKPOINT_FILES) {
      if (hashFile(`${path}/${name}`, Infinity, files).sha256 !== sums[name].sha256) {
        throw new Refused(`${name} was altered: it has not the SHA-256 that state.json tells`);
      }
    }
    return state;
  } catch (error) {
    if (error instanceof Refused || error instanceof Deno.errors.NotCapable) throw error;
    // What the system cannot read is damaged too; what has no such code is a fault of Mixlab.
    if (typeof (error as { code?: unknown }).code !== "string") throw error;
    throw new Refused(`it cannot be read: ${(error as Error).message}`);
  }
}

function verifySize(path: string, name: string, { bytes }: FileSum, files: Files): void {
  const size = files.stat(path)?.size;
  if (size === undefined) throw new Refused(`${name} is missing`);
  if (size !== bytes) throw new Refused(`${name} has ${size} bytes, wanted ${bytes}`);
}
