/**
 * Token files as Aioli leaves them, without an index: `<folder>/<slice>/{train,val,test}.bin`, ids of 16 bits,
 * little-endian, without a header.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Split } from "../../corpus/corpus_index.ts";
import type { TokenSource } from "../../corpus/sampler/token_source.ts";
import { got, outOfRange, unparsable, wrongKind } from "../../errors.ts";
import { unreadable } from "../../text/read_text.ts";
import { IN_MEMORY } from "../in_memory.ts";

/** Of each file so many bytes at either end are hashed: whole ones may be terabytes. */
const HASHED = 1 << 20;

/** The files, and a hash of their names, sizes, beginnings and ends. */
export interface RawBins extends TokenSource, Disposable {
  readonly sha256: string;
}

/**
 * Opens the files of slices. Every id that is read is checked.
 *
 * @param ids number of ids of the model, asked for when ids are read.
 * @throws {TypeError} when a file cannot be read.
 * @throws {SyntaxError} when a file has an odd number of bytes, or none.
 * @throws {RangeError} when an id is not below the model's number of ids.
 */
export function openRawBins(
  folder: string,
  slices: readonly string[],
  splits: readonly Split[],
  ids: () => number,
): RawBins {
  const files = new Map<string, BinFile>(), hash = createHash("sha256");
  for (const slice of slices) {
    for (const split of splits) {
      const path = join(folder, slice, `${split}.bin`), size = sizeOf(path);
      if (size === undefined) continue;
      if (size === 0 || size % 2 !== 0) {
        throw unparsable(`${path}: wanted ids of 2 bytes each, got ${size} bytes`);
      }
      const file = new BinFile(path, size);
      files.set(`${slice}/${split}`, file);
      const end = Math.max(0, size - HASHED);
      hash.update(JSON.stringify([slice, split, size])).update(file.bytes(0, Math.min(size, HASHED)));
      hash.update(file.bytes(end, size - end));
    }
  }
  return {
    domains: slices,
    sha256: hash.digest("hex"),
    tokens: (slice, split) => (files.get(`${slice}/${split}`)?.size ?? 0) / 2,
    read(slice, split, start, length) {
      const file = files.get(`${slice}/${split}`);
      if (file === undefined) throw outOfRange(`${folder}: ${slice} has no ${split}.bin`);
      const bytes = file.bytes(2 * start, 2 * length);
      // Deno runs on little-endian machines only; the copy is for files that begin at odd places of memory.
      const found = new Uint16Array(bytes.slice().buffer), most = ids(), bad = found.findIndex((id) => id >= most);
      if (bad < 0) return found;
      throw outOfRange(
        `${file.path}: token ${start + bad} is ${
          found[bad]
        }, and the model has ${most} ids; wanted ids of 16 bits of ` +
          "the model's tokenizer",
      );
    },
    [Symbol.dispose]() {
      for (const file of files.values()) file.close();
    },
  };
}

/** Folders below one that have train.bin, in alphabetical order. */
export function rawSlices(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder)).filter(({ isDirectory, name }) =>
      isDirectory && sizeOf(join(folder, name, "train.bin")) !== undefined
    ).map(({ name }) => name).sort();
  } catch (error) {
    throw unreadable(error, folder);
  }
}

class BinFile {
  #held: Uint8Array | undefined;
  #open: Deno.FsFile | undefined;
  constructor(readonly path: string, readonly size: number) {}

  /** Bytes from a place on; a view of what is held. */
  bytes(start: number, length: number): Uint8Array {
    if (start < 0 || start + length > this.size) {
      throw outOfRange(`${this.path}: wanted places within its ${this.size} bytes, got ${length} from ${start} on`);
    }
    if (this.size > IN_MEMORY) return this.#read(start, length);
    if (this.#held === undefined) {
      const all = this.#read(0, this.size);
      this.close();
      this.#held = all;
    }
    return this.#held.subarray(start, start + length);
  }

  #read(start: number, length: number): Uint8Array {
    const into = new Uint8Array(length), file = this.#open ??= Deno.openSync(this.path);
    file.seekSync(start, Deno.SeekMode.Start);
    for (let at = 0; at < length;) {
      const n = file.readSync(into.subarray(at));
      if (n === null) throw wrongKind(`${this.path}: it was cut short while it was read: wanted ${this.size} bytes`);
      at += n;
    }
    return into;
  }

  close(): void {
    this.#open?.close();
    this.#open = this.#held = undefined;
  }
}

function sizeOf(path: string): number | undefined {
  try {
    const { isFile, size } = Deno.statSync(path);
    if (!isFile) throw wrongKind(`${path}: wanted a file, got ${got("a folder")}`);
    return size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
