import { createHash } from "node:crypto";
import { unreadable } from "../text/read_text.ts";
import type { CorpusIndex } from "./corpus_index.ts";
import { sizeFault, startsFault } from "./corpus_faults.ts";
import { readCorpusIndex } from "./read_corpus_index.ts";
import { type ShardFile, shardFiles } from "./shard_files.ts";
import { bytesPerToken } from "./token_type.ts";

/** Bytes read at a time: a whole number of ids of every type. */
const PIECE = 1 << 20;

/**
 * What is wrong with a file of a corpus.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type CorpusFault } from "@mixlab/mixlab/train";
 *
 * const fault: CorpusFault = { file: "web/train.bin", kind: "missing", message: "it is not there" };
 * equal(`${fault.file}: ${fault.message}`, "web/train.bin: it is not there");
 * ```
 */
export interface CorpusFault {
  /** Path below the corpus. */
  readonly file: string;
  /**
   * missing: not there. size: longer or shorter than the index tells. altered: another SHA-256. content: an id that
   * is not below the vocabulary's size, a mask that is neither 0 nor 1, document starts out of order.
   */
  readonly kind: "missing" | "size" | "altered" | "content";
  /** For people. */
  readonly message: string;
}

/**
 * Options of {@link verifyCorpus}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { VerifyCorpusOptions } from "@mixlab/mixlab/train";
 *
 * let percent = 0;
 * const options: VerifyCorpusOptions = { onProgress: (done, total) => percent = 100 * done / total };
 * options.onProgress!(5, 20);
 * equal(percent, 25);
 * ```
 */
export interface VerifyCorpusOptions {
  /** Called with bytes read so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads every file of a corpus and compares it with the index: sizes, SHA-256, ids below the vocabulary's size, masks
 * of 0 and 1, document starts in order. Memory does not grow with the files, except by eight bytes a document of one shard.
 *
 * @returns what is wrong, file by file; nothing when all is well.
 * @throws {TypeError | RangeError | SyntaxError} when there is no index, or it is not sound itself.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { buildCorpus, verifyCorpus } from "@mixlab/mixlab/train";
 *
 * const folder = Deno.makeTempDirSync();
 * await buildCorpus({
 *   documents: async function* () {
 *     yield { source: "web", text: "abc", where: "line 1" };
 *   },
 *   tokenizer: { kind: "bytes" }, endOfDocument: "none", splitting: { seed: 0, val: 0, test: 0 },
 *   sources: [], out: folder,
 * });
 * deepEqual(verifyCorpus(folder), []);
 * Deno.writeFileSync(`${folder}/web/train.bin`, Uint8Array.of(97, 98, 100));
 * equal(verifyCorpus(folder)[0].kind, "altered");
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function verifyCorpus(folder: string, { onProgress }: VerifyCorpusOptions = {}): CorpusFault[] {
  const index = readCorpusIndex(folder), files = shardFiles(index), faults: CorpusFault[] = [];
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const file of files) {
    faults.push(...faultsOf(folder, file, index, (bytes) => onProgress?.(done + bytes, total)));
    done += file.size;
    onProgress?.(done, total);
  }
  return faults;
}

function faultsOf(folder: string, file: ShardFile, index: CorpusIndex, onBytes: (n: number) => void): CorpusFault[] {
  const path = `${folder}/${file.path}`;
  const fault = (kind: CorpusFault["kind"], message: string) => [{ file: file.path, kind, message }];
  let opened;
  try {
    opened = Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return fault("missing", "it is not there");
    throw unreadable(error, path);
  }
  using open = opened;
  const info = open.statSync();
  if (!info.isFile) return fault("missing", "wanted a file, got something else");
  if (info.size !== file.size) return fault("size", sizeFault(info.size, file));

  const hash = createHash("sha256"), check = checker(file, index);
  let content: string | undefined, at = 0;
  for (let piece; at < file.size && (piece = nextPiece(open, file.size - at)).length > 0; at += piece.length) {
    hash.update(piece);
    content ??= check(piece);
    onBytes(at + piece.length);
  }
  if (at < file.size) return fault("size", sizeFault(at, file));
  const sha256 = hash.digest("hex");
  return [
    ...(sha256 === file.sha256 ? [] : fault("altered", `wanted the SHA-256 ${file.sha256}, got ${sha256}`)),
    ...(content === undefined ? [] : fault("content", content)),
  ];
}

/** A whole piece, shorter only at the end of the file. */
function nextPiece(file: Deno.FsFile, left: number): Uint8Array<ArrayBuffer> {
  const piece = new Uint8Array(Math.min(PIECE, left));
  for (let at = 0; at < piece.length;) {
    const n = file.readSync(piece.subarray(at));
    if (n === null) return piece.subarray(0, at - at % 8);
    at += n;
  }
  return piece;
}

/** A function that looks at the pieces of a file in turn and says what is wrong in one. */
function checker(
  { kind, entry }: ShardFile,
  { dtype, vocabularySize }: CorpusIndex,
): (piece: Uint8Array<ArrayBuffer>) => string | undefined {
  let place = 0;
  if (kind === "starts") {
    const starts = new Float64Array(entry.documents + 1);
    return (piece) => {
      for (const start of new BigUint64Array(piece.buffer, 0, piece.length / 8)) starts[place++] = Number(start);
      return place === starts.length ? startsFault(starts, entry.tokens) : undefined;
    };
  }
  const width = kind === "mask" ? 1 : bytesPerToken(dtype), below = kind === "mask" ? 2 : vocabularySize;
  const View = width === 1 ? Uint8Array : width === 2 ? Uint16Array : Uint32Array;
  return (piece) => {
    const values = new View(piece.buffer, 0, piece.length / width);
    for (let i = 0; i < values.length; i++) {
      if (values[i] >= below) return `wanted numbers below ${below}, got ${values[i]} at place ${place + i}`;
    }
    place += values.length;
    return undefined;
  };
}
