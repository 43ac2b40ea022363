/**
 * Any tokenizer.json.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { plainBpeTokenizer } from "./bpe.ts";
import { endOfDocumentIn } from "./end_of_document.ts";
import { plainBpe } from "./plain_bpe.ts";
import { sha256Hex } from "../../text/sha256_hex.ts";
import { list, member, object, parseTokenizerJson, type TokenizerJson } from "./tokenizer_file.ts";
import { withExactWords } from "./exact_words.ts";

/** What is used of the library's tokenizer. */
interface Library {
  pre_tokenizer: unknown;
  encode(text: string, options: { add_special_tokens: boolean }): { ids: readonly (number | undefined)[] };
  decode(ids: number[], options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean }): string;
  get_vocab(withAdded: boolean): Map<string, number>;
}

/**
 * The tokenizer of a tokenizer.json, with the ids of Hugging Face's Python library (`add_special_tokens=False`).
 *
 * A plain byte-level BPE (GPT-2, GPT-NeoX, Pythia, {@link trainBpe}) is computed by the encoder of {@link bpeTokenizer},
 * every other file by `@huggingface/tokenizers`, several times slower. A lone surrogate counts as U+FFFD. `truncation`
 * and `padding` in the file are left aside: documents are never cut. `decode` keeps special tokens. For WordPiece
 * files (BERT) the library differs from Python on strings of rare characters (381 of 3,000 fuzzed strings).
 *
 * The end of a document is the added token `<|endoftext|>`, `<|end_of_text|>`, `</s>`, `<eos>`, `<|eos|>` or `[SEP]`,
 * the first that is there; `endOfDocument` throws a RangeError where none is.
 *
 * @throws {SyntaxError} when `json` is not JSON.
 * @throws {TypeError} when it is no tokenizer, or one that the library cannot read.
 * @throws {RangeError} when the model drops merges at random (`dropout`).
 * @example
 * ```ts
 * import { tokenizerFromJson, trainBpe } from "@mixlab/mixlab/train";
 * import { deepEqual } from "node:assert/strict";
 *
 * const { json } = await trainBpe(["a rose is a rose is a rose"], { vocabularySize: 270 });
 * const tokenizer = await tokenizerFromJson(json);
 * deepEqual(tokenizer.decode(tokenizer.encode("a rose")), "a rose");
 * ```
 */
export async function tokenizerFromJson(json: string): Promise<Tokenizer> {
  const file = parseTokenizerJson(json), dropout = member(file.model, "dropout");
  if (dropout) {
    throw outOfRange(`tokenizer.json: model.dropout: wanted null (ids would be random), got ${got(dropout)}`);
  }
  const plain = plainBpe(file);
  return typeof plain === "string" ? await libraryTokenizer(file, json) : plainBpeTokenizer(plain, json);
}

/** The same by `@huggingface/tokenizers`, whatever the file is: the peer of the fast encoder in tests. */
export async function libraryTokenizer({ root, model }: TokenizerJson, json: string): Promise<Tokenizer> {
  const { Tokenizer } = await import("@huggingface/tokenizers");
  const parts = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, added_tokens: [] };
  let library: Library, vocabulary: Map<string, number>;
  try {
    library = withExactWords(new Tokenizer({ ...parts, ...root }, {}) as unknown as Library);
    vocabulary = library.get_vocab(true);
  } catch (error) {
    throw wrongKind(`tokenizer.json: @huggingface/tokenizers cannot read it: ${got((error as Error)?.message)}`);
  }
  const ids = new Set(vocabulary.values());
  let vocabularySize = 0;
  for (const id of ids) vocabularySize = Math.max(vocabularySize, id + 1);
  const added = (list(member(root, "added_tokens")) ?? []).map((item) => ({
    id: Number(member(object(item), "id")),
    content: String(member(object(item), "content")),
  }));
  return {
    name: `${String(member(model, "type") ?? "tokenizer").toLowerCase()}-${vocabularySize}`,
    vocabularySize,
    get endOfDocument() {
      return endOfDocumentIn(added);
    },
    sha256: sha256Hex(json),
    json,
    encode(text) {
      const found = library.encode(text.toWellFormed(), { add_special_tokens: false }).ids;
      return Uint32Array.from(found, (id) => {
        if (id === undefined) throw outOfRange("tokenizer.json: the text has parts that no token of it stands for");
        return id;
      });
    },
    decode(tokens) {
      if (tokens.length === 0) return "";
      const known = Array.from(tokens);
      for (const [i, id] of known.entries()) {
        if (!ids.has(id)) {
          throw outOfRange(`ids[${i}]: wanted the id of a token, below ${vocabularySize}, got ${got(id)}`);
        }
      }
      return library.decode(known, { skip_special_tokens: false, clean_up_tokenization_spaces: false });
    },
  };
}
