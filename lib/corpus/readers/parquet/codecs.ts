/**
 * Compression of parquet pages.
 *
 * @module
 */
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { wrongKind } from "../../../errors.ts";
import { snappy } from "./snappy.ts";

type Codec = (input: Uint8Array, size: number) => Uint8Array;

// Limited, so that altered bytes cannot blow up; at least 1, since 0 means no limit.
const limit = (size: number) => ({ maxOutputLength: Math.max(1, size) });
// No Brotli: Deno's decoder prints to the terminal and leaks memory when the bytes are damaged; nobody writes it.
const CODECS: Readonly<Record<string, Codec>> = {
  UNCOMPRESSED: (input) => input,
  SNAPPY: snappy,
  GZIP: (input, size) => gunzipSync(input, limit(size)),
  ZSTD: (input, size) => zstdDecompressSync(input, limit(size)),
};

/**
 * A page's bytes.
 *
 * @param size the bytes that should come out.
 * @throws {TypeError} when the compression cannot be read.
 * @throws {Error} when the bytes are damaged.
 */
export function decompress(codec: string, input: Uint8Array, size: number, where: string): Uint8Array {
  if (!Object.hasOwn(CODECS, codec)) {
    throw wrongKind(
      `${where}: wanted pages compressed as ${
        Object.keys(CODECS).join(", ")
      }, got ${codec}; write the file anew as ZSTD`,
    );
  }
  const output = CODECS[codec](input, size);
  // Deno's zstd decoder is silent when a frame is cut off.
  if (output.length !== size) throw new Error(`a page has ${output.length} bytes, its header says ${size}`);
  return output;
}
