import { got, outOfRange } from "../errors.ts";
import { unreadable } from "../text/read_text.ts";
import { checkedStarts, checkPlaces, checkSize, noSuchDomain } from "./corpus_faults.ts";
import type { CorpusIndex, Split } from "./corpus_index.ts";
import { readCorpusIndex } from "./read_corpus_index.ts";
import { type ShardFile, shardFiles } from "./shard_files.ts";
import { bytesOf, bytesPerToken, type TokenArray, tokenArray } from "./token_type.ts";

/**
 * An open corpus: m domains of token ids by split. It can be handed to the sampler as it is.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { buildCorpus, type Corpus, openCorpus } from "@mixlab/mixlab/train";
 *
 * const folder = Deno.makeTempDirSync();
 * await buildCorpus({
 *   documents: async function* () {
 *     yield { source: "web", text: "abc", where: "line 1" };
 *     yield { source: "web", text: "de", where: "line 2" };
 *   },
 *   tokenizer: { kind: "bytes" }, endOfDocument: "append", splitting: { seed: 0, val: 0, test: 0 },
 *   sources: [], out: folder,
 * });
 * const lengths = (corpus: Corpus) => Array.from(corpus.documentStarts("web", "train")!);
 * using corpus = openCorpus(folder);
 * deepEqual(lengths(corpus), [0, 4, 7]);
 * deepEqual(Array.from(corpus.read("web", "train", 2, 3)), [99, 256, 100]);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export interface Corpus extends Disposable {
  /** Its folder. */
  readonly folder: string;
  /** Its index.json. */
  readonly index: CorpusIndex;
  /** The m domains, in the order of the index. */
  readonly domains: readonly string[];
  /** Whether an id ends every document, and which. */
  readonly endOfDocument: CorpusIndex["endOfDocument"];
  /**
   * Tokens of a split, end-of-document ids included; 0 where the domain has no such split.
   * @throws {RangeError} when the corpus has no such domain.
   */
  tokens(domain: string, split: Split): number;
  /**
   * `length` ids from place `start` on, in an array of their own.
   * @throws {RangeError} when there is no such domain or split, when the places are not all in it, or when the file
   *   has been cut short since the corpus was opened.
   */
  read(domain: string, split: Split, start: number, length: number): TokenArray;
  /**
   * Starts of the documents and, last, the number of tokens: documents + 1 numbers. Undefined where the corpus keeps
   * none.
   * @throws {RangeError} as `read`, or when the starts are not in order.
   */
  documentStarts(domain: string, split: Split): Float64Array | undefined;
  /**
   * One number a token, 1 when it counts in the loss. Undefined where all do.
   * @throws {RangeError} as `read`.
   */
  mask(domain: string, split: Split, start: number, length: number): Uint8Array | undefined;
  /** Closes its files. Reading opens them anew. */
  close(): void;
}

/**
 * Options of {@link openCorpus}.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { openCorpus, type OpenCorpusOptions } from "@mixlab/mixlab/train";
 *
 * const fromDisk: OpenCorpusOptions = { inMemory: 0 };
 * throws(() => openCorpus("/nowhere", fromDisk), TypeError);
 * ```
 */
export interface OpenCorpusOptions {
  /** Files of at most this many bytes are read once and held in memory; others are read place by place. Default 1 MiB. */
  readonly inMemory?: number;
}

/**
 * Opens a corpus: reads and checks index.json and the size of every file, not their content (`verifyCorpus` does).
 * Reading is synchronous and by place; a 4-byte vocabulary of terabytes needs no more memory than a small one.
 *
 * @param folder the folder of the corpus.
 * @throws {TypeError} when there is no complete corpus, or a file of it is missing.
 * @throws {SyntaxError | RangeError} when the index is not sound, or a file has not the size that the index tells.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { openCorpus } from "@mixlab/mixlab/train";
 *
 * throws(() => openCorpus("/nowhere"), { name: "TypeError", message: /there is no such folder/ });
 * ```
 */
export function openCorpus(folder: string, { inMemory = 1 << 20 }: OpenCorpusOptions = {}): Corpus {
  const index = readCorpusIndex(folder), all = shardFiles(index);
  for (const file of all) checkSize(folder, file);
  const files = new Map(all.map((file) => [`${file.kind}/${file.domain}/${file.split}`, file]));
  const domains = Object.keys(index.domains), width = bytesPerToken(index.dtype);
  const open = new Map<string, Deno.FsFile>(), held = new Map<string, Uint8Array>();

  const entry = (domain: string, split: Split) => {
    if (!Object.hasOwn(index.domains, domain)) throw noSuchDomain(domain, domains, folder);
    return index.domains[domain][split];
  };
  const fileOf = (domain: string, split: Split, kind: ShardFile["kind"]) => {
    if (entry(domain, split) === undefined) {
      const others = Object.keys(index.domains[domain]).join(", ") || "nothing";
      throw outOfRange(`${folder}: the domain ${got(domain)} has no ${split} split; it has ${others}`);
    }
    return files.get(`${kind}/${domain}/${split}`);
  };
  /** Fills `target` from a byte of a file on. */
  const fill = (file: ShardFile, start: number, target: Uint8Array) => {
    let small = held.get(file.path);
    if (small === undefined && file.size <= inMemory) {
      small = new Uint8Array(file.size);
      readAt(handle(file), 0, small, file, folder);
      open.get(file.path)!.close();
      open.delete(file.path);
      held.set(file.path, small);
    }
    if (small !== undefined) target.set(small.subarray(start, start + target.length));
    else readAt(handle(file), start, target, file, folder);
  };
  const handle = (file: ShardFile) => {
    let opened = open.get(file.path);
    if (opened === undefined) {
      try {
        opened = Deno.openSync(`${folder}/${file.path}`, { read: true });
      } catch (error) {
        throw unreadable(error, `${folder}/${file.path}`);
      }
      open.set(file.path, opened);
    }
    return opened;
  };
  const close = () => {
    for (const file of open.values()) file.close();
    open.clear();
    held.clear();
  };
  return {
    folder,
    index,
    domains,
    endOfDocument: index.endOfDocument,
    tokens: (domain, split) => entry(domain, split)?.tokens ?? 0,
    read(domain, split, start, length) {
      const file = fileOf(domain, split, "tokens")!;
      checkPlaces(start, length, file, folder);
      const ids = tokenArray(index.dtype, length);
      fill(file, start * width, bytesOf(ids));
      return ids;
    },
    documentStarts(domain, split) {
      const file = fileOf(domain, split, "starts");
      if (file === undefined) return undefined;
      const starts = new BigUint64Array(file.entry.documents + 1);
      fill(file, 0, bytesOf(starts));
      return checkedStarts(Float64Array.from(starts, Number), file, folder);
    },
    mask(domain, split, start, length) {
      const file = fileOf(domain, split, "mask");
      if (file === undefined) return undefined;
      checkPlaces(start, length, file, folder);
      const mask = new Uint8Array(length);
      fill(file, start, mask);
      return mask;
    },
    close,
    [Symbol.dispose]: close,
  };
}

function readAt(file: Deno.FsFile, start: number, target: Uint8Array, { path }: ShardFile, folder: string): void {
  file.seekSync(start, Deno.SeekMode.Start);
  for (let at = 0; at < target.length;) {
    const n = file.readSync(target.subarray(at));
    if (n === null) {
      throw outOfRange(`${folder}/${path}: it was cut short while it was open; run corpus verify`);
    }
    at += n;
  }
}
