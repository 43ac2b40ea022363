/**
 * Which method a line of Aioli's `main.py` runs.
 *
 * @module
 */
import type { AioliValues } from "./values.ts";

/** Its trainers, the first first: where several are asked for, the others are passed over. */
export const METHODS = ["skillit", "doremi", "doge", "aioli"] as const;

/** What runs; without any of them, a fixed mixture. */
export type AioliMethod = typeof METHODS[number] | "static";

/** The method of a line. */
export function methodOf(values: Pick<AioliValues, typeof METHODS[number]>): AioliMethod {
  return METHODS.find((name) => values[name]) ?? "static";
}
