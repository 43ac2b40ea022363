/**
 * JSON with places.
 *
 * @module
 */
import { addOnce, errorsIn, type Placed } from "./placed.ts";

const SPACE = /[ \t\n\r]*/y;
// deno-lint-ignore no-control-regex -- JSON's own rule: text holds no control characters
const STRING = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER_OR_WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** Deeper nesting than any mixture file has. */
const DEEPEST = 8;

/**
 * Parses JSON (RFC 8259), keeping where each value stands; a name may stand once in an object.
 *
 * @throws {SyntaxError} with name:line:column.
 */
export function parsePlacedJson(text: string, name: string): Placed {
  const wrong = errorsIn(text, name);
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const unexpected = (wanted: string) =>
    wrong(at, `not JSON: wanted ${wanted}, got ${at < text.length ? JSON.stringify(text[at]) : "the end"}`);
  const string = () => {
    const found = match(STRING);
    if (found === undefined) throw unexpected("a name in double quotes");
    return JSON.parse(found) as string;
  };
  const items = (end: "}" | "]", item: () => void): void => {
    at += 1;
    match(SPACE);
    for (let first = true; text[at] !== end; first = false) {
      if (!first) {
        if (text[at] !== ",") throw unexpected(`a comma or ${end}`);
        at += 1;
        match(SPACE);
      }
      item();
      match(SPACE);
    }
    at += 1;
  };
  const value = (depth: number): Placed => {
    match(SPACE);
    const start = at;
    if (depth > DEEPEST) throw wrong(start, "nested too deeply for a mixture");
    if (text[at] === "{") {
      const entries = new Map<string, Placed>();
      items("}", () => {
        const keyAt = at, key = string();
        match(SPACE);
        if (text[at] !== ":") throw unexpected("a colon");
        at += 1;
        addOnce(entries, key, value(depth + 1), (message) => wrong(keyAt, message));
      });
      return { kind: "map", entries, at: start };
    }
    if (text[at] === "[") {
      items("]", () => value(depth + 1));
      return { kind: "list", at: start };
    }
    if (text[at] === '"') return { kind: "plain", value: string(), at: start };
    const word = match(NUMBER_OR_WORD);
    if (word === undefined) throw unexpected("a value");
    return { kind: "plain", value: JSON.parse(word), at: start };
  };
  const root = value(0);
  match(SPACE);
  if (at < text.length) throw unexpected("nothing more");
  return root;
}
