/**
 * Dense matrices as plain data.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";

/**
 * A dense matrix of float64, row after row: entry (i, j) is `data[i * columns + j]`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { matrix, type Matrix } from "@mixlab/mixlab";
 *
 * const shares: Matrix = matrix(2, 2, [0.25, 0.75, 0.5, 0.5]);
 * equal(shares.data[1 * shares.columns + 0], 0.5);
 * ```
 */
export interface Matrix {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly columns: number;
  /** The rows × columns entries, row after row. */
  readonly data: Float64Array;
}

/**
 * A matrix from its entries, row after row; zeros when none are given. The entries are copied.
 *
 * @throws {RangeError} when the number of entries is not rows × columns.
 *
 * @example
 * ```ts
 * import { deepEqual, throws } from "node:assert/strict";
 * import { matrix } from "@mixlab/mixlab";
 *
 * const shares = matrix(2, 3, [0.2, 0.3, 0.5, 0.6, 0.4, 0]);
 * deepEqual([...shares.data.subarray(3, 6)], [0.6, 0.4, 0]); // the second row
 * deepEqual([...matrix(1, 2).data], [0, 0]);
 * throws(() => matrix(2, 2, [1, 2, 3]), /wanted 2 × 2 = 4 entries, got 3/);
 * ```
 */
export function matrix(rows: number, columns: number, data?: ArrayLike<number>): Matrix {
  if (data !== undefined && data.length !== rows * columns) {
    throw outOfRange(`matrix: wanted ${rows} × ${columns} = ${rows * columns} entries, got ${data.length}`);
  }
  return { rows, columns, data: data === undefined ? new Float64Array(rows * columns) : Float64Array.from(data) };
}

/** Row i as a view: writing to it writes to the matrix. */
export function rowOf(m: Matrix, i: number): Float64Array {
  return m.data.subarray(i * m.columns, (i + 1) * m.columns);
}

/** A copy of column j. */
export function columnOf(m: Matrix, j: number): Float64Array {
  return Float64Array.from({ length: m.rows }, (_, i) => m.data[i * m.columns + j]);
}

/** The rows with the given indices, copied, in that order. */
export function selectRows(m: Matrix, indices: readonly number[]): Matrix {
  const out = matrix(indices.length, m.columns);
  indices.forEach((i, r) => out.data.set(rowOf(m, i), r * m.columns));
  return out;
}
