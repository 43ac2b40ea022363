/**
 * Values of small configuration files with the places where they stand, for messages.
 *
 * @module
 */
import { unparsable } from "../errors.ts";

/** A plain value. */
export type Plain = string | number | boolean | null;

/** A value and its place. Lists are kept only as such: no mixture file has any. */
export type Placed =
  | { readonly kind: "plain"; readonly value: Plain; readonly at: number }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, Placed>; readonly at: number }
  | { readonly kind: "list"; readonly at: number };

/** `line:column` of an offset, both from 1. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset), lines = before.split(/\r\n|\n|\r/);
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}

/** Adds an entry to a map, which may hold each name once. */
export function addOnce(map: Map<string, Placed>, key: string, value: Placed, wrong: (message: string) => Error): void {
  if (map.has(key)) throw wrong(`${JSON.stringify(key)} stands twice`);
  map.set(key, value);
}

/** A function that makes errors with a place. */
export function errorsIn(text: string, name: string): (offset: number, message: string) => SyntaxError {
  return (offset, message) => unparsable(`${name}:${placeOf(text, offset)}: ${message}`);
}
