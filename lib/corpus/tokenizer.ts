/**
 * What every tokenizer offers.
 *
 * @module
 */

/**
 * Text to token ids and back.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { bytesTokenizer, type Tokenizer } from "@mixlab/mixlab/train";
 *
 * const tokensPerCharacter = (tokenizer: Tokenizer, text: string) => tokenizer.encode(text).length / text.length;
 * equal(tokensPerCharacter(bytesTokenizer(), "née!"), 1.25);
 * ```
 */
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
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { makeTokenizer, type TokenizerSpec, trainBpe } from "@mixlab/mixlab/train";
 *
 * const { json } = await trainBpe(["a rose is a rose"], { vocabularySize: 258 });
 * const specs: TokenizerSpec[] = [{ kind: "bytes" }, { kind: "bpe", json }, { kind: "tokenizer.json", json }];
 * const tokenizers = await Promise.all(specs.map(makeTokenizer));
 * deepEqual(tokenizers.map(({ vocabularySize }) => vocabularySize), [257, 258, 258]);
 * deepEqual(tokenizers[1].encode("rose"), tokenizers[2].encode("rose"));
 * ```
 */
export type TokenizerSpec =
  | { readonly kind: "bytes" }
  | { readonly kind: "bpe"; readonly json: string }
  | { readonly kind: "tokenizer.json"; readonly json: string; readonly native?: boolean };
