/**
 * Parquet's hybrid of runs and packed bits (Encodings.md, "RLE/Bit-Packing Hybrid"): levels and dictionary indices.
 *
 * @module
 */

/** Whole numbers of `width` bits each, exactly `count` of them. @throws {Error} when the bytes do not hold so many. */
export function hybrid(bytes: Uint8Array, width: number, count: number): Uint32Array {
  if (width > 32) throw new Error(`numbers of ${width} bits`);
  const values = new Uint32Array(count), step = (width + 7) >> 3;
  let at = 0, done = 0;
  while (done < count) {
    let header = 0;
    for (let shift = 0;; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new Error("a run has no length");
      const byte = bytes[at++];
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const runs = Math.floor(header / 2);
    if (runs === 0) throw new Error("an empty run");
    if (header % 2 === 0) {
      if (at + step > bytes.length) throw new Error("a run is cut off");
      let value = 0;
      for (let i = 0; i < step; i++) value += bytes[at + i] * 2 ** (8 * i);
      at += step;
      const end = Math.min(count, done + runs);
      values.fill(value, done, end);
      done = end;
    } else {
      const n = Math.min(count - done, runs * 8);
      // The last group may be cut to the bytes that are needed.
      if (at + Math.ceil(n * width / 8) > bytes.length) throw new Error("packed bits are cut off");
      unpack(bytes, at, width, values, done, n);
      at += runs * width;
      done += n;
    }
  }
  return values;
}

/** n numbers of `width` bits, lowest bit first. */
function unpack(bytes: Uint8Array, at: number, width: number, values: Uint32Array, from: number, n: number): void {
  // At most 32 + 7 bits wait at a time, so doubles hold them exactly.
  const size = 2 ** width;
  let waiting = 0, bits = 0;
  for (let i = 0; i < n; i++) {
    while (bits < width) {
      waiting += bytes[at++] * 2 ** bits;
      bits += 8;
    }
    const value = waiting % size;
    values[from + i] = value;
    waiting = (waiting - value) / size;
    bits -= width;
  }
}
