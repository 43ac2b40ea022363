/**
 * Numbers of NumPy in a pickle, read from what {@link parsePickle} makes of them.
 *
 * @module
 */
import { Made, type Value } from "./pickle.ts";

/** Makes the error for what cannot be read; `what` says what was found. */
export type Wrong = (what: string) => SyntaxError;

/** The numbers (or booleans) in an array's bytes, in the order in which they lie there. */
export function numpyEntries(data: Value | undefined, dtype: Value | undefined, wrong: Wrong): (number | boolean)[] {
  const bytes = bytesOf(data, wrong);
  if (!(dtype instanceof Made) || dtype.name !== "numpy.dtype") throw wrong("it holds an array without a type");
  const code = String(dtype.args[0]).replace(/^[<>|=]/, "");
  const big = Array.isArray(dtype.state) && dtype.state[1] === ">";
  if (!Object.hasOwn(READERS, code)) throw wrong(`it holds numbers of NumPy's type ${code}`);
  const width = Number(code.slice(1)), view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length % width !== 0) throw wrong("it holds an array that is cut short");
  return Array.from({ length: bytes.length / width }, (_, i) => {
    const value = READERS[code](view, i * width, !big);
    // Beyond 2⁵³ an integer would come back as another one.
    if (typeof value !== "bigint") return value;
    if (!Number.isSafeInteger(Number(value))) throw wrong(`it holds the integer ${value}, too large to be exact`);
    return Number(value);
  });
}

/** Whether a value is one number of NumPy, as NumPy 1 or 2 pickles it. */
export function isNumpyScalar(value: Value): value is Made {
  return value instanceof Made && /^numpy\._?core\.multiarray\.scalar$/.test(value.name) && value.args.length > 0;
}

/** The number of NumPy as a plain one. */
export function numpyScalar({ args: [dtype, data] }: Made, wrong: Wrong): number | boolean {
  const entries = numpyEntries(data, dtype, wrong);
  if (entries.length !== 1) throw wrong(`it holds a NumPy scalar of ${entries.length} numbers`);
  return entries[0];
}

const READERS: Readonly<Record<string, (view: DataView, at: number, little: boolean) => number | bigint | boolean>> = {
  f8: (view, at, little) => view.getFloat64(at, little),
  f4: (view, at, little) => view.getFloat32(at, little),
  i8: (view, at, little) => view.getBigInt64(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  b1: (view, at) => view.getUint8(at) !== 0,
};

/** Bytes; protocol 2 writes them as text with a call of the Latin-1 encoder. */
function bytesOf(value: Value | undefined, wrong: Wrong): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof Made && value.name === "_codecs.encode" && typeof value.args[0] === "string") {
    return Uint8Array.from(value.args[0], (c) => c.charCodeAt(0));
  }
  throw wrong("it holds an array without data");
}
