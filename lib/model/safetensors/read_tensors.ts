import { got, wrongKind } from "../../errors.ts";
import type { ReadTensor, Safetensors } from "../safetensors.ts";
import { readHeader, type TensorPlace } from "./header.ts";
import { BYTES_OF_TYPE, bytesOf, decodeFloats, isFloatType } from "./number_type.ts";

/** Numbers converted at a time, so that a large tensor needs no second whole copy. */
export const PIECE = 1 << 20;

/** Fills an array from a byte of the file on. */
export type Read = (at: number, target: Uint8Array) => void;

/**
 * The tensors of a file of this many bytes, one after the other, so that the file is never in memory as a whole.
 *
 * @throws as `decodeSafetensors`.
 */
export function readTensors(
  size: number,
  read: Read,
  source: string,
  skip: (name: string) => boolean,
): Safetensors {
  const { places, metadata } = readHeader(size, read, source), tensors = new Map<string, ReadTensor>();
  for (const place of places) {
    if (!skip(place.name)) tensors.set(place.name, { shape: place.shape, values: readFloats(place, read, source) });
  }
  return { tensors, metadata };
}

function readFloats({ name, type, size, start }: TensorPlace, read: Read, source: string): Float32Array {
  if (!isFloatType(type)) {
    throw wrongKind(`${source}: tensor ${got(name)}: wanted one of F32, F16 and BF16, got ${type}`);
  }
  const values = new Float32Array(size), width = BYTES_OF_TYPE[type];
  if (type === "F32") {
    read(start, bytesOf(values));
    return values;
  }
  for (let i = 0; i < size; i += PIECE) {
    const piece = values.subarray(i, i + PIECE), bytes = new Uint8Array(piece.length * width);
    read(start + i * width, bytes);
    decodeFloats(bytes, type, piece);
  }
  return values;
}
