/**
 * The letters that stand for bytes in byte-level vocabularies (GPT-2, `bytes_to_unicode`): a byte that is a visible
 * character of Latin-1 stands for itself, the others take the characters from U+0100 on, in order.
 *
 * @module
 */

const visible = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;

function alphabet(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(visible(byte) ? byte : next++));
}

/** The letter of each byte. */
export const LETTER_OF_BYTE: readonly string[] = alphabet();

/** The byte of each letter. */
export const BYTE_OF_LETTER: ReadonlyMap<string, number> = new Map(
  LETTER_OF_BYTE.map((letter, byte) => [letter, byte]),
);

/** The bytes that a token of letters stands for, or undefined where a letter stands for none. */
export function bytesOfToken(token: string): Uint8Array | undefined {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = BYTE_OF_LETTER.get(token[i]);
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}
