/**
 * A file system that fails at the n-th call.
 *
 * What fails is done by half: of a write the first half of the bytes, of the removal of a folder the first half of its
 * names; other calls are done wholly or not at all, and here are not. Syncs are counted but not done: these tests are
 * about what was asked for, and thousands of real ones take minutes.
 */
import { denoFiles } from "../../lib/files/deno_files.ts";
import type { Files, OpenFile } from "../../lib/files/files.ts";

/** A call that can fail. */
export type Call = Exclude<keyof OpenFile, symbol> | keyof Files;

export interface FailingOptions {
  /** Number of the call that fails, from 0; Infinity for none. */
  readonly at?: number;
  /**
   * `"died"`: every later call fails too, as the process is dead; `"full"`: ENOSPC at it and at every later call that
   * needs room; other text: the code of an error that comes once.
   */
  readonly how?: "died" | "full" | (string & Record<never, never>);
  /** Whether calls that change nothing (stat, list, read, sync, …) count. Default true. */
  readonly all?: boolean;
  /** Most bytes that a read or write takes on at once. */
  readonly atMost?: number;
  /** What death is. Default: throwing {@link Died}. */
  readonly die?: () => never;
}

export class Died extends Error {
  override name = "Died";
}

const CHANGES: readonly Call[] = ["write", "truncate", "rename", "link", "remove", "makeFolder"];
const NEEDS_ROOM: readonly Call[] = ["write", "link", "makeFolder"];

/** Deno's files, which fail as told. `calls` tells how many calls there were, `last` which call was the last one. */
export function failingFiles(options: FailingOptions = {}): Files & { readonly calls: number; readonly last: string } {
  const { at = Infinity, how = "died", all = true, atMost = Infinity } = options;
  const die = options.die ?? ((): never => {
    throw new Died(`died at call ${at}`);
  });
  let calls = 0, last = "";
  /** Counts a call; at the one that fails, does its half and throws. */
  const fails = (call: Call, path: string, changes = CHANGES.includes(call), half = () => {}) => {
    if (!all && !changes) {
      if (calls > at && how === "died") die();
      return;
    }
    const n = calls++, room = NEEDS_ROOM.includes(call) || (call === "open" && changes);
    if (n <= at) last = `${call} ${path}`;
    if (n < at) return;
    if (how === "died") {
      if (n === at) half();
      die();
    }
    if (how === "full") {
      if (!room) return;
      half();
      throw Object.assign(new Error(`No space left on device (${call} ${path})`), { code: "ENOSPC" });
    }
    if (n > at) return;
    half();
    throw Object.assign(new Error(`failed with ${how} (${call} ${path})`), { code: how });
  };
  const opened = (file: OpenFile, path: string): OpenFile => ({
    read(into) {
      fails("read", path);
      return file.read(into.subarray(0, atMost));
    },
    write(bytes) {
      fails("write", path, true, () => file.write(bytes.subarray(0, bytes.length >> 1)));
      return file.write(bytes.subarray(0, atMost));
    },
    truncate(length) {
      fails("truncate", path);
      file.truncate(length);
    },
    sync() {
      fails("sync", path);
    },
    [Symbol.dispose]: () => file[Symbol.dispose](),
  });
  return {
    get calls() {
      return calls;
    },
    get last() {
      return last;
    },
    open(path, way) {
      fails("open", path, way === "new" || way === "empty");
      return opened(denoFiles.open(path, way), path);
    },
    lock(path) {
      fails("lock", path);
      const file = denoFiles.lock(path);
      return file && opened(file, path);
    },
    rename(from, to) {
      fails("rename", from);
      denoFiles.rename(from, to);
    },
    link(from, to) {
      fails("link", from);
      denoFiles.link(from, to);
    },
    remove(path) {
      fails("remove", path, true, () => removeHalf(path));
      denoFiles.remove(path);
    },
    makeFolder(path) {
      fails("makeFolder", path);
      denoFiles.makeFolder(path);
    },
    syncFolder(path) {
      fails("syncFolder", path);
    },
    list(path) {
      fails("list", path);
      return denoFiles.list(path);
    },
    stat(path) {
      fails("stat", path);
      return denoFiles.stat(path);
    },
  };
}

function removeHalf(path: string): void {
  if (!denoFiles.stat(path)?.isFolder) return;
  const names = denoFiles.list(path).sort();
  for (const name of names.slice(0, (names.length + 1) >> 1)) denoFiles.remove(`${path}/${name}`);
}
