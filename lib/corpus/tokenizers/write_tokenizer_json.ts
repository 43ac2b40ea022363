/**
 * Writes tokenizer.json.
 *
 * @module
 */
import type { LearntMerges } from "./learn_merges.ts";

/**
 * A byte-level BPE as tokenizer.json: the very text that Python's `tokenizers` 0.23 writes with `to_str()` for
 * `BPE()`, `ByteLevel(add_prefix_space=False)` and the decoder `ByteLevel()`.
 */
export function writeTokenizerJson({ vocabulary, merges }: LearntMerges, specialTokens: readonly string[]): string {
  const byteLevel = (addPrefixSpace: boolean) => ({
    type: "ByteLevel",
    add_prefix_space: addPrefixSpace,
    trim_offsets: true,
    use_regex: true,
  });
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  // Written by hand: an object of JavaScript would put the tokens "0" to "9" first.
  const vocab = vocabulary.map((token, id) => `${JSON.stringify(token)}:${id}`).join(",");
  const pairs = JSON.stringify(merges.map(([left, right]) => [vocabulary[left], vocabulary[right]]));
  const head = JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({ id, content, ...flags })),
    normalizer: null,
    pre_tokenizer: byteLevel(false),
    post_processor: null,
    decoder: byteLevel(true),
  });
  const model = JSON.stringify({
    type: "BPE",
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
  });
  return `${head.slice(0, -1)},"model":${model.slice(0, -1)},"vocab":{${vocab}},"merges":${pairs}}}`;
}
