/**
 * Which added token ends a document.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";

/** Names by which tokenizers call the end of a document, the most usual first. */
const NAMES = ["<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>", "<|eos|>", "[SEP]"];

/**
 * The id of the token that ends a document, by its name: tokenizer.json does not say which one it is.
 *
 * @throws {RangeError} when there is none by a known name.
 */
export function endOfDocumentIn(added: readonly { readonly content: string; readonly id: number }[]): number {
  for (const name of NAMES) {
    const found = added.find(({ content }) => content === name);
    if (found !== undefined) return found.id;
  }
  throw outOfRange(
    `tokenizer.json: its added_tokens hold no end of document (looked for ${NAMES.join(" ")}); ` +
      `add one, or use the end-of-document rule "none"`,
  );
}
