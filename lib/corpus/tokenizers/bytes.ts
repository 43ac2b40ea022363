/**
 * Bytes as tokens.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { sha256Hex } from "../../text/sha256_hex.ts";

/** Id that ends a document. */
const END = 256;

/**
 * The tokenizer of bytes: ids 0 to 255 are the bytes of UTF-8, 256 ends a document. V = 257.
 *
 * A corpus stores these ids as u16 when documents end with their id, and as u8 when the end-of-document rule is "none"
 * (then only bytes occur). Nothing in a text becomes the end id: `<|endoftext|>` is thirteen bytes. A lone surrogate is
 * no character; it counts as U+FFFD, as everywhere in UTF-8. Losses are nats per byte: divide by ln 2 for bits per byte.
 *
 * `decode` throws a RangeError for an id above 256 and leaves end ids out.
 *
 * @example
 * ```ts
 * import { bytesTokenizer } from "@mixlab/mixlab/train";
 * import { deepEqual, equal } from "node:assert/strict";
 *
 * const bytes = bytesTokenizer();
 * deepEqual([...bytes.encode("né")], [110, 195, 169]);
 * equal(bytes.decode([110, 195, 169, bytes.endOfDocument]), "né");
 * equal(bytes.vocabularySize, 257);
 * ```
 */
export function bytesTokenizer(): Tokenizer {
  const encoder = new TextEncoder(), decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return {
    name: "bytes",
    vocabularySize: END + 1,
    endOfDocument: END,
    sha256: sha256Hex("mixlab/bytes/1: ids 0-255 are bytes of UTF-8, 256 ends a document"),
    encode: (text) => Uint32Array.from(encoder.encode(text)),
    decode(ids) {
      const bytes = new Uint8Array(ids.length);
      let n = 0;
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i];
        if (!(id >= 0 && id <= END && Number.isInteger(id))) {
          throw outOfRange(`ids[${i}]: wanted a whole number from 0 to ${END} (bytes), got ${got(id)}`);
        }
        if (id !== END) bytes[n++] = id;
      }
      return decoder.decode(bytes.subarray(0, n));
    },
  };
}
