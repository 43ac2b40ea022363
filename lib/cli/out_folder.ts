/**
 * The folder of `--out`.
 *
 * @module
 */
import { wrongKind } from "../errors.ts";
import { unwritable } from "../files/unwritable.ts";
import { CannotWrite } from "../files/write_whole.ts";

/** Refuses a file in the place of the folder, before anything is computed. @throws {TypeError} */
export function refuseFile(folder: string): void {
  let isFile: boolean;
  try {
    isFile = !Deno.statSync(folder).isDirectory;
  } catch {
    return; // it is not there, or may not be looked at: writing will tell
  }
  if (isFile) throw wrongKind(`--out: wanted a folder, got ${folder}, which is a file`);
}

/** What could not be written there as an error for the user; any other error as it is. */
export function outUnwritable(error: unknown, folder: string): unknown {
  return error instanceof CannotWrite ? unwritable(error.cause, `--out: ${folder}`) : error;
}
