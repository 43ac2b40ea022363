import type { Files, OpenFile, OpenHow } from "./files.ts";

const OPTIONS: Readonly<Record<OpenHow, Deno.OpenOptions>> = {
  read: { read: true },
  new: { write: true, createNew: true },
  empty: { write: true, create: true, truncate: true },
  end: { append: true },
  change: { read: true, write: true },
};

/**
 * The file system, by Deno.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { denoFiles } from "@mixlab/mixlab/train";
 *
 * const folder = Deno.makeTempDirSync();
 * denoFiles.makeFolder(`${folder}/a/b`);
 * deepEqual(denoFiles.list(`${folder}/a`), ["b"]);
 * denoFiles.remove(folder);
 * equal(denoFiles.stat(folder), undefined);
 * ```
 */
export const denoFiles: Files = Object.freeze<Files>({
  open: (path, how) => new DenoFile(Deno.openSync(path, OPTIONS[how])),
  lock(path) {
    const file = Deno.openSync(path, { read: true, write: true, create: true });
    if (file.tryLockSync(true)) return new DenoFile(file);
    file.close();
    return undefined;
  },
  rename: (from, to) => Deno.renameSync(from, to),
  link: (from, to) => Deno.linkSync(from, to),
  remove: (path) => Deno.removeSync(path, { recursive: true }),
  makeFolder: (path) => Deno.mkdirSync(path, { recursive: true }),
  syncFolder(path) {
    if (Deno.build.os === "windows") return; // opens no folders; its journal keeps names in order
    using folder = Deno.openSync(path, { read: true });
    folder.syncSync();
  },
  list: (path) => Array.from(Deno.readDirSync(path), ({ name }) => name),
  stat(path) {
    try {
      const { size, isDirectory, mtime } = Deno.statSync(path);
      return { size, isFolder: isDirectory, changed: mtime?.getTime() ?? 0 };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
      throw error;
    }
  },
});

class DenoFile implements OpenFile {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  read(into: Uint8Array): number {
    return this.#file.readSync(into) ?? 0;
  }

  write(bytes: Uint8Array): number {
    return this.#file.writeSync(bytes);
  }

  truncate(length: number): void {
    this.#file.truncateSync(length);
  }

  sync(): void {
    this.#file.syncSync();
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
