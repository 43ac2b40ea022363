import { got, outOfRange } from "../errors.ts";
import { nearest } from "../nearest.ts";

/** @throws {RangeError} when none has the name; `what` they are begins the message, and the nearest name is suggested. */
export function findNamed<T extends { readonly name: string }>(what: string, all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name), names = all.map((one) => one.name);
  if (found !== undefined) return found;
  const meant = nearest(name, names);
  throw outOfRange(`${what}: wanted ${names.join(", ")}, got ${got(name)}${meant ? `; did you mean ${meant}?` : ""}`);
}
