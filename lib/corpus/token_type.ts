/**
 * How token ids lie in a file: little-endian, as wide as the vocabulary needs.
 *
 * Typed arrays have the byte order of the machine; Deno runs on little-endian machines only, so no bytes are swapped.
 *
 * @module
 */
import type { CorpusIndex, TokenType } from "./corpus_index.ts";

/**
 * Token ids as they are stored: in the narrowest type that holds them (imported ones may be wider).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { TokenArray } from "@mixlab/mixlab/train";
 *
 * const largest = (ids: TokenArray) => Math.max(...ids);
 * equal(largest(Uint16Array.of(5, 256, 7)), 256);
 * ```
 */
export type TokenArray = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/**
 * The narrowest type that holds every id that occurs: all of the vocabulary's, except its last one where that would
 * end documents and the corpus has no such ends (so bytes are stored as bytes).
 */
export function tokenTypeFor(vocabularySize: number, { rule, id }: CorpusIndex["endOfDocument"]): TokenType {
  const ids = rule === "none" && id === vocabularySize - 1 ? vocabularySize - 1 : vocabularySize;
  return ids <= 1 << 8 ? "u8" : ids <= 1 << 16 ? "u16" : "u32";
}

/** Bytes of one id. */
export function bytesPerToken(type: TokenType): 1 | 2 | 4 {
  return type === "u8" ? 1 : type === "u16" ? 2 : 4;
}

/** Room for some ids. */
export function tokenArray(type: TokenType, length: number): TokenArray {
  return type === "u8" ? new Uint8Array(length) : type === "u16" ? new Uint16Array(length) : new Uint32Array(length);
}

/** The bytes of ids (or of any other typed array), not copied. */
export function bytesOf(values: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
