import { got, outOfRange, wrongKind } from "../errors.ts";

/**
 * Checks that an option is a whole number.
 *
 * @param at what the message begins with: whose option it is, and its name.
 * @param range the wanted range in words.
 * @throws {TypeError} when it is no number.
 * @throws {RangeError} when it is not whole, or out of range.
 */
export function wholeNumber(
  at: string,
  value: unknown,
  least: number,
  most: number,
  range = `from ${least} to ${most}`,
): number {
  if (typeof value !== "number") throw wrongKind(`${at}: wanted a number, got ${got(value)}`);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw outOfRange(`${at}: wanted a whole number ${range}, got ${got(value)}`);
}
