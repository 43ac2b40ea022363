/**
 * Python pickles as plain data: builtin containers and NumPy scalars, nothing else.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";
import { isNumpyScalar, numpyScalar } from "../numpy_entries.ts";
import { Made, parsePickle, type Value } from "../pickle.ts";

/** What a pickle may hold here. Dictionaries come as Maps, in the order in which they were stored. */
export type PickleValue =
  | number
  | string
  | boolean
  | null
  | readonly PickleValue[]
  | ReadonlyMap<PickleValue, PickleValue>;

/** The published pickles go five deep; one that holds itself, or bytes made to exhaust the stack, ends here. */
const DEEPEST = 100;

/**
 * Reads a pickle of dictionaries, lists, text and numbers. No code of the pickle runs: a name other than those of NumPy
 * scalars is refused. Floats and integers both become numbers.
 *
 * @param file The file's name, for messages.
 * @throws SyntaxError when the bytes are no pickle, or one that holds other things.
 */
export function readPlainPickle(bytes: Uint8Array, file: string): PickleValue {
  const wrong = (what: string) =>
    unparsable(`${file}: wanted a pickle of dictionaries, lists, text and NumPy scalars, but ${what}`);
  // A container may stand in several places: it is made once.
  const made = new Map<Value, PickleValue>();
  const plain = (value: Value, depth: number): PickleValue => {
    if (depth > DEEPEST) throw wrong("it holds containers in containers without end");
    if (value === null || typeof value !== "object") return value;
    if (isNumpyScalar(value)) return numpyScalar(value, wrong);
    if (value instanceof Made) throw wrong(`it names ${value.name}`);
    if (!Array.isArray(value) && !(value instanceof Map)) throw wrong("it holds bytes or a set");
    const known = made.get(value);
    if (known !== undefined) return known;
    const out = Array.isArray(value)
      ? value.map((entry) => plain(entry, depth + 1))
      : new Map(Array.from(value, ([key, entry]) => [plain(key, depth + 1), plain(entry, depth + 1)]));
    made.set(value, out);
    return out;
  };
  return plain(parsePickle(bytes, file), 0);
}
