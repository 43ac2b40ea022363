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
  } catch (error) {
    const place = /line (\d+) column (\d+)/.exec(String(error));
    const [line, column] = place === null ? ["1", "1"] : [place[1], place[2]];
    throw unparsable(`tokenizer.json:${line}:${column}: not JSON; wanted a tokenizer as Hugging Face writes it`);
  }
  const root = object(value), model = object(member(root, "model"));
  if (root === undefined || model === undefined) {
    throw wrongKind("tokenizer.json: wanted a tokenizer as Hugging Face writes it; its member `model` is missing");
  }
  return { root, model };
}
