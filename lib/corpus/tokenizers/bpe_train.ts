/**
 * Trains a byte-level BPE.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { countWords } from "./count_words.ts";
import { learnMerges } from "./learn_merges.ts";
import { writeTokenizerJson } from "./write_tokenizer_json.ts";

/**
 * Options of {@link trainBpe}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { trainBpe, type TrainBpeOptions } from "@mixlab/mixlab/train";
 *
 * // Every pair of these words occurs twice or less, so none of them is merged.
 * const options: TrainBpeOptions = { vocabularySize: 300, minFrequency: 3, specialTokens: ["<eod>", "<pad>"] };
 * equal((await trainBpe(["low lower"], options)).vocabularySize, 258);
 * ```
 */
export interface TrainBpeOptions {
  /** Number of ids V, special tokens and the 256 bytes included. Fewer come out when the text has too few pairs. */
  readonly vocabularySize: number;
  /** A pair that occurs fewer times is not merged. Default 2. (Hugging Face's BpeTrainer has 0, which means 1.) */
  readonly minFrequency?: number;
  /** Tokens with the first ids, found in texts as they stand. Default: `["<|endoftext|>"]`, the end of a document. */
  readonly specialTokens?: readonly string[];
  /**
   * Bound on the characters of the different words held at once, 40 a word added. Default 2^26: some 1.3 million words,
   * and about 1 GB of memory at the most.
   */
  readonly mostCharacters?: number;
}

/**
 * What training gives.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { bpeTokenizer, trainBpe, type TrainedBpe } from "@mixlab/mixlab/train";
 *
 * const trained: TrainedBpe = await trainBpe(["low low low lower"], { vocabularySize: 259 });
 * deepEqual([trained.words, trained.merges, trained.forgotten], [3, 2, 0]);
 * equal(bpeTokenizer(trained.json).encode("low").length, 1);
 * ```
 */
export interface TrainedBpe {
  /** The content of tokenizer.json, for {@link bpeTokenizer} and for Python's `Tokenizer.from_str`. */
  readonly json: string;
  /** Number of ids (V). */
  readonly vocabularySize: number;
  /** Number of merges. */
  readonly merges: number;
  /** Number of different words that were counted. */
  readonly words: number;
  /** Occurrences of rare words let go to stay within `mostCharacters`; 0 when the counts are exact. */
  readonly forgotten: number;
}

/**
 * Trains a byte-level BPE on a stream of texts, in bounded memory.
 *
 * Vocabulary, merges and file are those of Hugging Face's `BpeTrainer(vocab_size, min_frequency, special_tokens,
 * initial_alphabet=ByteLevel.alphabet())` on the same texts, unless rare words had to be let go (`forgotten` > 0).
 * The most frequent pair is merged first; among equals the one with the lower left id, then the lower right id. Special
 * tokens in the texts count as text, as there. The same texts in any order give the same file.
 *
 * Source: Sennrich, Haddow and Birch 2016, "Neural Machine Translation of Rare Words with Subword Units", algorithm 1;
 * bytes and words as in GPT-2.
 *
 * @throws {TypeError} when `texts` yields something else than text, or a special token is no text.
 * @throws {RangeError} when `vocabularySize` is not a whole number that holds the bytes and the special tokens, or
 * another option is out of range.
 * @example
 * ```ts
 * import { trainBpe } from "@mixlab/mixlab/train";
 * import { equal } from "node:assert/strict";
 *
 * const { vocabularySize, merges, json } = await trainBpe(["low low low lower"], { vocabularySize: 259 });
 * equal(vocabularySize, 259);
 * equal(merges, 2);
 * equal(JSON.parse(json).model.merges[0].join("+"), "l+o");
 * ```
 */
export async function trainBpe(
  texts: Iterable<string> | AsyncIterable<string>,
  options: TrainBpeOptions,
): Promise<TrainedBpe> {
  const { vocabularySize, minFrequency = 2, specialTokens = ["<|endoftext|>"], mostCharacters = 2 ** 26 } = options;
  checkSpecialTokens(specialTokens);
  const least = 256 + specialTokens.length;
  checkWhole("vocabularySize", vocabularySize, least, 2 ** 24, `256 bytes and ${specialTokens.length} special tokens`);
  checkWhole("minFrequency", minFrequency, 0, Number.MAX_SAFE_INTEGER);
  checkWhole("mostCharacters", mostCharacters, 1000, Number.MAX_SAFE_INTEGER);
  const { counts, forgotten } = await countWords(texts, mostCharacters);
  const learnt = learnMerges(counts, vocabularySize, minFrequency, specialTokens);
  return {
    json: writeTokenizerJson(learnt, specialTokens),
    vocabularySize: learnt.vocabulary.length,
    merges: learnt.merges.length,
    words: counts.size,
    forgotten,
  };
}

function checkWhole(name: string, value: number, least: number, most: number, holds?: string): void {
  if (typeof value !== "number") throw wrongKind(`${name}: wanted a number, got ${got(value)}`);
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    const why = holds === undefined ? "" : ` (${holds})`;
    throw outOfRange(`${name}: wanted a whole number from ${least}${why} to ${most}, got ${value}`);
  }
}

function checkSpecialTokens(tokens: readonly string[]): void {
  if (!Array.isArray(tokens)) throw wrongKind(`specialTokens: wanted a list of texts, got ${got(tokens)}`);
  for (const [i, token] of tokens.entries()) {
    if (typeof token !== "string") throw wrongKind(`specialTokens[${i}]: wanted a text, got ${got(token)}`);
    if ([...token].length < 2 || !token.isWellFormed()) {
      throw outOfRange(`specialTokens[${i}]: wanted two characters or more, which a byte cannot be, got ${got(token)}`);
    }
    if (tokens.indexOf(token) !== i) throw outOfRange(`specialTokens[${i}]: ${got(token)} stands there twice`);
  }
}
