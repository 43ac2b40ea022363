/**
 * Arrays in NumPy's `.npy` files (format of `numpy.lib.format`, NEP 1): what the reader and the writer share.
 *
 * @module
 */

/**
 * The kinds of numbers that a `.npy` file may hold here.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { decodeNpy, encodeNpy, type NpyType } from "@mixlab/mixlab";
 *
 * const bytes = (type: NpyType) => encodeNpy({ shape: [2], data: [0.1, 3], type });
 * equal(decodeNpy(bytes("float64")).data[0], 0.1);
 * equal(decodeNpy(bytes("float32")).data[0], Math.fround(0.1));
 * ```
 */
export type NpyType = "float64" | "float32" | "int64" | "int32";

/**
 * An array of a `.npy` file.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { decodeNpy, encodeNpy, type NpyArray } from "@mixlab/mixlab";
 *
 * // A skills graph of two domains, as Aioli and Skill-It keep it.
 * const rows = ({ shape: [m], data }: NpyArray) => Array.from({ length: m }, (_, i) => [...data.slice(i * m, (i + 1) * m)]);
 * deepEqual(rows(decodeNpy(encodeNpy({ shape: [2, 2], data: [0.75, 0.5, 0.625, 0.75] }))), [[0.75, 0.5], [0.625, 0.75]]);
 * ```
 */
export interface NpyArray {
  /** The length of each axis; none for a single number. */
  readonly shape: readonly number[];
  /** The numbers, the last axis moving fastest (row after row). Integers are exact: those beyond ±(2^53 − 1) are refused. */
  readonly data: Float64Array;
  /** As what they are stored. */
  readonly type: NpyType;
}

/** How a kind of number is stored. */
export interface NpyStorage {
  /** NumPy's code of it, without the order of bytes. */
  readonly code: string;
  /** Bytes of one number. */
  readonly width: number;
  /** The least and the most, of integers. */
  readonly range?: readonly [number, number];
  /** The number at a byte. */
  get(view: DataView, at: number, little: boolean): number | bigint;
  /** Stores a number at a byte, little-endian. */
  set(view: DataView, at: number, value: number): void;
}

/** All kinds, by name. */
export const NPY_STORAGE: Readonly<Record<NpyType, NpyStorage>> = {
  float64: {
    code: "f8",
    width: 8,
    get: (view, at, little) => view.getFloat64(at, little),
    set: (view, at, value) => view.setFloat64(at, value, true),
  },
  float32: {
    code: "f4",
    width: 4,
    get: (view, at, little) => view.getFloat32(at, little),
    set: (view, at, value) => view.setFloat32(at, value, true),
  },
  int64: {
    code: "i8",
    width: 8,
    range: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    get: (view, at, little) => view.getBigInt64(at, little),
    set: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  },
  int32: {
    code: "i4",
    width: 4,
    range: [-(2 ** 31), 2 ** 31 - 1],
    get: (view, at, little) => view.getInt32(at, little),
    set: (view, at, value) => view.setInt32(at, value, true),
  },
};

/** The first bytes of every file: \x93NUMPY. */
export const NPY_MAGIC: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** More axes than NumPy has. */
export const MOST_AXES = 64;
