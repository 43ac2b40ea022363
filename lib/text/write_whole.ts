/**
 * Files that are there whole or not at all.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";

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
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${crypto.randomUUID().slice(0, 8)}.part`);
  try {
    await Deno.mkdir(folder, { recursive: true });
    await removeStale(folder, basename(path));
    const file = await Deno.open(temporary, { write: true, createNew: true });
    try {
      for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    const reason = error instanceof Error ? error.message : String(error);
    throw new CannotWrite(
      `cannot write ${path}: ${reason}. Free some space, or name a folder that can be written with --out`,
      { cause: error },
    );
  }
}

/** What a killed run left behind. A write takes far less than ten minutes, so no living run is disturbed. */
async function removeStale(folder: string, name: string): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    if (!entry.name.startsWith(`.${name}.`) || !entry.name.endsWith(".part")) continue;
    const path = join(folder, entry.name);
    const { mtime } = await Deno.stat(path);
    if (mtime && Date.now() - mtime.getTime() > STALE_MS) await Deno.remove(path);
  }
}
