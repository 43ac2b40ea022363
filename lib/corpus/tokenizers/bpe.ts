/**
 * Byte-level BPE.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { addedSplitter } from "./added_splitter.ts";
import { bytesOfToken } from "./byte_alphabet.ts";
import { endOfDocumentIn } from "./end_of_document.ts";
import { IdBuffer } from "./id_buffer.ts";
import { MergeTable } from "./merge_table.ts";
import { nfc } from "./nfc.ts";
import { type PlainBpe, plainBpe } from "./plain_bpe.ts";
import { sha256Hex } from "../../text/sha256_hex.ts";
import { parseTokenizerJson } from "./tokenizer_file.ts";
import { WordCache } from "./word_cache.ts";
import { wordEnd } from "./words.ts";

/**
 * The fast tokenizer for byte-level BPE files (GPT-2, GPT-NeoX and Pythia, and those that {@link trainBpe} makes): ids
 * are those of Hugging Face's Python library with `add_special_tokens=False`.
 *
 * Added tokens that stand in the text, such as `<|endoftext|>`, become their id, as in Hugging Face. A lone surrogate
 * counts as U+FFFD. `truncation` and `padding` in the file are left aside: documents are never cut. `decode` gives
 * the text again exactly (of NFC tokenizers: its normal form), added tokens by their content.
 *
 * `json` is the content of tokenizer.json. The name is `bpe-<V>`; `sha256` is that of the file's content.
 *
 * @throws {SyntaxError} when `json` is not JSON.
 * @throws {TypeError} when it is not a plain byte-level BPE (use `makeTokenizer({ kind: "tokenizer.json", json })`).
 * @example
 * ```ts
 * import { bpeTokenizer, trainBpe } from "@mixlab/mixlab/train";
 * import { equal } from "node:assert/strict";
 *
 * const { json } = await trainBpe(["to be, or not to be, to be"], { vocabularySize: 300 });
 * const bpe = bpeTokenizer(json);
 * const ids = bpe.encode("to be<|endoftext|>");
 * equal(bpe.decode(ids), "to be<|endoftext|>");
 * equal(ids.at(-1), bpe.endOfDocument);
 * ```
 */
export function bpeTokenizer(json: string): Tokenizer {
  const plain = plainBpe(parseTokenizerJson(json));
  if (typeof plain === "string") {
    throw wrongKind(
      `tokenizer.json: wanted a plain byte-level BPE, but ${plain}; name the kind "tokenizer.json" instead of "bpe"`,
    );
  }
  return plainBpeTokenizer(plain, json);
}

/** The tokenizer of a file already read. */
export function plainBpeTokenizer(plain: PlainBpe, json: string): Tokenizer {
  const { added } = plain;
  const vocabularySize = Math.max(plain.tokens.length, ...added.map(({ id }) => id + 1));
  const before = addedSplitter(new Map(added.filter((a) => !a.normalized).map((a) => [a.content, a.id])));
  const after = addedSplitter(
    new Map(added.filter((a) => a.normalized).map((a) => [plain.nfc ? nfc(a.content) : a.content, a.id])),
  );
  const words = new WordEncoder(plain);
  const encodePart = (text: string, out: IdBuffer) => {
    const normal = plain.nfc ? nfc(text) : text;
    if (after === undefined) return words.encode(normal, out);
    for (const piece of after(normal)) typeof piece === "number" ? out.push(piece) : words.encode(piece, out);
  };
  const decode = decoderOf(plain, vocabularySize);
  const out = new IdBuffer();
  return {
    name: `bpe-${vocabularySize}`,
    vocabularySize,
    get endOfDocument() {
      return endOfDocumentIn(added);
    },
    sha256: sha256Hex(json),
    json,
    encode(text) {
      out.clear();
      if (before === undefined) encodePart(text, out);
      else for (const piece of before(text)) typeof piece === "number" ? out.push(piece) : encodePart(piece, out);
      return out.copy();
    },
    decode,
  };
}

/** Text without added tokens to ids. */
class WordEncoder {
  readonly #cache = new WordCache();
  readonly #table: MergeTable;
  readonly #idOfByte: Int32Array;
  readonly #utf8 = new TextEncoder();
  #bytes = new Uint8Array(1024);
  #symbols = new Int32Array(1024);

  constructor({ merges, idOfByte }: PlainBpe) {
    this.#table = new MergeTable(merges);
    this.#idOfByte = idOfByte;
  }

  encode(text: string, out: IdBuffer): void {
    const cache = this.#cache;
    for (let start = 0; start < text.length;) {
      const end = wordEnd(text, start);
      if (cache.find(text, start, end)) out.append(cache.ids, cache.at, cache.length);
      else {
        const length = this.#merge(text.slice(start, end));
        cache.add(text, start, end, this.#symbols, length);
        out.append(this.#symbols, 0, length);
      }
      start = end;
    }
  }

  /** Leaves a word's ids in #symbols; returns their number. */
  #merge(word: string): number {
    if (3 * word.length > this.#bytes.length) {
      this.#bytes = new Uint8Array(4 * word.length);
      this.#symbols = new Int32Array(4 * word.length);
    }
    const { written } = this.#utf8.encodeInto(word, this.#bytes);
    for (let i = 0; i < written; i++) this.#symbols[i] = this.#idOfByte[this.#bytes[i]];
    return this.#table.apply(this.#symbols, written);
  }
}

function decoderOf(plain: PlainBpe, vocabularySize: number): (ids: ArrayLike<number>) => string {
  const utf8 = new TextEncoder(), decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const bytesOf: (Uint8Array | undefined)[] = plain.tokens.map((token) =>
    token === undefined ? undefined : bytesOfToken(token) ?? utf8.encode(token)
  );
  for (const { id, content } of plain.added) bytesOf[id] = utf8.encode(content);
  return (ids) => {
    let size = 0;
    for (let i = 0; i < ids.length; i++) {
      const bytes = bytesOf[ids[i]];
      if (bytes === undefined) {
        throw outOfRange(`ids[${i}]: wanted the id of a token, below ${vocabularySize}, got ${got(ids[i])}`);
      }
      size += bytes.length;
    }
    const all = new Uint8Array(size);
    let at = 0;
    for (let i = 0; i < ids.length; i++) {
      const bytes = bytesOf[ids[i]]!;
      all.set(bytes, at);
      at += bytes.length;
    }
    return decoder.decode(all);
  };
}
