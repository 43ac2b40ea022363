/**
 * A skills graph out of a .npy file.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";
import { decodeNpy } from "../../tables/decode_npy.ts";
import { readBytes } from "../../text/read_text.ts";

/** A matrix of a thousand skills is far below. */
const LARGEST = 16 << 20;

/** Rows of the matrix. */
export async function readGraph(path: string): Promise<number[][]> {
  const { shape, data } = decodeNpy(await readBytes(path, LARGEST), path), [rows, columns] = shape;
  if (shape.length !== 2) throw unparsable(`${path}: wanted a matrix, got an array of ${shape.length} axes`);
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}
