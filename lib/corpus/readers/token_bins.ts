/**
 * Ready-made token files of nanoGPT and Aioli.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { got, outOfRange, unparsable, wrongKind } from "../../errors.ts";
import type { CorpusIndex, ShardEntry, Split, TokenType } from "../corpus_index.ts";
import { bytesPerToken } from "../token_type.ts";
import { unreadable } from "../../text/read_text.ts";
import { compareCodePoints } from "./source_files.ts";

/**
 * Options of {@link importTokenBins}.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { importTokenBins, type TokenBinsOptions } from "@mixlab/mixlab/train";
 *
 * const options: TokenBinsOptions = { vocabularySize: 50277, tokenizer: { name: "pythia" } };
 * await rejects(importTokenBins("no/such/folder", options), /there is no such file/);
 * ```
 */
export interface TokenBinsOptions {
  /** Number of ids (V) of the tokenizer that made the files: every id has to be below it. */
  readonly vocabularySize: number;
  /** The tokenizer that made the files; its SHA-256 where it is known. */
  readonly tokenizer: { readonly name: string; readonly sha256?: string };
  /** Type of the ids; "u16" by default, which both peers write. */
  readonly dtype?: TokenType;
  /**
   * Id that ends every document, where there is one (nanoGPT: 50256). Aioli writes none: then the documents cannot be
   * told, and each file counts as one.
   */
  readonly endOfDocument?: number;
  /** Name of the domain of a folder that holds the files itself; by default the folder's name. */
  readonly domain?: string;
}

/**
 * Token files with the index that describes them.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { importTokenBins, type TokenBins } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeFile(`${folder}/train.bin`, new Uint8Array([1, 0, 2, 0]));
 * const bins: TokenBins = await importTokenBins(folder, { vocabularySize: 3, tokenizer: { name: "x" }, domain: "web" });
 * equal(bins.files.web.train, `${folder}/train.bin`);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export interface TokenBins {
  /** Counts and hashes. Bytes of text are not known without the text: they are 0. */
  readonly index: CorpusIndex;
  /** Where each file is, by domain and split. */
  readonly files: Readonly<Record<string, Readonly<Partial<Record<Split, string>>>>>;
}

const SPLITS: readonly Split[] = ["train", "val", "test"];
const PIECE = 1 << 20;

