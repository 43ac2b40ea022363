/**
 * One build a folder at a time.
 *
 * @module
 */
import { wrongKind } from "../errors.ts";

/**
 * Takes the lock file, made when absent. The system gives the lock back when the process ends, however it ends.
 *
 * @throws {TypeError} when another build holds it.
 */
export function lockBuild(path: string, folder: string): Disposable {
  for (;;) {
    const file = Deno.openSync(path, { read: true, write: true, create: true });
    if (!file.tryLockSync(true)) {
      file.close();
      throw wrongKind(`${folder}: another build is writing there; wait for it, or choose another folder`);
    }
    // Between opening and locking, another build may have finished and removed the file: its lock would hold nothing.
    if (file.statSync().ino === inode(path)) return file;
    file.close();
  }
}

function inode(path: string): number | null | undefined {
  try {
    return Deno.statSync(path).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
