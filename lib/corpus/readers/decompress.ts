/**
 * The bytes of a file, decompressed by the file's suffix.
 *
 * @module
 */
import { constants, createGunzip, createZstdDecompress } from "node:zlib";
import { outOfRange, unparsable, wrongKind } from "../../errors.ts";
import { unreadable } from "../../text/read_text.ts";
import { zstdFrames } from "./zstd_frames.ts";

/** Bytes read and decompressed at a time: large enough that the way there and back costs little. */
const CHUNK = 1 << 18;

type Decoder = ReturnType<typeof createGunzip>;

/**
 * The bytes of a file as a stream: `.zst` and `.gz` decompressed, anything else as it is. Files of several zstd frames
 * or gzip members are read to their end. Memory does not grow with the file; a zstd frame needs its window, at most
 * 2 GiB (`zstd --long=31`).
 *
 * A chunk is valid until the next one is asked for. What can be decompressed of a damaged or cut-off file is given
 * first, then the error. (A file cut exactly between two frames or members is a whole file by its format.)
 *
 * @param path the file.
 * @param onRead called with the number of bytes (compressed) just read.
 * @throws {TypeError} when the file cannot be read.
 * @throws {SyntaxError} when the compressed bytes are damaged, cut off, or followed by other bytes; when a file without
 * a suffix is compressed after all.
 */
export async function* openBytes(path: string, onRead?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  if (/\.zst$/i.test(path)) {
    const decoder = createZstdDecompress({ chunkSize: CHUNK, params: { [constants.ZSTD_d_windowLogMax]: 31 } });
    yield* decoded(wholeFrames(path, onRead), decoder as unknown as Decoder, path);
  } else if (/\.gz$/i.test(path)) {
    yield* decoded(fileBytes(path, onRead), createGunzip({ chunkSize: CHUNK }), path);
  } else {
    yield* plain(fileBytes(path, onRead), path);
  }
}

/** A file's bytes in one buffer, filled again for each chunk. */
async function* fileBytes(path: string, onRead?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let file;
  try {
    if ((await Deno.stat(path)).isDirectory) throw wrongKind(`${path}: wanted a file, got a directory`);
    file = await Deno.open(path);
  } catch (error) {
    throw unreadable(error, path);
  }
  using _closed = file;
  const buffer = new Uint8Array(CHUNK);
  for (let n; (n = await file.read(buffer)) !== null;) {
    onRead?.(n);
    yield buffer.subarray(0, n);
  }
}

/** Bytes that should not be compressed. */
async function* plain(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const chunk of chunks) {
    if (first) {
      const [a, b, c, d] = chunk;
      if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) throw unparsable(`${path}: this is zstd; name it .zst`);
      if (a === 0x1f && b === 0x8b) throw unparsable(`${path}: this is gzip; name it .gz`);
    }
    first = false;
    yield chunk;
  }
}

/** The bytes of a zstd file in pieces that keep to their frame; an error when the last frame is not whole. */
async function* wholeFrames(path: string, onRead?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const frames = zstdFrames(path);
  for await (const chunk of fileBytes(path, onRead)) yield* frames.take(chunk);
  frames.end();
}

/** What a decoder makes of the pieces. */
async function* decoded(pieces: AsyncIterable<Uint8Array>, decoder: Decoder, path: string): AsyncGenerator<Uint8Array> {
  let failure: unknown;
  const closed = new Promise<void>((resolve) => decoder.once("close", resolve));
  // A fault in the pieces ends the decoder's input in good order, so that all that came before is still given.
  const feeding = (async () => {
    try {
      for await (const piece of pieces) {
        await Promise.race([new Promise<void>((taken) => decoder.write(piece, () => taken())), closed]);
        if (decoder.destroyed) return;
      }
    } catch (error) {
      failure = error;
    } finally {
      if (!decoder.destroyed) decoder.end();
    }
  })();
  try {
    for await (const chunk of decoder) yield chunk as Uint8Array;
  } catch (error) {
    if (failure === undefined) throw damaged(error, path);
  } finally {
    decoder.destroy();
    await feeding;
  }
  if (failure !== undefined) throw failure;
}

function damaged(error: unknown, path: string): Error {
  const reason = error instanceof Error ? error.message : String(error);
  if (/memory|window/i.test(reason)) return outOfRange(`${path}: ${reason}`);
  return unparsable(`${path}: damaged or cut off (${reason}); download or make the file again`);
}
