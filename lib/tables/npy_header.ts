/**
 * The header of a `.npy` file: its magic, version and length, and the text of a Python dictionary with just three keys, such
 * as `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 3), }`.
 *
 * @module
 */
import { got, unparsable } from "../errors.ts";
import { MOST_AXES, NPY_MAGIC, NPY_STORAGE, type NpyType } from "./npy.ts";

/** What a header says. */
export interface NpyHeader {
  readonly type: NpyType;
  readonly little: boolean;
  /** The first axis moves fastest, not the last. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly start: number;
}

/** Makes the error for a byte; bytes are counted from 1, as columns of the only line. */
export function npyWrong(file: string, at: number, what: string): SyntaxError {
  return unparsable(`${file}:1:${at + 1}: not a .npy file that can be read: ${what} (column = byte)`);
}

/** @throws {SyntaxError} when the bytes do not begin with such a header. */
export function parseNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  for (const [i, byte] of NPY_MAGIC.entries()) {
    if (bytes[i] !== byte) throw npyWrong(file, Math.min(i, bytes.length), "wanted \\x93NUMPY at the beginning");
  }
  const [major, minor] = bytes.subarray(6);
  if (bytes.length < 8) throw npyWrong(file, bytes.length, "it ends in its version");
  if (major < 1 || major > 3 || minor !== 0) {
    throw npyWrong(file, 6, `wanted version 1.0, 2.0 or 3.0, got ${major}.${minor}`);
  }
  const wide = major > 1, from = wide ? 12 : 10;
  if (bytes.length < from) throw npyWrong(file, bytes.length, "it ends in the length of its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > bytes.length - from) {
    throw npyWrong(file, 8, `its header of ${length} bytes is longer than the rest, ${bytes.length - from}`);
  }
  const text = String.fromCharCode(...bytes.subarray(from, from + Math.min(length, LONGEST)));
  if (length > LONGEST) throw npyWrong(file, 8, `wanted a header of at most ${LONGEST} bytes, got ${length}`);
  return { ...new Dictionary(text, (at, what) => npyWrong(file, from + at, what)).read(), start: from + length };
}

/** NumPy itself reads no longer header unless it is told to trust the file. */
const LONGEST = 10_000;

/** Reads the dictionary from left to right; every error has the place where it was found. */
class Dictionary {
  #at = 0;
  constructor(readonly text: string, readonly wrong: (at: number, what: string) => SyntaxError) {}

  read(): Omit<NpyHeader, "start"> {
    const found: { descr?: string; fortran_order?: boolean; shape?: number[] } = {};
    let typeAt = 0;
    this.#take(/\{/y, "{");
    while (this.#maybe(/\}/y) === undefined) {
      const at = this.#at,
        [, key] = this.#take(/(?:'|")(descr|fortran_order|shape)(?:'|")/y, "descr, fortran_order or shape");
      if (Object.hasOwn(found, key)) throw this.wrong(at, `${key} stands twice`);
      this.#take(/:/y, ":");
      if (key === "descr") {
        typeAt = this.#at;
        found.descr = this.#take(/'([^']*)'|"([^"]*)"/y, "the type of plain numbers, such as '<f8'").slice(1).join("");
      } else if (key === "shape") found.shape = this.#shape();
      else found.fortran_order = this.#take(/True|False/y, "True or False")[0] === "True";
      if (this.#maybe(/,/y) === undefined) {
        this.#take(/\}/y, ", or }");
        break;
      }
    }
    if (this.#at < this.text.length) throw this.wrong(this.#at, "wanted nothing but space after the header's }");
    const { descr, fortran_order: fortran, shape } = found;
    if (descr === undefined || fortran === undefined || shape === undefined) {
      throw this.wrong(0, "wanted descr, fortran_order and shape in its header");
    }
    const type = (Object.keys(NPY_STORAGE) as NpyType[]).find((name) => NPY_STORAGE[name].code === descr.slice(1));
    if (type === undefined || !/^[<>]/.test(descr)) {
      const known = Object.values(NPY_STORAGE).map(({ code }) => `<${code}`).join(", ");
      throw this.wrong(
        typeAt,
        `wanted numbers of the type ${known}, got ${got(descr)}; save it with .astype("float64")`,
      );
    }
    return { type, little: descr.startsWith("<"), fortran, shape };
  }

  /** A tuple of lengths: (), (3,), (3, 4). */
  #shape(): number[] {
    const shape: number[] = [], start = this.#at;
    this.#take(/\(/y, "a tuple of lengths");
    while (this.#maybe(/\)/y) === undefined) {
      const at = this.#at, length = Number(this.#take(/\d+/y, "the length of an axis")[0]);
      if (!Number.isSafeInteger(length)) throw this.wrong(at, `the axis is too long: ${length}`);
      shape.push(length);
      if (this.#maybe(/,/y) === undefined) {
        if (shape.length === 1) throw this.wrong(this.#at, "wanted a comma after the only length");
        this.#take(/\)/y, ", or )");
        break;
      }
    }
    if (shape.length > MOST_AXES) throw this.wrong(start, `wanted at most ${MOST_AXES} axes, got ${shape.length}`);
    return shape;
  }

  #maybe(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    while (/[ \n]/.test(this.text[this.#at] ?? "")) this.#at += 1;
    return match;
  }

  #take(pattern: RegExp, wanted: string): RegExpExecArray {
    const match = this.#maybe(pattern);
    if (match !== undefined) return match;
    throw this.wrong(this.#at, `wanted ${wanted}, got ${got(this.text.slice(this.#at, this.#at + 12))}`);
  }
}
