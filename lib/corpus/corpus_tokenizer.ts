import { join } from "node:path";
import { wrongKind } from "../errors.ts";
import { readIfThere } from "../files/read_file.ts";
import type { CorpusIndex } from "./corpus_index.ts";
import type { TokenizerSpec } from "./tokenizer.ts";

/**
 * The tokenizer that a corpus was made with: out of its tokenizer.json, or the bytes' own.
 *
 * @throws {TypeError} when tokenizer.json is missing.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { buildCorpus, corpusTokenizer, makeTokenizer, openCorpus } from "@mixlab/mixlab/train";
 *
 * const folder = Deno.makeTempDirSync();
 * await buildCorpus({
 *   documents: async function* () {
 *     yield { source: "web", text: "abc", where: "line 1" };
 *   },
 *   tokenizer: { kind: "bytes" }, endOfDocument: "append", splitting: { seed: 0, val: 0, test: 0 },
 *   sources: [], out: folder,
 * });
 * using corpus = openCorpus(folder);
 * const tokenizer = await makeTokenizer(corpusTokenizer(folder, corpus.index));
 * equal(tokenizer.decode(corpus.read("web", "train", 1, 2)), "bc");
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function corpusTokenizer(folder: string, index: CorpusIndex): TokenizerSpec {
  if (index.tokenizer.name === "bytes") return { kind: "bytes" };
  const json = readIfThere(join(folder, "tokenizer.json"));
  if (json === undefined) {
    throw wrongKind(`${folder}/tokenizer.json: there is no such file; wanted the tokenizer ${index.tokenizer.name}`);
  }
  return { kind: "tokenizer.json", json };
}

/** Whether a corpus can be made text again: its tokenizer is the bytes' own or lies beside its shards. */
export function isReadable(folder: string, index: CorpusIndex): boolean {
  return index.tokenizer.name === "bytes" || readIfThere(join(folder, "tokenizer.json")) !== undefined;
}
