/**
 * Finds added tokens in texts.
 *
 * @module
 */

/** A piece of a text: a token by its id, or text between tokens. */
export type Piece = number | string;

/**
 * A function that cuts a text at the given tokens: from the left, the longest where several begin at one place.
 * Undefined where there are none.
 */
export function addedSplitter(tokens: ReadonlyMap<string, number>): ((text: string) => Piece[]) | undefined {
  if (tokens.size === 0) return undefined;
  const longestFirst = [...tokens.keys()].sort((a, b) => b.length - a.length);
  // Without the u flag: all tokens are well-formed, so a match never begins or ends inside a surrogate pair.
  const pattern = new RegExp(longestFirst.map((token) => RegExp.escape(token)).join("|"), "g");
  return (text) => {
    const pieces: Piece[] = [];
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      if (match.index > from) pieces.push(text.slice(from, match.index));
      pieces.push(tokens.get(match[0])!);
      from = match.index + match[0].length;
    }
    if (from < text.length) pieces.push(text.slice(from));
    return pieces;
  };
}
