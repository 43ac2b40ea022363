/**
 * What a pool and its workers say to each other.
 *
 * @module
 */
import { isInputError, outOfRange, unparsable, wrongKind } from "../../errors.ts";
import type { TokenizerSpec } from "../tokenizer.ts";

/** To a worker: first the tokenizer, then texts. */
export type Request = { readonly spec: TokenizerSpec } | { readonly texts: readonly string[] };

/** From a worker, one answer a request: ids of all texts one after the other with their numbers, or an error. */
export type Answer =
  | { readonly ids: Uint32Array<ArrayBuffer>; readonly lengths: Uint32Array<ArrayBuffer> }
  | { readonly ready: true }
  | { readonly error: PostedError };

/** An error as plain data: the mark that tells input errors is lost when an error itself is posted. */
export interface PostedError {
  readonly name: string;
  readonly message: string;
  readonly input: boolean;
}

/** Any thrown value as plain data. */
export function postedError(error: unknown): PostedError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message, input: isInputError(error) };
}

/** The error again, marked as it was. */
export function revivedError({ name, message, input }: PostedError): Error {
  if (!input) return Object.assign(new Error(message), { name });
  return name === "SyntaxError"
    ? unparsable(message)
    : name === "RangeError"
    ? outOfRange(message)
    : wrongKind(message);
}
