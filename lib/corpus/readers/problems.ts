/**
 * What to do with the parts of a source that cannot be used.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";
import type { ReaderOptions } from "../document.ts";

/** Tells the caller of a problem, or throws it where the caller does not want to hear of any. */
export function reporter({ onProblem }: ReaderOptions): (where: string, message: string) => void {
  if (onProblem) return (where, message) => onProblem({ where, message });
  return (where, message) => {
    throw unparsable(`${where}: ${message}`);
  };
}

/** Progress over several files: a function to be told of each read. */
export function byteCounter({ onBytes }: ReaderOptions, total: number | undefined): (bytes: number) => void {
  let done = 0;
  return (bytes) => onBytes?.(done += bytes, total);
}
