/**
 * Maps from names to numbers, as users write them, checked against the names of a law.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { nearest } from "../../nearest.ts";

/** Numbers by name. */
export type Named = Readonly<Record<string, number>>;

/** What a map must hold. */
export interface MapRules {
  /** The option's name, for messages: "caps". */
  readonly option: string;
  /** What a name stands for: "domain" or "target". */
  readonly kind: "domain" | "target";
  /** Value of a name that is not given; without it every name must be given. */
  readonly fallback?: number;
}

/** Position of a name. @throws {RangeError} when it is unknown, with the nearest known name. */
export function positionOf(name: string, names: readonly string[], option: string, kind: "domain" | "target"): number {
  const i = names.indexOf(name);
  if (i < 0) {
    const near = nearest(name, names), hint = near === undefined ? "." : `; did you mean ${got(near)}?`;
    throw outOfRange(`${option}: there is no ${kind} ${got(name)}${hint} The ${kind}s are ${listOf(names)}`);
  }
  return i;
}

/** A few names for a message. */
export function listOf(names: readonly string[]): string {
  return names.slice(0, 20).join(", ") + (names.length > 20 ? `, … (${names.length})` : "");
}

/** The numbers of a map in the order of `names`, each finite and ≥ 0. */
export function inOrder(map: Named, names: readonly string[], rules: MapRules): Float64Array {
  const { option, kind, fallback } = rules;
  if (typeof map !== "object" || map === null || Array.isArray(map)) {
    throw wrongKind(`${option}: wanted an object of ${kind} names and numbers, got ${got(map)}`);
  }
  const out = new Float64Array(names.length).fill(fallback ?? NaN);
  for (const [name, value] of Object.entries(map)) {
    const i = positionOf(name, names, option, kind);
    if (typeof value !== "number") throw wrongKind(`${option}.${name}: wanted a number, got ${got(value)}`);
    if (!(value >= 0) || value === Infinity) {
      throw outOfRange(`${option}.${name}: wanted a finite number ≥ 0, got ${got(value)}`);
    }
    out[i] = value;
  }
  if (fallback === undefined) {
    const missing = names.filter((_, i) => Number.isNaN(out[i]));
    if (missing.length) {
      throw outOfRange(`${option}: wanted a number for every ${kind}, got none for ${listOf(missing)}`);
    }
  }
  return out;
}

/** Shares or losses by name. */
export function byName(names: readonly string[], values: ArrayLike<number>): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}
