/**
 * `deno task sweep run`.
 *
 * @module
 */

/** The command. */
export function sweepRun(_args: string[]): Promise<number> {
  throw new Error("not there yet");
}
