/**
 * `deno task sweep collect`.
 *
 * @module
 */

/** The command. */
export function sweepCollect(_args: string[]): Promise<number> {
  throw new Error("not there yet");
}
