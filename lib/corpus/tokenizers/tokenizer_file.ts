/**
 * The parts of a tokenizer.json.
 *
 * @module
 */
import { got, unparsable, wrongKind } from "../../errors.ts";

/** An object out of JSON. */
export type JsonObject = { readonly [name: string]: unknown };

/** A tokenizer.json, parsed as far as every reader needs it. */
export interface TokenizerJson {
  readonly root: JsonObject;
  readonly model: JsonObject;
}

/** A value as an object of JSON, or undefined. */
export function object(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : undefined;
}

/** A value as a list, or undefined. */
export function list(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** An object's own member: never one of JavaScript's, such as "constructor". */
export function member(of: JsonObject | undefined, name: string): unknown {
  return of !== undefined && Object.hasOwn(of, name) ? of[name] : undefined;
}

/**
 * Parses a tokenizer.json.
 *
 * @throws {SyntaxError} when it is not JSON.
 * @throws {TypeError} when it is JSON of another kind.
 */
export function parseTokenizerJson(text: string): TokenizerJson {
  if (typeof text !== "string") throw wrongKind(`tokenizer.json: wanted its content as text, got ${got(text)}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const [line, column] = placeOfError(text);
    throw unparsable(`tokenizer.json:${line}:${column}: not JSON; wanted a tokenizer as Hugging Face writes it`);
  }
  const root = object(value), model = object(member(root, "model"));
  if (root === undefined || model === undefined) {
    throw wrongKind("tokenizer.json: wanted a tokenizer as Hugging Face writes it; its member `model` is missing");
  }
  return { root, model };
}

/** Line and column of the first character that is no JSON: V8 tells a place for some mistakes only. */
function placeOfError(text: string): [line: number, column: number] {
  // Text before the mistake is merely unfinished; the shortest piece that is worse ends with the mistake.
  const wrong = (length: number): boolean => {
    try {
      JSON.parse(text.slice(0, length));
      return false;
    } catch (error) {
      const message = (error as Error).message, at = / at position (\d+)/.exec(message)?.[1];
      return at === undefined ? !message.startsWith("Unexpected end") : Number(at) < length;
    }
  };
  let low = 0, high = text.length;
  if (wrong(high)) {
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (wrong(middle)) high = middle;
      else low = middle;
    }
  } else low = text.length;
  const before = text.slice(0, low).split("\n");
  return [before.length, before[before.length - 1].length + 1];
}
