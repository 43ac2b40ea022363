/**
 * Chooses among named things, with an answer to a mistyped name.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { nearest } from "../../nearest.ts";

/**
 * The items of these names, in the order of the names.
 *
 * @throws {TypeError} when the names are no array of strings.
 * @throws {RangeError} when there are none, one comes twice or is unknown.
 */
export function choose<T extends { readonly name: string }>(
  what: string,
  names: readonly string[],
  items: readonly T[],
): readonly T[] {
  if (!Array.isArray(names)) throw wrongKind(`${what}: wanted an array of names, got ${got(names)}`);
  if (names.length === 0) throw outOfRange(`${what}: wanted at least one name, got none`);
  return names.map((name, i) => {
    if (typeof name !== "string") throw wrongKind(`${what}[${i}]: wanted a name, got ${got(name)}`);
    if (names.indexOf(name) < i) throw outOfRange(`${what}[${i}]: wanted every name once, got ${got(name)} twice`);
    const found = items.find((item) => item.name === name);
    if (found !== undefined) return found;
    const known = items.map((item) => item.name), near = nearest(name, known);
    throw outOfRange(
      `${what}[${i}]: wanted one of ${known.join(", ")}, got ${got(name)}` + (near ? `; did you mean ${near}?` : ""),
    );
  });
}
