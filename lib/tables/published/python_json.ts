/**
 * @module
 */
import { pythonFloat } from "./python_float.ts";

/** What {@linkcode pythonJson} writes: in a Float64Array all numbers are floats, elsewhere all are integers. */
export type PythonJson =
  | string
  | number
  | Float64Array
  | readonly PythonJson[]
  | { readonly [key: string]: PythonJson }
  | ReadonlyMap<string, PythonJson>;

/**
 * JSON with the spacing and the numbers of Python's `json.dumps`: `indent` blanks a level, or all on one line without it.
 * A Map keeps its order; an object would move keys that look like integers to the front.
 */
export function pythonJson(value: PythonJson, indent?: number): string {
  const write = (value: PythonJson, level: number): string => {
    if (typeof value === "string") return ascii(JSON.stringify(value));
    if (typeof value === "number") return integer(value);
    if (value instanceof Float64Array) return block("[", [...value].map(pythonFloat), "]", level);
    if (Array.isArray(value)) return block("[", value.map((v) => write(v, level + 1)), "]", level);
    const entries: Iterable<[string, PythonJson]> = value instanceof Map ? value : Object.entries(value);
    return block("{", [...entries].map(([k, v]) => `${ascii(JSON.stringify(k))}: ${write(v, level + 1)}`), "}", level);
  };
  const block = (open: string, parts: string[], close: string, level: number): string => {
    if (parts.length === 0) return open + close;
    if (indent === undefined) return open + parts.join(", ") + close;
    const line = "\n" + " ".repeat(indent * (level + 1));
    return open + line + parts.join("," + line) + "\n" + " ".repeat(indent * level) + close;
  };
  return write(value, 0);
}

function ascii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`wanted an integer, got ${value}`);
  return String(value);
}
