/**
 * A file of lines that matters to people only: never synced, and whatever is in it stays.
 *
 * @module
 */
import type { Files } from "../files/files.ts";
import { readBytes } from "../files/read_file.ts";
import { writeAll } from "../files/write_durably.ts";

/** Lines added at the end of a file. A half line that a kill left is cut off first. */
export class LineFile {
  readonly #path: string;
  readonly #files: Files;

  constructor(path: string, files: Files) {
    this.#path = path;
    this.#files = files;
    if (files.stat(path) === undefined) {
      files.open(path, "new")[Symbol.dispose]();
      return;
    }
    const bytes = readBytes(path, files), whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole === bytes.length) return;
    using file = files.open(path, "change");
    file.truncate(whole);
  }

  append(line: Uint8Array): void {
    using file = this.#files.open(this.#path, "end");
    writeAll(file, line);
  }
}
