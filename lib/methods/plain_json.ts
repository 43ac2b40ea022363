import { canonicalJson } from "../text/canonical_json.ts";
import type { Json } from "./actions.ts";

/**
 * A copy of a value as it comes back from a saved file, so that a run that was stopped sees what one that was not sees.
 *
 * @param name what it is, for messages.
 * @throws {TypeError} when something in it is no plain data: a typed array, a function.
 * @throws {RangeError} when a number in it is not finite.
 */
export function plainJson(value: unknown, name: string): Json {
  canonicalJson(value, name); // refuses what JSON would change
  return JSON.parse(JSON.stringify(value));
}
