/**
 * A file read at any place.
 *
 * @module
 */
import { isInputError, unparsable } from "../../errors.ts";
import { unreadable } from "../../text/read_text.ts";

/** An open file whose parts are read by their offsets. */
export class FileAt {
  readonly path: string;
  /** Size in bytes when it was opened. */
  readonly size: number;
  readonly #file: Deno.FsFile;

  /** @throws {TypeError} when it cannot be opened. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#file = Deno.openSync(path);
    } catch (error) {
      throw unreadable(error, path);
    }
    this.size = this.#file.statSync().size;
  }

  /** Bytes from `at`, all of them. @throws {SyntaxError} when the file has no such bytes. */
  read(at: number, length: number): Uint8Array<ArrayBuffer> {
    this.#within(at, length);
    const bytes = new Uint8Array(length);
    this.fill(at, bytes);
    return bytes;
  }

  /** Fills an array with the bytes from `at`. @throws {SyntaxError} when the file has no such bytes. */
  fill(at: number, bytes: Uint8Array): void {
    this.#within(at, bytes.length);
    this.#file.seekSync(at, Deno.SeekMode.Start);
    for (let done = 0; done < bytes.length;) {
      const n = this.#file.readSync(bytes.subarray(done));
      if (n === null) throw damaged(this.path, `it became shorter than ${this.size} bytes while it was read`);
      done += n;
    }
  }

  #within(at: number, length: number): void {
    if (Number.isSafeInteger(at) && at >= 0 && length >= 0 && at + length <= this.size) return;
    throw damaged(this.path, `it has ${this.size} bytes, and something should stand at ${at} to ${at + length}`);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** The error for a file whose bytes make no sense; errors that already tell the user what to do stay as they are. */
export function damaged(where: string, reason: unknown): Error {
  if (isInputError(reason)) return reason;
  const why = reason instanceof Error ? reason.message : String(reason);
  return unparsable(`${where}: damaged or cut off (${why}); download or make the file again`);
}

/** What a function returns, its errors made into those of a damaged file. */
export function guarded<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw damaged(where, error);
  }
}

/** What a generator yields, its errors made into those of a damaged file. */
export function* guardedAll<T>(where: string, values: Iterator<T>): Generator<T> {
  for (;;) {
    const next = guarded(where, () => values.next());
    if (next.done) return;
    yield next.value;
  }
}
