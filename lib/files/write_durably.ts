/**
 * Files that are whole or absent, also after a power cut: written under another name, synced, renamed.
 *
 * @module
 */
import { dirname } from "node:path";
import { denoFiles } from "./deno_files.ts";
import type { Files, OpenFile } from "./files.ts";

/**
 * Puts text or bytes in the place of a file.
 *
 * @param temporary the other name, in the same folder. The usual one is for files that only one process writes: what a
 *   kill leaves of it is overwritten the next time.
 */
export function writeDurably(
  path: string,
  content: string | Uint8Array,
  files: Files = denoFiles,
  temporary = `${path}.new`,
): void {
  writeSynced(temporary, "empty", content, files);
  files.rename(temporary, path);
  files.syncFolder(dirname(path));
}

/** Makes a file and returns when its content is on the disk; its name may not yet be. */
export function writeSynced(path: string, how: "new" | "empty", content: string | Uint8Array, files: Files): void {
  using file = files.open(path, how);
  writeAll(file, typeof content === "string" ? new TextEncoder().encode(content) : content);
  file.sync();
}

/** Writes all of some bytes, in as many calls as it takes. */
export function writeAll(file: OpenFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    const n = file.write(bytes.subarray(done));
    if (n === 0) throw new Error("the system wrote none of the bytes that it was given");
    done += n;
  }
}

/** Makes a folder and those above it, and returns when their names are on the disk. */
export function makeFolderDurably(path: string, files: Files = denoFiles): void {
  const missing: string[] = [];
  for (let at = path; files.stat(at) === undefined; at = dirname(at)) missing.push(at);
  files.makeFolder(path);
  for (const made of missing) files.syncFolder(dirname(made));
}
