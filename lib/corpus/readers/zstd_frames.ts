/**
 * The outer structure of a zstd stream (RFC 8878, section 3.1): frames, their headers and their blocks.
 *
 * Deno's decoder needs this walk beside it, for it is silent in three cases: a stream that ends inside a frame, bytes
 * after the last frame, and anything that follows a frame's end within one write (all of it is dropped). Walking the
 * block headers finds every frame's end exactly, without decoding.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";

const FRAME = 0xfd2fb528, SKIPPABLE = 0x184d2a50;
/** Sizes of the fields that two bits of the frame header's descriptor announce. */
const DICTIONARY_ID = [0, 1, 2, 4], CONTENT_SIZE = [0, 2, 4, 8];
const RLE = 1, RESERVED = 3;

/** A walk over the compressed bytes. */
export interface ZstdFrames {
  /**
   * Takes the next bytes and gives those of them to decode, cut so that no piece goes beyond the end of a frame;
   * skippable frames are left out. Pieces are views of the chunk.
   *
   * @throws {SyntaxError} when the bytes are no zstd.
   */
  take(chunk: Uint8Array): Uint8Array[];
  /**
   * Says that there are no more bytes.
   *
   * @throws {SyntaxError} when the stream ends inside a frame, or holds none.
   */
  end(): void;
}

/** What the next header bytes are. */
type Stage = "magic" | "skippable size" | "descriptor" | "header" | "block" | "checksum" | "frame end";

/** Starts a walk over the bytes of a file; the name is for messages. */
export function zstdFrames(name: string): ZstdFrames {
  const head = new Uint8Array(16), view = new DataView(head.buffer);
  let stage: Stage = "magic", have = 0, need = 4;
  let skip = 0; // bytes of a block, or of a skippable frame, still to pass over
  let checksum = false, dictionaryAt = 0, dictionarySize = 0, frames = 0, offset = 0;

  const wrong = (message: string) => unparsable(`${name}: byte ${offset}: ${message}; download or make the file again`);
  const expect = (next: Stage, bytes: number) => {
    stage = next;
    have = 0;
    need = bytes;
  };

  /** Reads the header that is now complete. */
  function step(): void {
    switch (stage) {
      case "magic": {
        const magic = view.getUint32(0, true);
        if (magic === FRAME) return expect("descriptor", 1);
        if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) return expect("skippable size", 4);
        throw wrong(
          frames === 0 ? "this is no zstd file" : "wanted another zstd frame or the end of the file, got others",
        );
      }
      case "skippable size":
        skip = view.getUint32(0, true);
        return frameEnd();
      case "descriptor": {
        const [descriptor] = head, single = (descriptor & 0x20) !== 0;
        if (descriptor & 0x08) throw wrong("the zstd frame's header has a reserved bit set");
        checksum = (descriptor & 0x04) !== 0;
        dictionaryAt = single ? 0 : 1; // after the window's byte
        dictionarySize = DICTIONARY_ID[descriptor & 3];
        const size = descriptor >> 6;
        return expect("header", dictionaryAt + dictionarySize + (size === 0 && single ? 1 : CONTENT_SIZE[size]));
      }
      case "header":
        if (head.subarray(dictionaryAt, dictionaryAt + dictionarySize).some((byte) => byte !== 0)) {
          throw unparsable(`${name}: this zstd file needs a dictionary; compress it again without one`);
        }
        return expect("block", 3);
      case "block": {
        const block = head[0] | head[1] << 8 | head[2] << 16, type = block >> 1 & 3, last = (block & 1) !== 0;
        if (type === RESERVED) throw wrong("this zstd block is of no known type");
        skip = type === RLE ? 1 : block >> 3;
        if (!last) return expect("block", 3);
        return checksum ? expect("checksum", 4) : expect("frame end", 0);
      }
      case "checksum":
        return expect("frame end", 0);
    }
  }

  function frameEnd(): void {
    frames += 1;
    expect("magic", 4);
  }

  return {
    take(chunk) {
      const pieces: Uint8Array[] = [];
      // Where the piece begins that is to be decoded; −1 between frames.
      let begin = stage === "magic" || stage === "skippable size" ? -1 : 0;
      for (let i = 0; i < chunk.length || stage === "frame end";) {
        if (skip > 0) {
          const n = Math.min(skip, chunk.length - i);
          skip -= n;
          i += n;
          offset += n;
          if (skip > 0) break;
        } else if (stage === "frame end") {
          pieces.push(chunk.subarray(begin, i));
          begin = -1;
          frameEnd();
        } else {
          head[have++] = chunk[i++];
          if (have === need) {
            const inMagic = stage === "magic";
            step();
            if (inMagic && (stage as Stage) === "descriptor") {
              // The magic number may have begun in the chunk before, which kept it back.
              if (i < 4) pieces.push(head.slice(0, 4));
              begin = i < 4 ? i : i - 4;
            }
          }
          offset += 1;
        }
      }
      if (begin >= 0 && begin < chunk.length) pieces.push(chunk.subarray(begin));
      return pieces;
    },
    end() {
      if (stage === "magic" && have === 0 && skip === 0 && frames > 0) return;
      throw wrong(
        offset === 0
          ? "this zstd file is empty"
          : `the zstd file is cut off inside frame ${frames + (skip > 0 && stage === "magic" ? 0 : 1)}`,
      );
    },
  };
}
