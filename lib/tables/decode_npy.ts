import { NPY_STORAGE, type NpyArray } from "./npy.ts";
import { npyWrong, parseNpyHeader } from "./npy_header.ts";

/**
 * Reads the bytes of a `.npy` file, as `numpy.save` writes them: floats and integers of 32 or 64 bits, any number of axes,
 * either order of bytes and of axes, versions 1.0 to 3.0 of the format. Nothing of the file runs: its header is read by a
 * grammar of its own, and object arrays are refused.
 *
 * @param file the file's name, for messages.
 * @throws {SyntaxError} when the bytes are no such file, hold other kinds of things, end early or go on after the array, or
 * hold an integer beyond ±(2^53 − 1). The message tells the byte, counted from 1.
 *
 * @example
 * ```ts
 * import { deepEqual, throws } from "node:assert/strict";
 * import { decodeNpy, encodeNpy } from "@mixlab/mixlab";
 *
 * const bytes = encodeNpy({ shape: [2, 3], data: [1, 2, 3, 4, 5, 6] });
 * deepEqual(decodeNpy(bytes).shape, [2, 3]);
 * throws(() => decodeNpy(bytes.subarray(0, 150), "graph.npy"), /^SyntaxError: graph.npy:1:151: .*it ends early/);
 * ```
 */
export function decodeNpy(bytes: Uint8Array, file = "array.npy"): NpyArray {
  const { type, little, fortran, shape, start } = parseNpyHeader(bytes, file);
  const { width, get } = NPY_STORAGE[type], count = shape.reduce((n, length) => n * length, 1);
  const end = start + count * width;
  if (end > bytes.length) {
    throw npyWrong(file, bytes.length, `it ends early: wanted ${count} numbers of ${width} bytes, up to byte ${end}`);
  }
  if (end < bytes.length) {
    throw npyWrong(
      file,
      end,
      `wanted its end after ${count} numbers of ${width} bytes, got ${bytes.length - end} more`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), stored = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const value = get(view, start + i * width, little);
    stored[i] = Number(value);
    if (typeof value === "bigint" && !Number.isSafeInteger(stored[i])) {
      throw npyWrong(file, start + i * width, `the integer ${value} is too large to be exact`);
    }
  }
  return { shape, data: fortran ? rowAfterRow(stored, shape) : stored, type };
}

/** Numbers stored with the first axis moving fastest, in the order in which the last one does. */
function rowAfterRow(stored: Float64Array, shape: readonly number[]): Float64Array {
  const out = new Float64Array(stored.length), index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < out.length; i++) {
    let at = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) at = at * shape[axis] + index[axis];
    out[i] = stored[at];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return out;
}
