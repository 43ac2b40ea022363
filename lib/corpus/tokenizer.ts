/**
 * What every tokenizer offers.
 *
 * @module
 */

/** Text to token ids and back. */
export interface Tokenizer {
  /** Name for messages and for the index: "bytes", "bpe-8192", "gpt2", … */
  readonly name: string;
  /** Number of ids (V): every id is below it. */
  readonly vocabularySize: number;
  /** Id that ends a document. */
  readonly endOfDocument: number;
  /** SHA-256 (hex) of the definition: two tokenizers with the same one give the same ids. */
  readonly sha256: string;
  /** The content of tokenizer.json, where there is one, to be kept beside the shards. */
  readonly json?: string;
  /** Token ids of a text; no end-of-document id is added. */
  encode(text: string): Uint32Array;
  /** Text of token ids; bytes that are no UTF-8 become U+FFFD. */
  decode(ids: ArrayLike<number>): string;
}

/**
 * What a worker needs to make the same tokenizer again: plain data that can be posted.
 */
export type TokenizerSpec =
  | { readonly kind: "bytes" }
  | { readonly kind: "bpe"; readonly json: string }
  | { readonly kind: "tokenizer.json"; readonly json: string; readonly native?: boolean };
