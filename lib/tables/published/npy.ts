/**
 * NumPy's array files.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";

/** An array of NumPy: its shape and its numbers, last index fastest. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/**
 * Reads a `.npy` file of little-endian float64 in C order: the only kind among the published tables. The format is that
 * of the NumPy Enhancement Proposal 1: magic, version, length of the header, a Python dictionary, then the numbers.
 *
 * @throws SyntaxError when the file is not of that kind.
 */
export function readNpy(bytes: Uint8Array, file: string): NpyArray {
  const wrong = (what: string) => unparsable(`${file}: wanted a NumPy file (.npy) of float64 in C order, ${what}`);
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(1, 6)) !== "NUMPY") throw wrong("got other bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begin = bytes[6] === 1 ? 10 : 12;
  const end = begin + (bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  const header = new TextDecoder().decode(bytes.subarray(begin, end));
  const shapeText = /'shape': \(([\d, ]*)\)/.exec(header)?.[1];
  if (!/'descr': '<f8'/.test(header) || !/'fortran_order': False/.test(header) || shapeText === undefined) {
    throw wrong(`got the header ${header.trim()}`);
  }
  const shape = (shapeText.match(/\d+/g) ?? []).map(Number);
  const length = shape.reduce((product, n) => product * n, 1);
  if (bytes.length !== end + 8 * length) {
    throw wrong(`got ${bytes.length - end} bytes of numbers where ${shape.join(" × ")} need ${8 * length}`);
  }
  return { shape, data: Float64Array.from({ length }, (_, i) => view.getFloat64(end + 8 * i, true)) };
}
