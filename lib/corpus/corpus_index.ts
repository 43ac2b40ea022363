/**
 * The layout of a corpus of token shards (design.md, section 7):
 *
 *     <corpus>/index.json                     written last: its presence means complete
 *     <corpus>/tokenizer.json                 where the tokenizer has one
 *     <corpus>/<domain>/<split>.bin           token ids, little-endian u8, u16 or u32, no header (nanoGPT's and Aioli's layout)
 *     <corpus>/<domain>/<split>.idx           where examples matter: starts of the documents, u64 little-endian, documents + 1 numbers
 *     <corpus>/<domain>/<split>.mask.bin      where losses are masked: one byte a token, 1 when the token counts in the loss
 *
 * @module
 */

/** Type of a stored token id. */
export type TokenType = "u8" | "u16" | "u32";

/** Parts of a corpus. */
export type Split = "train" | "val" | "test";

/** One file of tokens. */
export interface ShardEntry {
  /** Tokens, end-of-document ids included. */
  readonly tokens: number;
  /** Documents. */
  readonly documents: number;
  /** UTF-8 bytes of the documents' text; 0 where the text is not known (imported tokens). */
  readonly bytes: number;
  /** SHA-256 (hex) of the .bin file. */
  readonly sha256: string;
  /** SHA-256 of the .idx file, where there is one. */
  readonly idxSha256?: string;
  /** SHA-256 of the .mask.bin file, where there is one. */
  readonly maskSha256?: string;
}

/** index.json. No dates and no paths of this machine: the same source and options give the same bytes. */
export interface CorpusIndex {
  /** Always "mixlab/corpus". */
  readonly format: "mixlab/corpus";
  /** Version of this layout. */
  readonly version: 1;
  /** Type of the token ids in every .bin. */
  readonly dtype: TokenType;
  /** Number of ids (V). */
  readonly vocabularySize: number;
  /** The tokenizer. */
  readonly tokenizer: {
    readonly name: string;
    /** Hash of its definition; empty where it is not known (imported tokens). */
    readonly sha256: string;
  };
  /** Whether an id ends every document, and which. Aioli: "none"; DoReMi: "append". */
  readonly endOfDocument: { readonly rule: "append" | "none"; readonly id: number };
  /** Seed and parts of the split by document; absent when the source has splits of its own. */
  readonly splitting?: { readonly seed: number; readonly val: number; readonly test: number };
  /** Shards by domain and split. */
  readonly domains: Readonly<Record<string, Readonly<Partial<Record<Split, ShardEntry>>>>>;
  /** What the corpus was made from. */
  readonly sources: readonly { readonly name: string; readonly licence: string; readonly sha256?: string }[];
  /** What was left out while building, by kind, with counts. */
  readonly problems: Readonly<Record<string, number>>;
}
