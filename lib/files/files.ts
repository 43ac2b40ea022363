/**
 * What Mixlab asks of a file system when something must survive a kill, a full disk or a power cut. Token shards,
 * checkpoints and run directories all write through it, so that tests can put a failing one in its place.
 *
 * @module
 */

/**
 * How a file is opened: `"read"`; `"new"`: made, an error when it is there; `"empty"`: made or emptied; `"end"`: written
 * at its end, must be there; `"change"`: read, cut and synced, must be there.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { denoFiles, type OpenHow } from "@mixlab/mixlab/train";
 *
 * const how: OpenHow = "new";
 * const path = Deno.makeTempFileSync();
 * throws(() => denoFiles.open(path, how), Deno.errors.AlreadyExists);
 * Deno.removeSync(path);
 * ```
 */
export type OpenHow = "read" | "new" | "empty" | "end" | "change";

/**
 * An open file; disposing closes it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { denoFiles, type OpenFile } from "@mixlab/mixlab/train";
 *
 * const path = Deno.makeTempFileSync();
 * {
 *   using file: OpenFile = denoFiles.open(path, "end");
 *   equal(file.write(Uint8Array.of(1, 2)), 2);
 * }
 * equal(Deno.statSync(path).size, 2);
 * Deno.removeSync(path);
 * ```
 */
export interface OpenFile extends Disposable {
  /** Fills bytes from where it stands; returns how many, 0 at the end of the file. May be fewer than wanted. */
  read(into: Uint8Array): number;
  /** Writes bytes; returns how many. May be fewer than given. */
  write(bytes: Uint8Array): number;
  /** Cuts the file to so many bytes. */
  truncate(length: number): void;
  /** Returns when its content is on the disk. */
  sync(): void;
}

/**
 * A file system. Every call is synchronous and throws what Deno's call of that kind throws.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { denoFiles, type Files } from "@mixlab/mixlab/train";
 *
 * // Counts what is written.
 * let bytes = 0;
 * const counting: Files = {
 *   ...denoFiles,
 *   open(path, how) {
 *     const file = denoFiles.open(path, how);
 *     return {
 *       read: (into) => file.read(into),
 *       write: (from) => (bytes += from.length, file.write(from)),
 *       truncate: (length) => file.truncate(length),
 *       sync: () => file.sync(),
 *       [Symbol.dispose]: () => file[Symbol.dispose](),
 *     };
 *   },
 * };
 * const path = Deno.makeTempFileSync();
 * using file = counting.open(path, "end");
 * file.write(new Uint8Array(3));
 * equal(bytes, 3);
 * Deno.removeSync(path);
 * ```
 */
export interface Files {
  /** Opens a file. */
  open(path: string, how: OpenHow): OpenFile;
  /**
   * Takes the lock of a file, made when absent; undefined when somebody holds it. The system gives it back when the
   * process ends, however it ends.
   */
  lock(path: string): OpenFile | undefined;
  /** Gives a file or folder another name; a file of that name is replaced. */
  rename(from: string, to: string): void;
  /** Gives a file a second name; an error when the name is taken. */
  link(from: string, to: string): void;
  /** Removes a file, or a folder with all that is in it. */
  remove(path: string): void;
  /** Makes a folder and those above it; one that is there stays as it is. */
  makeFolder(path: string): void;
  /** Returns when the names in a folder are on the disk. */
  syncFolder(path: string): void;
  /** Names in a folder, in no order. */
  list(path: string): string[];
  /** What a path is: bytes, and when it was changed (ms since 1970; 0 where not known). Undefined: nothing is there. */
  stat(path: string): { readonly size: number; readonly isFolder: boolean; readonly changed: number } | undefined;
}
