/**
 * Faults of writing as errors for the user.
 *
 * @module
 */
import { wrongKind } from "../errors.ts";

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
    return wrongKind(`${folder}: wanted a folder, got a file there or above it`);
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
