/**
 * Files read whole, through the one interface.
 *
 * @module
 */
import { denoFiles } from "./deno_files.ts";
import type { Files } from "./files.ts";

/** All bytes of a file, or its first `length`; fewer where it has no more. */
export function readBytes(path: string, files: Files = denoFiles, length?: number): Uint8Array<ArrayBuffer> {
  using file = files.open(path, "read");
  const bytes = new Uint8Array(length ?? files.stat(path)?.size ?? 0);
  let done = 0;
  for (let n; done < bytes.length && (n = file.read(bytes.subarray(done))) > 0;) done += n;
  return bytes.subarray(0, done);
}

/** A file's text, or undefined where there is no such file. */
export function readIfThere(path: string, files: Files = denoFiles): string | undefined {
  try {
    return new TextDecoder().decode(readBytes(path, files));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
