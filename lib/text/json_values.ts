/**
 * Checks of values as they come from a JSON file. `at` says where the value stands; messages begin with it.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";

/** @throws {TypeError} when the value is no object. */
export function object(value: unknown, at: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrongKind(`${at}: wanted an object, got ${got(value)}`);
}

/** @throws {TypeError} when the value is no list. */
export function list(value: unknown, at: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw wrongKind(`${at}: wanted a list, got ${got(value)}`);
}

/**
 * @throws {TypeError} when the value is no number.
 * @throws {RangeError} when it is not finite.
 */
export function finite(value: unknown, at: string): number {
  if (typeof value !== "number") throw wrongKind(`${at}: wanted a number, got ${got(value)}`);
  if (!Number.isFinite(value)) throw outOfRange(`${at}: wanted a finite number, got ${got(value)}`);
  return value;
}

/**
 * @throws {TypeError} when the value is no number.
 * @throws {RangeError} when it is not a whole number ≥ 0.
 */
export function count(value: unknown, at: string): number {
  if (!(Number.isSafeInteger(finite(value, at)) && (value as number) >= 0)) {
    throw outOfRange(`${at}: wanted a whole number ≥ 0, got ${got(value)}`);
  }
  return value as number;
}

/**
 * A state that Mixlab saved.
 *
 * @throws {TypeError} when it is no object, or of another format or version.
 */
export function stateOf(format: string, value: unknown): Record<string, unknown> {
  const state = object(value, "state");
  if (state.format === format && state.version === 1) return state;
  throw wrongKind(
    `state: wanted format "${format}" of version 1, got ${got(state.format)} of version ${got(state.version)}`,
  );
}
