/**
 * Files of which several processes may write the same one.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { denoFiles } from "./deno_files.ts";
import type { Files } from "./files.ts";
import { writeDurably, writeSynced } from "./write_durably.ts";

const STALE_MS = 10 * 60 * 1000;

/** A folder or file that cannot be written: no later file would fare better, so the whole run stops. */
export class CannotWrite extends Error {
  override name = "CannotWrite";
}

/**
 * Writes a file through a temporary name in the same folder, so that a reader, a full disk or a kill never sees half of
 * it. Makes the folder when it is missing.
 *
 * @throws CannotWrite when the folder or the file cannot be written; the temporary file is gone then.
 */
export function writeWhole(path: string, bytes: Uint8Array, files: Files = denoFiles): void {
  const temporary = temporaryName(path);
  try {
    files.makeFolder(dirname(path));
    removeStale(path, files);
    writeDurably(path, bytes, files, temporary);
  } catch (error) {
    removeQuietly(temporary, files);
    const reason = error instanceof Error ? error.message : String(error);
    throw new CannotWrite(
      `cannot write ${path}: ${reason}. Free some space, or name a folder that can be written with --out`,
      { cause: error },
    );
  }
}

/**
 * Makes a file whole, unless there is one of that name: of many processes that try, one succeeds (link(2)).
 *
 * @returns whether this call made it.
 */
export function publishOnce(path: string, content: string | Uint8Array, files: Files = denoFiles): boolean {
  const temporary = temporaryName(path);
  removeStale(path, files);
  try {
    writeSynced(temporary, "new", content, files);
    files.link(temporary, path);
  } catch (error) {
    removeQuietly(temporary, files);
    if (error instanceof Deno.errors.AlreadyExists && files.stat(path) !== undefined) return false;
    throw error;
  }
  files.syncFolder(dirname(path));
  files.remove(temporary);
  return true;
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${crypto.randomUUID().slice(0, 8)}.part`);
}

/** For what is in nobody's way: on the way out with an error, that one matters and not a second one. */
function removeQuietly(path: string, files: Files): void {
  try {
    files.remove(path);
  } catch {
    // It is gone already, or the folder cannot be written at all.
  }
}

/** Removes what a killed writer of this path left behind. A write takes far less than ten minutes, so no living run is disturbed. */
export function removeStale(path: string, files: Files): void {
  const folder = dirname(path), name = basename(path);
  for (const entry of files.list(folder)) {
    if (!entry.startsWith(`.${name}.`) || !entry.endsWith(".part")) continue;
    const stale = join(folder, entry), changed = files.stat(stale)?.changed;
    if (changed !== undefined && Date.now() - changed > STALE_MS) removeQuietly(stale, files);
  }
}
