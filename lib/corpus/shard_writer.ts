/**
 * The files of one domain and split, written document by document.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { Files } from "../files/files.ts";
import { HashedFile } from "../files/hashed_file.ts";
import type { ShardEntry, TokenType } from "./corpus_index.ts";
import { bytesOf, bytesPerToken, tokenArray } from "./token_type.ts";

/** How far a shard has come: enough to go on after a kill. */
export interface ShardProgress {
  readonly tokens: number;
  readonly documents: number;
  readonly bytes: number;
  /** Whether it has a loss mask. */
  readonly masked: boolean;
}

/** What every shard of a corpus has in common. */
export interface ShardLayout {
  readonly type: TokenType;
  readonly vocabularySize: number;
  /** Id put after every document; undefined where none is. */
  readonly end: number | undefined;
  /** Whether .idx is written. */
  readonly starts: boolean;
}

/** One document for a shard. */
export interface ShardDocument {
  /** Ids, without an end of document. */
  readonly ids: Uint32Array;
  /** UTF-8 bytes of its text. */
  readonly bytes: number;
  /** Ids at its beginning that do not count in the loss; undefined where the document knows no prompt. */
  readonly promptTokens?: number | undefined;
  /** For messages. */
  readonly where: string;
}

const ALTERED = "remove the folder .building and build anew";
const NEW: ShardProgress = { tokens: 0, documents: 0, bytes: 0, masked: false };

/**
 * Writes `<stem>.bin`, `.idx` and, from the first document with a prompt on, `.mask.bin`. Earlier documents of such a
 * shard count in the loss throughout.
 */
export class ShardWriter {
  readonly #layout: ShardLayout;
  readonly #stem: string;
  readonly #files: Files;
  readonly #ids: HashedFile;
  readonly #starts: HashedFile | undefined;
  #mask: HashedFile | undefined;
  #tokens: number;
  #documents: number;
  #bytes: number;

  /** @param from where an earlier build stopped: files are cut to there. */
  constructor(stem: string, layout: ShardLayout, files: Files, from: ShardProgress = NEW) {
    this.#stem = stem;
    this.#files = files;
    this.#layout = layout;
    this.#tokens = from.tokens;
    this.#documents = from.documents;
    this.#bytes = from.bytes;
    this.#ids = this.#open(".bin", from.tokens * bytesPerToken(layout.type));
    if (layout.starts) {
      this.#starts = this.#open(".idx", from.documents > 0 ? (from.documents + 1) * 8 : 0);
      if (from.documents === 0) this.#starts.append(new Uint8Array(8));
    }
    if (from.masked) this.#mask = this.#open(".mask.bin", from.tokens);
  }

  #open(ending: string, keep: number): HashedFile {
    return new HashedFile(this.#stem + ending, { keep, advice: ALTERED, files: this.#files });
  }

  /** @throws {RangeError} when an id is not below the vocabulary's size. */
  add({ ids, bytes, promptTokens, where }: ShardDocument): void {
    const { type, vocabularySize, end } = this.#layout, length = ids.length + (end === undefined ? 0 : 1);
    const packed = tokenArray(type, length), below = Math.min(vocabularySize, 2 ** (8 * bytesPerToken(type)));
    packed.set(ids);
    if (end !== undefined) packed[ids.length] = end;
    let largest = 0;
    for (let i = 0; i < ids.length; i++) if (ids[i] > largest) largest = ids[i];
    if (largest >= below) {
      throw outOfRange(`${where}: the tokenizer gave the id ${largest}; wanted ids below ${below}`);
    }
    this.#ids.append(bytesOf(packed));
    if (promptTokens !== undefined) this.#mask ??= this.#countedSoFar();
    this.#mask?.append(new Uint8Array(length).fill(1, promptTokens ?? 0));
    this.#tokens += length;
    this.#documents += 1;
    this.#bytes += bytes;
    this.#starts?.append(bytesOf(BigUint64Array.of(BigInt(this.#tokens))));
  }

  #countedSoFar(): HashedFile {
    const mask = this.#open(".mask.bin", 0);
    const piece = new Uint8Array(1 << 16).fill(1);
    for (let left = this.#tokens; left > 0; left -= piece.length) {
      mask.append(piece.subarray(0, Math.min(left, piece.length)));
    }
    return mask;
  }

  /** Brings everything to the disk and says how far that is. */
  checkpoint(): ShardProgress {
    for (const file of [this.#ids, this.#starts, this.#mask]) file?.sync();
    return { tokens: this.#tokens, documents: this.#documents, bytes: this.#bytes, masked: this.#mask !== undefined };
  }

  /** Entry of the index for what was written so far. */
  entry(): ShardEntry {
    return {
      tokens: this.#tokens,
      documents: this.#documents,
      bytes: this.#bytes,
      sha256: this.#ids.sha256(),
      ...(this.#starts && { idxSha256: this.#starts.sha256() }),
      ...(this.#mask && { maskSha256: this.#mask.sha256() }),
    };
  }
}
