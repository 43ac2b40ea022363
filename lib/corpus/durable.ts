/**
 * Files that are whole or absent, also after a power cut: written under another name, synced, renamed.
 *
 * @module
 */
import { dirname } from "node:path";
import { wrongKind } from "../errors.ts";

/** Puts text or bytes in the place of a file. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.new`;
  Deno.writeFileSync(temporary, typeof content === "string" ? new TextEncoder().encode(content) : content);
  syncFile(temporary);
  Deno.renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Waits until the content of a file is on the disk. */
export function syncFile(path: string): void {
  using file = Deno.openSync(path, { read: true, write: true });
  file.syncSync();
}

/** Waits until the names in a folder are on the disk. */
export function syncFolder(path: string): void {
  using folder = Deno.openSync(path, { read: true });
  folder.syncSync();
}

/** A file's text, or undefined where there is no such file. */
export function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** A fault of writing below a folder as an error for the user; any other error as it is. */
export function unwritable(error: unknown, folder: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return wrongKind(
      `${folder}: the disk is full; free some space and run the same command again, it goes on where it stopped`,
    );
  }
  if (error instanceof Deno.errors.NotCapable) {
    return wrongKind(`${folder}: Deno may not write there; run with --allow-read --allow-write`);
  }
  if (error instanceof Deno.errors.PermissionDenied || code === "EROFS") {
    return wrongKind(`${folder}: its permissions forbid writing there; wanted a folder that can be written`);
  }
  if (error instanceof Deno.errors.NotFound) {
    return wrongKind(`${folder}: this folder cannot be made, or a file in it was taken away (${error.message})`);
  }
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return wrongKind(`${folder}: wanted a folder, got a file`);
  }
  return error;
}

/** What `write` gives; its faults of writing below a folder become errors for the user. */
export function writing<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw unwritable(error, folder);
  }
}
