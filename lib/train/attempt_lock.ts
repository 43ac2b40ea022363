/**
 * One process an attempt: the lock file of each, held by the process that writes it.
 *
 * The lock is the system's (flock), so it ends with its process, whatever ends that, and no process number can be
 * mistaken for another's. Machines that share a file system see each other's locks where that has them (NFS 4, Lustre
 * with `flock`, GPFS). The file's text tells people who holds it.
 *
 * @module
 */
import { join } from "node:path";
import type { Files, OpenFile } from "../files/files.ts";
import { readIfThere } from "../files/read_file.ts";
import { makeFolderDurably, writeAll } from "../files/write_durably.ts";
import { latestStep } from "./checkpoint_latest.ts";

/** An attempt that is this process's. */
export interface TakenAttempt {
  readonly id: string;
  /** Disposing gives it back. */
  readonly lock: OpenFile;
}

/** Takes the attempt that is furthest among those that no process holds, or else a new one. */
export function takeAttempt(attempts: string, onBusy: (words: string) => void, files: Files): TakenAttempt {
  const known = files.list(attempts).filter((name) => /^\d{4,}$/.test(name)).sort((a, b) => Number(a) - Number(b));
  const free: { id: string; lock: OpenFile; step: number }[] = [];
  try {
    for (const id of known) {
      const folder = join(attempts, id), lock = files.lock(lockPath(folder));
      if (lock === undefined) onBusy(`${folder}: another process ${holder(folder, files)} writes this attempt`);
      else free.push({ id, lock, step: latestStep(join(folder, "checkpoints"), files) });
    }
    const best = free.reduce<typeof free[number] | undefined>((a, b) => a && a.step >= b.step ? a : b, undefined);
    const taken = best ?? begun(attempts, Number(known.at(-1) ?? 0) + 1, files);
    if (best === undefined) free.push({ ...taken, step: -1 });
    tellHolder(taken.lock);
    for (const { id, lock } of free) if (id !== taken.id) lock[Symbol.dispose]();
    return { id: taken.id, lock: taken.lock };
  } catch (error) {
    for (const { lock } of free) lock[Symbol.dispose]();
    throw error;
  }
}

/** A new attempt, of this number or, where another process is quicker, of a later one. */
function begun(attempts: string, number: number, files: Files): TakenAttempt {
  for (;; number++) {
    const id = String(number).padStart(4, "0"), folder = join(attempts, id);
    makeFolderDurably(folder, files);
    const lock = files.lock(lockPath(folder));
    if (lock !== undefined) return { id, lock };
  }
}

function lockPath(folder: string): string {
  return join(folder, "lock");
}

function tellHolder(lock: OpenFile): void {
  lock.truncate(0);
  writeAll(lock, new TextEncoder().encode(`process ${Deno.pid}, since ${new Date().toISOString()}\n`));
}

/** Its text is empty for the moment in which it is being written. */
function holder(folder: string, files: Files): string {
  return `(${readIfThere(lockPath(folder), files)?.trim() || "just begun"})`;
}
