/**
 * Python pickles as data: builtin containers and NumPy scalars, nothing else.
 *
 * @module
 */
import { Parser } from "pickleparser";
import { unparsable } from "../../errors.ts";

/** What a pickle may hold here. Dictionaries come as Maps, in the order in which they were stored. */
export type PickleValue =
  | number
  | string
  | boolean
  | null
  | readonly PickleValue[]
  | ReadonlyMap<PickleValue, PickleValue>;

/**
 * Reads a pickle (protocols 2 to 5). No code of the pickle runs: a name other than those of NumPy scalars is refused.
 * Floats and integers both become numbers.
 *
 * @param file The file's name, for messages.
 * @throws SyntaxError when the bytes are no pickle, or one that holds other things.
 */
export function readPickle(bytes: Uint8Array, file: string): PickleValue {
  try {
    const parser = new Parser({ nameResolver: { resolve }, unpicklingTypeOfDictionary: "Map" });
    return checked(parser.parse(bytes));
  } catch (error) {
    throw unparsable(
      `${file}: wanted a pickle of dictionaries, lists, text and NumPy scalars, got one that cannot be read so ` +
        `(${error instanceof Error ? error.message : error})`,
    );
  }
}

/** The two names that a pickled NumPy scalar calls; NumPy 2 renamed the first one's module. */
// deno-lint-ignore no-explicit-any -- the parser's own type
function resolve(module: string, name: string): (...args: any[]) => any {
  switch (`${module}.${name}`) {
    case "numpy.core.multiarray.scalar":
    case "numpy._core.multiarray.scalar":
      return scalar;
    case "numpy.dtype":
      return (code: unknown) => new ScalarType(String(code));
  }
  throw new Error(`it names ${module}.${name}`);
}

class ScalarType {
  little = true;
  constructor(readonly code: string) {}
  /** Called by the parser with NumPy's state of a dtype: version, byte order, … */
  __setstate__(state: readonly unknown[]): void {
    this.little = state[1] !== ">";
  }
}

function scalar(type: unknown, bytes: unknown): number | boolean {
  if (!(type instanceof ScalarType) || !(bytes instanceof Uint8Array)) {
    throw new Error("a NumPy scalar without its bytes");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type.code) {
    case "f8":
      return view.getFloat64(0, type.little);
    case "f4":
      return view.getFloat32(0, type.little);
    case "i8":
      return safe(view.getBigInt64(0, type.little));
    case "i4":
      return view.getInt32(0, type.little);
    case "b1":
      return view.getUint8(0) !== 0;
  }
  throw new Error(`a NumPy scalar of type ${type.code}`);
}

function safe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`the integer ${value}, too large to be exact`);
  return number;
}

/** The value, when it holds admitted things alone. */
function checked(value: unknown): PickleValue {
  if (value === null || ["number", "string", "boolean"].includes(typeof value)) return value as PickleValue;
  if (Array.isArray(value)) value.forEach(checked);
  else if (value instanceof Map) value.forEach((v, k) => (checked(k), checked(v)));
  else throw new Error("it holds an object");
  return value as PickleValue;
}
