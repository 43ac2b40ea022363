/**
 * Pickled pandas frames, as pandas 1.3 and later write them, with columns of numbers and of text.
 *
 * @module
 */
import { unparsable } from "../errors.ts";
import { isNumpyScalar, numpyEntries, numpyScalar, type Wrong } from "./numpy_entries.ts";
import { Made, parsePickle, type Value } from "./pickle.ts";

interface NdArray {
  readonly shape: readonly number[];
  /** Entries row after row. */
  readonly data: readonly Value[];
}

/**
 * The columns of a pickled frame, by name.
 *
 * @throws {SyntaxError} when the bytes are no pickle, or no frame of numbers and text.
 */
export function parseFrame(bytes: Uint8Array, file: string): Map<string, readonly Value[]> {
  const wrong = (what: string) =>
    unparsable(`${file}:1:1: wanted a pickled pandas frame of numbers and text, but ${what}; save it again as CSV`);
  const frame = parsePickle(bytes, file);
  if (!(frame instanceof Made) || !frame.name.endsWith(".DataFrame")) throw wrong("this pickle holds no frame");
  const manager = frame.state instanceof Map ? frame.state.get("_mgr") ?? frame.state.get("_data") : undefined;
  if (!(manager instanceof Made) || !manager.name.endsWith(".BlockManager")) throw wrong("its blocks are absent");
  const [blocks, axes] = manager.args;
  if (!Array.isArray(blocks) || !Array.isArray(axes)) throw wrong("its blocks are of another kind");
  const names = indexOf(axes[0], wrong);
  const columns = new Map<string, readonly Value[]>();
  for (const block of blocks) {
    if (!(block instanceof Made) || !block.name.endsWith("._unpickle_block")) throw wrong("a block is of another kind");
    const values = arrayOf(block.args[0], wrong), places = placement(block.args[1], wrong);
    const length = values.data.length / Math.max(places.length, 1);
    if (!Number.isInteger(length)) throw wrong("a block has another size than its columns");
    places.forEach((place, j) => {
      const name = names[place];
      if (typeof name !== "string") throw wrong("a column has no name");
      columns.set(name, values.data.slice(j * length, (j + 1) * length));
    });
  }
  return columns;
}

function indexOf(value: Value | undefined, wrong: Wrong): readonly Value[] {
  const parts = value instanceof Made ? value.args[1] : undefined;
  if (!(parts instanceof Map)) throw wrong("its column names are of another kind");
  return arrayOf(parts.get("data") ?? null, wrong).data;
}

function placement(value: Value, wrong: Wrong): number[] {
  if (value instanceof Made && value.name.endsWith(".slice")) {
    const [start, stop, step] = value.args.map((part) => part ?? 1);
    const whole = [start, stop, step].every((part) => Number.isInteger(part));
    // A start far below 0 would count through as many places.
    if (whole && Number(start) >= 0 && Number(step) > 0 && Number(stop) < 1e6) {
      const out: number[] = [];
      for (let i = Number(start); i < Number(stop); i += Number(step)) out.push(i);
      return out;
    }
  }
  return arrayOf(value, wrong).data.map(Number);
}

function arrayOf(value: Value, wrong: Wrong): NdArray {
  if (value instanceof Made) {
    if (value.name.endsWith(".__pyx_unpickle_NDArrayBacked") && Array.isArray(value.state)) {
      const inner = value.state.find((part) => part instanceof Made && part.name.endsWith("._reconstruct"));
      if (inner !== undefined) return arrayOf(inner, wrong);
    }
    if (value.name.endsWith("._frombuffer")) {
      const [data, dtype, shape, order] = value.args;
      return ordered(numpyEntries(data, dtype, wrong), shape, order === "F", wrong);
    }
    if (value.name.endsWith("._reconstruct") && Array.isArray(value.state)) {
      const [, shape, dtype, fortran, data] = value.state;
      const values = Array.isArray(data) ? data.map((entry) => scalar(entry, wrong)) : numpyEntries(data, dtype, wrong);
      return ordered(values, shape, fortran === true, wrong);
    }
  }
  throw wrong(`it holds a ${value instanceof Made ? value.name : typeof value}`);
}

/** Entries in the order of rows, whatever the order in which they were kept. */
function ordered(values: readonly Value[], shape: Value, fortran: boolean, wrong: Wrong): NdArray {
  if (!Array.isArray(shape) || !shape.every((n) => typeof n === "number")) throw wrong("an array has no shape");
  const sizes = shape as number[];
  if (sizes.reduce((a, b) => a * b, 1) !== values.length) throw wrong("an array has another size than its shape");
  if (!fortran || sizes.length !== 2) return { shape: sizes, data: values };
  const [rows, columns] = sizes;
  return { shape: sizes, data: values.map((_, n) => values[(n % columns) * rows + Math.floor(n / columns)]) };
}

/** An object array holds numbers of its own, or numpy's. */
function scalar(value: Value, wrong: Wrong): Value {
  return isNumpyScalar(value) ? numpyScalar(value, wrong) : value;
}
