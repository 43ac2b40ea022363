/**
 * Snappy (google/snappy, format_description.txt), strict: every length and offset is checked, so that altered bytes end
 * in an error, not in an endless loop. hyparquet's own decoder can run backwards on altered bytes.
 *
 * @module
 */

/** Up to here a loop is faster than the calls it saves. */
const SHORT = 48;

/** The bytes that a raw Snappy block stands for. @throws {Error} when it is not a whole block of that size. */
export function snappy(input: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  let at = 0, announced = 0;
  for (let shift = 0;; shift += 7) {
    if (at >= input.length || shift > 28) throw new Error("snappy: no length");
    const byte = input[at++];
    announced += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  if (announced !== size) throw new Error(`snappy: the block has ${announced} bytes, its header says ${size}`);
  const output = new Uint8Array(size);
  let done = 0;

  /** A little-endian number of some bytes. */
  const number = (bytes: number) => {
    if (at + bytes > input.length) throw new Error("snappy: cut off");
    let value = 0;
    for (let i = 0; i < bytes; i++) value += input[at + i] * 2 ** (8 * i);
    at += bytes;
    return value;
  };

  while (at < input.length) {
    const tag = input[at++], high = tag >> 2;
    if ((tag & 3) === 0) {
      const length = 1 + (high < 60 ? high : number(high - 59));
      if (at + length > input.length || done + length > size) throw new Error("snappy: a run goes too far");
      if (length > SHORT) output.set(input.subarray(at, at + length), done);
      else for (let i = 0; i < length; i++) output[done + i] = input[at + i];
      at += length;
      done += length;
      continue;
    }
    const near = (tag & 3) === 1, length = near ? 4 + (high & 7) : 1 + high;
    const back = near ? (tag >> 5) * 256 + number(1) : number((tag & 3) === 2 ? 2 : 4);
    if (back === 0 || back > done || done + length > size) throw new Error("snappy: a copy goes too far");
    // A copy may overlap itself (then the bytes that it makes are copied again), and has at most 64 bytes.
    for (let i = 0; i < length; i++) output[done + i] = output[done - back + i];
    done += length;
  }
  if (done !== size) throw new Error("snappy: cut off");
  return output;
}
