/**
 * Where something stands in JSON text.
 *
 * @module
 */

/** A token of JSON: text, one of its marks, or a number or word. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/**
 * The line, from 1, on which the value at a path begins; where the path leads nowhere, the last thing on it that is
 * there.
 *
 * @param text JSON that parses.
 * @param path names and positions, from the root.
 */
export function lineOf(text: string, path: readonly (string | number)[]): number {
  const tokens = Array.from(text.matchAll(TOKEN), ({ 0: token, index }) => ({ token, index }));
  let at = 0;
  for (const step of path) {
    const found = child(tokens.map(({ token }) => token), at, step);
    if (found === undefined) break;
    at = found;
  }
  return text.slice(0, tokens[at]?.index ?? 0).split("\n").length;
}

/** The token with which a member or an item of the value at a token begins. */
function child(tokens: readonly string[], at: number, step: string | number): number | undefined {
  const isMap = tokens[at] === "{";
  if (!isMap && tokens[at] !== "[") return undefined;
  let here = at + 1;
  for (let position = 0; tokens[here] !== "}" && tokens[here] !== "]"; position++) {
    const name = isMap ? JSON.parse(tokens[here]) : position;
    const value = isMap ? here + 2 : here;
    if (name === step) return value;
    here = after(tokens, value);
    if (tokens[here] === ",") here++;
  }
  return undefined;
}

/** The token behind a value. */
function after(tokens: readonly string[], at: number): number {
  let depth = 0, here = at;
  do {
    if (tokens[here] === "{" || tokens[here] === "[") depth++;
    if (tokens[here] === "}" || tokens[here] === "]") depth--;
    here++;
  } while (depth > 0);
  return here;
}
