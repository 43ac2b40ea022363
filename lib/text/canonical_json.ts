import { outOfRange, wrongKind } from "../errors.ts";

/**
 * JSON text that is the same for the same value: members in the order of their names' UTF-16 code units, no spaces,
 * numbers as JavaScript writes them (RFC 8785). A member that is undefined counts as absent.
 *
 * @param value plain data: null, booleans, finite numbers, texts, lists and plain objects of these.
 * @param name what it is, for messages.
 * @throws {TypeError} when something in it is of another kind, or it contains itself.
 * @throws {RangeError} when a number is not finite or a text is no Unicode (half a surrogate pair).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { canonicalJson } from "@mixlab/mixlab/train";
 *
 * equal(canonicalJson({ b: [1, -0], a: { d: undefined, c: "é" } }), '{"a":{"c":"é"},"b":[1,0]}');
 * ```
 */
export function canonicalJson(value: unknown, name = "value"): string {
  return write(value, name, new Set());
}

function write(value: unknown, at: string, above: Set<unknown>): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw outOfRange(`${at}: wanted a finite number, got ${value}`);
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw outOfRange(`${at}: wanted Unicode text, got half a surrogate pair in it`);
    return JSON.stringify(value);
  }
  const isList = Array.isArray(value);
  if (!isList && !isPlain(value)) throw wrongKind(`${at}: wanted plain data as JSON has it, got ${kind(value)}`);
  if (above.has(value)) throw wrongKind(`${at}: wanted plain data, got something that contains itself`);
  above.add(value);
  const text = isList
    ? `[${Array.from(value, (item, i) => write(item, `${at}[${i}]`, above)).join(",")}]`
    : `{${members(value, at, above).join(",")}}`;
  above.delete(value);
  return text;
}

function members(value: Record<string, unknown>, at: string, above: Set<unknown>): string[] {
  // Sorting compares code units, as the order of RFC 8785 does.
  return Object.keys(value).sort().filter((key) => value[key] !== undefined).map((key) =>
    `${write(key, `a name in ${at}`, above)}:${write(value[key], `${at}.${key}`, above)}`
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function kind(value: unknown): string {
  if (typeof value === "object") return `a ${value?.constructor?.name}`;
  return typeof value === "bigint"
    ? `the bigint ${value}`
    : typeof value === "undefined"
    ? "undefined"
    : `a ${typeof value}`;
}