/**
 * Takes token files as they are, without tokenizing anything again: `<folder>/<domain>/{train,val,test}.bin` as Aioli
 * writes them, or `<folder>/{train,val}.bin` as nanoGPT does. The files are little-endian ids without a header; each is
 * read once, to count and hash it and to check every id.
 *
 * @throws {TypeError} when there are no such files, or an option is of the wrong kind.
 * @throws {RangeError} when an option is out of range, or an id is not below the vocabulary's size.
 * @throws {SyntaxError} when a file's size is no multiple of the size of an id, or the file is empty.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { importTokenBins } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.mkdir(`${folder}/arxiv`);
 * await Deno.writeFile(`${folder}/arxiv/train.bin`, new Uint8Array(new Uint16Array([5, 7, 0, 9, 0]).buffer));
 * const options = { vocabularySize: 10, tokenizer: { name: "letters" }, endOfDocument: 0 };
 * const { index } = await importTokenBins(folder, options);
 * const { tokens, documents } = index.domains.arxiv.train!;
 * deepEqual({ tokens, documents }, { tokens: 5, documents: 2 });
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function importTokenBins(folder: string, options: TokenBinsOptions): Promise<TokenBins> {
  const { vocabularySize, tokenizer, dtype = "u16", endOfDocument } = options;
  checkOptions(options, dtype);
  const files = await binFiles(folder, options.domain);
  const domains: Record<string, Partial<Record<Split, ShardEntry>>> = {};
  for (const [domain, splits] of Object.entries(files)) {
    domains[domain] = {};
    for (const split of SPLITS) {
      const path = splits[split];
      if (path !== undefined) domains[domain][split] = await shardEntry(path, dtype, vocabularySize, endOfDocument);
    }
  }
  const index: CorpusIndex = {
    format: "mixlab/corpus",
    version: 1,
    dtype,
    vocabularySize,
    tokenizer: { name: tokenizer.name, sha256: tokenizer.sha256 ?? "" },
    endOfDocument: endOfDocument === undefined ? { rule: "none", id: 0 } : { rule: "append", id: endOfDocument },
    domains,
    sources: [{ name: basename(folder), licence: "unknown" }],
    problems: {},
  };
  return { index, files };
}

function checkOptions({ vocabularySize, tokenizer, endOfDocument }: TokenBinsOptions, dtype: TokenType): void {
  if (dtype !== "u8" && dtype !== "u16" && dtype !== "u32") {
    throw outOfRange(`dtype: wanted u8, u16 or u32, got ${got(dtype)}`);
  }
  if (typeof vocabularySize !== "number") {
    throw wrongKind(`vocabularySize: wanted a number, got ${got(vocabularySize)}`);
  }
  const most = 2 ** (8 * bytesPerToken(dtype));
  if (!Number.isInteger(vocabularySize) || vocabularySize < 1 || vocabularySize > most) {
    throw outOfRange(`vocabularySize: wanted a whole number from 1 to ${most} (${dtype}), got ${got(vocabularySize)}`);
  }
  if (
    endOfDocument !== undefined &&
    !(Number.isInteger(endOfDocument) && endOfDocument >= 0 && endOfDocument < vocabularySize)
  ) {
    throw outOfRange(`endOfDocument: wanted an id from 0 to ${vocabularySize - 1}, got ${got(endOfDocument)}`);
  }
  if (typeof tokenizer?.name !== "string" || tokenizer.name === "") {
    throw wrongKind(`tokenizer: wanted the name of the tokenizer that made the files, got ${got(tokenizer?.name)}`);
  }
}

/** The files of a folder, by domain and split. */
async function binFiles(folder: string, name?: string): Promise<Record<string, Partial<Record<Split, string>>>> {
  try {
    const own = await splitsIn(folder), inside: [string, Partial<Record<Split, string>>][] = [];
    for await (const entry of Deno.readDir(folder)) {
      if (entry.name.startsWith(".") || !(await Deno.stat(`${folder}/${entry.name}`)).isDirectory) continue;
      const splits = await splitsIn(`${folder}/${entry.name}`);
      if (Object.keys(splits).length > 0) inside.push([entry.name, splits]);
    }
    inside.sort(([a], [b]) => compareCodePoints(a, b));
    const here = Object.keys(own).length > 0;
    if (here && inside.length > 0) {
      throw wrongKind(
        `${folder}: token files stand both in this folder and in ${
          inside[0][0]
        }/; keep those of one domain in one folder`,
      );
    }
    if (here) return { [name ?? basename(await Deno.realPath(folder))]: own };
    if (inside.length === 0) {
      throw wrongKind(
        `${folder}: wanted train.bin, val.bin or test.bin in this folder, or in one folder a domain; got none`,
      );
    }
    return Object.fromEntries(inside);
  } catch (error) {
    throw unreadable(error, folder);
  }
}

async function splitsIn(folder: string): Promise<Partial<Record<Split, string>>> {
  const found: Partial<Record<Split, string>> = {};
  for (const split of SPLITS) {
    const path = `${folder}/${split}.bin`;
    try {
      if ((await Deno.stat(path)).isFile) found[split] = path;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return found;
}

async function shardEntry(path: string, dtype: TokenType, size: number, end: number | undefined): Promise<ShardEntry> {
  const width = bytesPerToken(dtype), hash = createHash("sha256");
  // Typed arrays have the byte order of the machine, and Deno runs on little-endian machines only.
  const bytes = new Uint8Array(PIECE), View = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array }[dtype];
  const ids = new View(bytes.buffer);
  let tokens = 0, ends = 0, last = -1, waiting = 0;
  using file = await Deno.open(path);
  const whole = (await file.stat()).size;
  if (whole === 0) throw unparsable(`${path}: wanted token ids, got an empty file`);
  if (whole % width !== 0) {
    throw unparsable(
      `${path}: ${whole} bytes are no whole number of ids of ${width} bytes (${dtype}); it is cut off, or of another type`,
    );
  }
  for (let n; (n = await file.read(bytes.subarray(waiting))) !== null;) {
    hash.update(bytes.subarray(waiting, waiting + n));
    const there = waiting + n, count = Math.floor(there / width);
    for (let i = 0; i < count; i++) {
      if (ids[i] >= size) {
        throw outOfRange(
          `${path}: token ${tokens + i} is ${ids[i]}, and the vocabulary has ${size} ids; ` +
            `were the files made with another tokenizer, or as another type than ${dtype}?`,
        );
      }
      if (ids[i] === end) ends += 1;
    }
    if (count > 0) last = ids[count - 1];
    tokens += count;
    waiting = there - count * width;
    bytes.copyWithin(0, count * width, there);
  }
  if (tokens * width !== whole) throw unparsable(`${path}: its size changed from ${whole} bytes while it was read`);
  // What follows the last end is a document too, though it was cut off.
  const documents = end === undefined ? 1 : ends + (last === end ? 0 : 1);
  return { tokens, documents, bytes: 0, sha256: hash.digest("hex") };
}
