import type { Split } from "../corpus_index.ts";

/**
 * Where the sampler takes tokens from: an open corpus, or memory. m domains, each with up to three splits.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { memorySource, type TokenSource } from "@mixlab/mixlab/train";
 *
 * const all = (source: TokenSource) => source.domains.reduce((sum, d) => sum + source.tokens(d, "train"), 0);
 * equal(all(memorySource({ web: { train: [1, 2, 3] }, code: { train: [4, 5] } })), 5);
 * ```
 */
export interface TokenSource {
  /** The m domains, in order. */
  readonly domains: readonly string[];
  /** Whether an id ends every document, and which; taken for "none" where it is not told. */
  readonly endOfDocument?: { readonly rule: "append" | "none"; readonly id: number };
  /** Tokens of a split, end-of-document ids included; 0 where the domain has no such split. */
  tokens(domain: string, split: Split): number;
  /**
   * Token ids from `start`, exactly `length` of them. The result may be a view that the next call overwrites.
   */
  read(domain: string, split: Split, start: number, length: number): ArrayLike<number>;
  /** Starts of the documents and, last, the number of tokens: documents + 1 numbers. Undefined where not kept. */
  documentStarts?(domain: string, split: Split): ArrayLike<number> | undefined;
  /** The loss mask of the same tokens: 1 where the token counts in the loss as a target. Undefined where all do. */
  mask?(domain: string, split: Split, start: number, length: number): ArrayLike<number> | undefined;
}
