/**
 * Values of a column of one batch, a block of rows at a time.
 *
 * @module
 */
import type { FileAt } from "../file_at.ts";
import { type Cell, cellOf } from "../text_cells.ts";
import type { BatchColumn, Place } from "./batches.ts";

/** Rows whose offsets are read together, and bytes of values that are read together unless one row has more. */
const ROWS = 4096, BYTES = 1 << 22;

/** A column and those that it is a member of, outermost first. */
export type ColumnPath = readonly BatchColumn[];

/** Texts of a column; null where it, or one that it is a member of, is null. @throws {Error} when the bytes make no sense. */
export function* texts(file: FileAt, path: ColumnPath): Generator<Cell[]> {
  const column = path.at(-1)!, [, offsets, values] = column.buffers, wide = column.field.type.kind === "largeUtf8";
  for (const { from, bounds } of blocks(file, offsets, wide ? 8 : 4, column.length, values.length, 1)) {
    const n = bounds.length - 1, valid = validity(file, path, from, n), first = bounds[0];
    const bytes = file.read(values.at + first, bounds[n] - first);
    yield Array.from(valid, (is, i) => is ? cellOf(bytes.subarray(bounds[i] - first, bounds[i + 1] - first)) : null);
  }
}

/** Whole numbers of a column, handed to a function that names them. @throws {Error} when the bytes make no sense. */
export function* namedNumbers(file: FileAt, path: ColumnPath, name: (value: number) => Cell): Generator<Cell[]> {
  const column = path.at(-1)!;
  for (let from = 0; from < column.length; from += ROWS) {
    const n = Math.min(ROWS, column.length - from), valid = validity(file, path, from, n);
    const values = numbers(file, column, from, n);
    yield Array.from(valid, (is, i) => is ? name(Number(values[i])) : null);
  }
}

/** Lists of token ids, each as an array, or what is wrong with it. @throws {Error} when the bytes make no sense. */
export function* idLists(file: FileAt, path: ColumnPath): Generator<(Uint32Array | string)[]> {
  const column = path.at(-1)!, [child] = column.children, { kind, size } = column.field.type;
  const width = child.field.type.bits / 8;
  const lists = kind === "fixedSizeList"
    ? fixedBlocks(size, column.length, child.length, width)
    : blocks(file, column.buffers[1], kind === "largeList" ? 8 : 4, column.length, child.length, width);
  for (const { from, bounds } of lists) {
    const n = bounds.length - 1, valid = validity(file, path, from, n), first = bounds[0];
    const values = numbers(file, child, first, bounds[n] - first);
    const there = validity(file, [child], first, bounds[n] - first);
    yield Array.from(valid, (is, i) => {
      if (!is) return "is missing (null)";
      const a = bounds[i] - first, b = bounds[i + 1] - first, own = values.subarray(a, b);
      if (child.nulls > 0 && there.subarray(a, b).includes(0)) return "holds a null";
      const ids = own instanceof BigInt64Array || own instanceof BigUint64Array
        ? Uint32Array.from(own, Number)
        : Uint32Array.from(own);
      // Equal lengths are known; an id that is negative or too large has wrapped around.
      for (let j = 0; j < ids.length; j++) {
        if (ids[j] !== Number(own[j])) return `holds ${own[j]}, which is no token id`;
      }
      return ids;
    });
  }
}

/** A block of rows: the first one, and where each begins and the last one ends, counted in values. */
interface Block {
  readonly from: number;
  readonly bounds: number[];
}

/** @param values values there are. @param width bytes of each. */
function* blocks(
  file: FileAt,
  offsets: Place,
  wide: 4 | 8,
  rows: number,
  values: number,
  width: number,
): Generator<Block> {
  if (rows > 0 && offsets.length < (rows + 1) * wide) throw new Error("offsets are cut off");
  for (let start = 0; start < rows; start += ROWS) {
    const n = Math.min(ROWS, rows - start), { buffer } = file.read(offsets.at + start * wide, (n + 1) * wide);
    const bounds = wide === 8 ? Array.from(new BigInt64Array(buffer), Number) : Array.from(new Int32Array(buffer));
    for (let i = 0; i <= n; i++) {
      if (!(bounds[i] >= (i === 0 ? 0 : bounds[i - 1]) && bounds[i] <= values)) {
        throw new Error(`row ${start + i} of a batch begins at ${bounds[i]} of ${values}`);
      }
    }
    yield* parts(start, bounds, width);
  }
}

function* fixedBlocks(size: number, rows: number, values: number, width: number): Generator<Block> {
  if (!(size >= 0 && size * rows <= values)) throw new Error(`lists of ${size} ids each`);
  for (let start = 0; start < rows; start += ROWS) {
    const n = Math.min(ROWS, rows - start);
    yield* parts(start, Array.from({ length: n + 1 }, (_, i) => (start + i) * size), width);
  }
}

/** A block cut so that its values are not too many bytes at once. */
function* parts(start: number, bounds: number[], width: number): Generator<Block> {
  for (let from = 0; from < bounds.length - 1;) {
    let to = from + 1;
    while (to < bounds.length - 1 && (bounds[to + 1] - bounds[from]) * width <= BYTES) to += 1;
    yield { from: start + from, bounds: bounds.slice(from, to + 1) };
    from = to;
  }
}

/** For each of n rows 1 when it and all that it is a member of are there, else 0. */
function validity(file: FileAt, path: ColumnPath, from: number, n: number): Uint8Array {
  const valid = new Uint8Array(n).fill(1);
  for (const { nulls, buffers: [bits] } of path) {
    if (nulls === 0) continue;
    const first = from >> 3, last = (from + n + 7) >> 3;
    if (bits.length < last) throw new Error("the marks of nulls are cut off");
    const bytes = file.read(bits.at + first, last - first);
    for (let i = 0; i < n; i++) valid[i] &= bytes[((from + i) >> 3) - first] >> ((from + i) & 7) & 1;
  }
  return valid;
}

type Numbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array;

/** n whole numbers from the one numbered `from`. Deno runs on little-endian machines only, as Arrow's files are. */
function numbers(file: FileAt, { field, buffers: [, values] }: BatchColumn, from: number, n: number): Numbers {
  const { bits, signed } = field.type, width = bits / 8;
  if ((from + n) * width > values.length) throw new Error(`values of "${field.name}" are cut off`);
  const { buffer } = file.read(values.at + from * width, n * width);
  switch (bits) {
    case 8:
      return signed ? new Int8Array(buffer) : new Uint8Array(buffer);
    case 16:
      return signed ? new Int16Array(buffer) : new Uint16Array(buffer);
    case 32:
      return signed ? new Int32Array(buffer) : new Uint32Array(buffer);
    case 64:
      return signed ? new BigInt64Array(buffer) : new BigUint64Array(buffer);
    default:
      throw new Error(`whole numbers of ${bits} bits`);
  }
}
