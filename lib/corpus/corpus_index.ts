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

/**
 * Type of a stored token id.
 *
 * @example
 * ```ts
 * import { equal, rejects } from "node:assert/strict";
 * import { importTokenBins, type TokenType } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeFile(`${folder}/train.bin`, Uint8Array.of(1, 0, 2, 0));
 * const tokens = async (dtype: TokenType) => {
 *   const options = { vocabularySize: 3, tokenizer: { name: "x" }, dtype, domain: "web" };
 *   const { index } = await importTokenBins(folder, options);
 *   return index.domains.web.train!.tokens;
 * };
 * equal(await tokens("u8"), 4);
 * equal(await tokens("u16"), 2);
 * await rejects(tokens("u32"), /token 0 is 131073/);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export type TokenType = "u8" | "u16" | "u32";

/**
 * Parts of a corpus.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { memorySource, type Split } from "@mixlab/mixlab/train";
 *
 * const source = memorySource({ web: { train: new Uint8Array(90), val: new Uint8Array(10) } });
 * const splits: Split[] = ["train", "val", "test"];
 * deepEqual(splits.map((split) => source.tokens("web", split)), [90, 10, 0]);
 * ```
 */
export type Split = "train" | "val" | "test";

/**
 * One file of tokens.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { importTokenBins, type ShardEntry } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeFile(`${folder}/train.bin`, Uint8Array.of(5, 0, 0, 0, 7, 0, 0, 0)); // u16: 5, 0, 7, 0
 * const options = { vocabularySize: 8, tokenizer: { name: "x" }, endOfDocument: 0, domain: "web" };
 * const entry: ShardEntry = (await importTokenBins(folder, options)).index.domains.web.train!;
 * deepEqual([entry.tokens, entry.documents, entry.sha256.length], [4, 2, 64]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
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

/**
 * index.json. No dates and no paths of this machine: the same source and options give the same bytes.
 *
 * @example
 * ```ts
 * import { deepEqual, throws } from "node:assert/strict";
 * import { type CorpusIndex, parseCorpusIndex } from "@mixlab/mixlab/train";
 *
 * const index: CorpusIndex = {
 *   format: "mixlab/corpus", version: 1, dtype: "u16", vocabularySize: 257,
 *   tokenizer: { name: "bytes", sha256: "0".repeat(64) }, endOfDocument: { rule: "append", id: 256 },
 *   domains: { web: { train: { tokens: 3, documents: 1, bytes: 2, sha256: "0".repeat(64) } } },
 *   sources: [{ name: "an example", licence: "CC0-1.0" }], problems: {},
 * };
 * deepEqual(parseCorpusIndex(JSON.stringify(index), "index.json"), index);
 * throws(() => parseCorpusIndex(JSON.stringify({ ...index, vocabularySize: 256 }), "index.json"), /endOfDocument\.id/);
 * ```
 */
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
