import { got, outOfRange, wrongKind } from "../errors.ts";
import { MOST_AXES, NPY_MAGIC, NPY_STORAGE, type NpyType } from "./npy.ts";

/** Numbers begin at a multiple of this. */
const ALIGNMENT = 64;
/** NumPy leaves room in the header for a first axis of this many digits, so that arrays can grow in place. */
const DIGITS = 21;

/**
 * The bytes of a `.npy` file, the very ones that `numpy.save` of NumPy 1.26 and 2.4 writes for such an array: version 1.0,
 * little-endian, the last axis moving fastest.
 *
 * @param array the length of each axis, the numbers row after row, and as what to store them (default float64). float32
 * rounds them.
 * @throws {TypeError} when the type is unknown.
 * @throws {RangeError} when a length is no whole number, the lengths do not multiply to the number of numbers, or a number is
 * no integer, or out of range, where integers are stored.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { decodeNpy, encodeNpy } from "@mixlab/mixlab";
 *
 * // Aioli's matrices of two rounds, m = 2: a stack of the shape [rounds, m, m].
 * const A = [[0.8, 0.1, 0.2, 0.7], [0.6, 0.2, 0.1, 0.9]];
 * const bytes = encodeNpy({ shape: [2, 2, 2], data: A.flat() });
 * deepEqual([...decodeNpy(bytes).data], A.flat());
 * ```
 */
export function encodeNpy(
  array: { readonly shape: readonly number[]; readonly data: ArrayLike<number>; readonly type?: NpyType },
): Uint8Array<ArrayBuffer> {
  const { shape, data, type = "float64" } = array;
  if (!Object.hasOwn(NPY_STORAGE, type)) {
    throw wrongKind(`encodeNpy: type: wanted one of ${Object.keys(NPY_STORAGE).join(", ")}, got ${got(type)}`);
  }
  const { code, width, range, set } = NPY_STORAGE[type];
  shape.forEach((length, i) => {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw outOfRange(`encodeNpy: shape[${i}]: wanted a whole number ≥ 0, got ${got(length)}`);
    }
  });
  if (shape.length > MOST_AXES) {
    throw outOfRange(`encodeNpy: shape: wanted at most ${MOST_AXES} axes, got ${shape.length}`);
  }
  const count = shape.reduce((n, length) => n * length, 1);
  if (count !== data.length) {
    throw outOfRange(`encodeNpy: data: wanted ${count} numbers for the shape ${shape.join(" × ")}, got ${data.length}`);
  }
  const header = headerOf(code, shape), start = NPY_MAGIC.length + 4 + header.length;
  const bytes = new Uint8Array(start + count * width), view = new DataView(bytes.buffer);
  bytes.set([...NPY_MAGIC, 1, 0, header.length & 0xff, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), NPY_MAGIC.length + 4);
  for (let i = 0; i < count; i++) {
    const value = data[i];
    if (typeof value !== "number") throw wrongKind(`encodeNpy: data[${i}]: wanted a number, got ${got(value)}`);
    if (range !== undefined && !(Number.isInteger(value) && value >= range[0] && value <= range[1])) {
      throw outOfRange(`encodeNpy: data[${i}]: wanted an integer from ${range[0]} to ${range[1]}, got ${got(value)}`);
    }
    set(view, start + i * width, value);
  }
  return bytes;
}

/** Every length stands with its comma where there is one only, as Python prints tuples. */
function headerOf(code: string, shape: readonly number[]): string {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  let text = `{'descr': '<${code}', 'fortran_order': False, 'shape': (${tuple}), }`;
  if (shape.length > 0) text += " ".repeat(DIGITS - String(shape[0]).length);
  const before = NPY_MAGIC.length + 4, length = before + text.length + 1;
  return `${text}${" ".repeat(Math.ceil(length / ALIGNMENT) * ALIGNMENT - length)}\n`;
}
