/**
 * `deno task sweep status`.
 *
 * @module
 */

/** The command. */
export function sweepStatus(_args: string[]): Promise<number> {
  throw new Error("not there yet");
}
