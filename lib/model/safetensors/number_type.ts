/**
 * The numbers in safetensors files. All machines that run Deno are little-endian, as the files are.
 *
 * @module
 */

/**
 * Types of numbers that Mixlab reads and writes: 32-bit, 16-bit and the 16-bit one with the exponents of 32.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { encodeSafetensors, type FloatType } from "@mixlab/mixlab/train";
 *
 * const dtype: FloatType = "BF16";
 * const [, data] = encodeSafetensors([{ name: "a", shape: [3], values: new Float32Array(3) }], { dtype });
 * equal(data.length, 6);
 * ```
 */
export type FloatType = "F32" | "F16" | "BF16";

/** Bytes of each type that may stand in a file; those that are no {@link FloatType} are only skipped. */
export const BYTES_OF_TYPE: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
};

/** Whether a type can be read. */
export function isFloatType(type: unknown): type is FloatType {
  return type === "F32" || type === "F16" || type === "BF16";
}

/** Numbers as bytes of a type, rounded to nearest, ties to even. F32 is a view, not a copy. */
export function encodeFloats(values: Float32Array, type: FloatType): Uint8Array {
  if (type === "F32") return bytesOf(values);
  if (type === "F16") return bytesOf(new Float16Array(values));
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length), out = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const b = bits[i];
    // Adding just under a half carries into the kept bits where it should; one that is no number must not carry.
    out[i] = (b & 0x7fffffff) > 0x7f800000 ? b >>> 16 | 0x40 : (b + 0x7fff + (b >>> 16 & 1)) >>> 16;
  }
  return bytesOf(out);
}

/** Bytes of a type as numbers, written into `values`; every value of each type is one of float32. */
export function decodeFloats(bytes: Uint8Array, type: FloatType, values: Float32Array): void {
  if (type === "F32") return bytesOf(values).set(bytes);
  const halves = new Uint16Array(values.length);
  bytesOf(halves).set(bytes);
  if (type === "F16") return values.set(new Float16Array(halves.buffer));
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) bits[i] = halves[i] << 16;
}

/** The bytes of an array, in place. */
export function bytesOf(array: Float32Array | Float16Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
