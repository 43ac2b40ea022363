/**
 * Learns the merges of a byte-level BPE from counted words (Sennrich, Haddow and Birch 2016, algorithm 1), in the
 * incremental form: a merge changes the counts of the pairs beside it only.
 *
 * @module
 */
import { LETTER_OF_BYTE } from "./byte_alphabet.ts";
import { PairQueue } from "./pair_queue.ts";
import { PairTable } from "./pair_table.ts";

/** Vocabulary and merges. */
export interface LearntMerges {
  /** Tokens by id, in letters that stand for bytes: special tokens, the 256 bytes by code point, merged tokens. */
  readonly vocabulary: readonly string[];
  /** Pairs of ids, in order. */
  readonly merges: readonly (readonly [left: number, right: number])[];
}

/**
 * Merges the most frequent pair until the vocabulary is full or no pair occurs at least `minFrequency` times. Ties: see
 * {@link PairQueue}. Where a merge spells a token that exists already, it leads to that token's id.
 */
export function learnMerges(
  counts: ReadonlyMap<string, number>,
  vocabularySize: number,
  minFrequency: number,
  specialTokens: readonly string[],
): LearntMerges {
  const vocabulary = [...specialTokens], idOfToken = new Map(vocabulary.map((token, id) => [token, id]));
  const enter = (token: string): number => {
    const known = idOfToken.get(token);
    if (known !== undefined) return known;
    idOfToken.set(token, vocabulary.length);
    return vocabulary.push(token) - 1;
  };
  const idOfByte = new Int32Array(256);
  const byCodePoint = [...LETTER_OF_BYTE.keys()].sort((a, b) => LETTER_OF_BYTE[a] < LETTER_OF_BYTE[b] ? -1 : 1);
  for (const byte of byCodePoint) idOfByte[byte] = enter(LETTER_OF_BYTE[byte]);

  const words = new Words(counts, idOfByte), queue = new PairQueue();
  words.queueFresh(queue);
  const merges: [number, number][] = [];
  while (vocabulary.length < vocabularySize) {
    const top = queue.pop();
    if (top === undefined) break;
    const count = words.pairCount(top.pair);
    if (count !== top.count) {
      // Its neighbours were merged since: it waits again with its present count.
      if (count > 0) queue.push({ ...top, count });
      continue;
    }
    if (count < Math.max(1, minFrequency)) break;
    const merged = enter(vocabulary[top.left] + vocabulary[top.right]);
    merges.push([top.left, top.right]);
    words.merge(top.left, top.right, merged, top.words);
    words.queueFresh(queue);
  }
  return { vocabulary, merges };
}

/** The words as symbols, with the counts of their pairs. */
class Words {
  /** Symbols of all words, one word after the other; a word's place stays, its length shrinks. */
  readonly #symbols: Int32Array;
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  readonly #counts: Float64Array;
  readonly #pairs = new PairTable();
  /** Pairs that came into words since the queue was last told. */
  #fresh: number[] = [];

  constructor(counts: ReadonlyMap<string, number>, idOfByte: Int32Array) {
    let units = 0;
    for (const word of counts.keys()) units += word.length;
    // A UTF-16 unit is three bytes of UTF-8 at most.
    const bytes = new Uint8Array(3 * units), utf8 = new TextEncoder();
    this.#starts = new Int32Array(counts.size);
    this.#lengths = new Int32Array(counts.size);
    this.#counts = Float64Array.from(counts.values());
    let used = 0, w = 0;
    for (const word of counts.keys()) {
      const { written } = utf8.encodeInto(word, bytes.subarray(used));
      this.#starts[w] = used;
      this.#lengths[w++] = written;
      used += written;
    }
    this.#symbols = new Int32Array(used);
    for (let i = 0; i < used; i++) this.#symbols[i] = idOfByte[bytes[i]];
    for (w = 0; w < counts.size; w++) {
      const start = this.#starts[w], end = start + this.#lengths[w];
      for (let i = start; i + 1 < end; i++) this.#gain(this.#symbols[i], this.#symbols[i + 1], w);
    }
  }

  /** How often a pair occurs now. */
  pairCount(pair: number): number {
    return this.#pairs.count[pair];
  }

  #gain(left: number, right: number, w: number): void {
    const pair = this.#pairs.numberOf(left, right), words = this.#pairs.words[pair];
    this.#pairs.count[pair] += this.#counts[w];
    if (words === undefined) {
      this.#pairs.words[pair] = [w];
      this.#fresh.push(pair);
    } else if (words[words.length - 1] !== w) words.push(w);
  }

  #lose(left: number, right: number, w: number): void {
    this.#pairs.count[this.#pairs.numberOf(left, right)] -= this.#counts[w];
  }

  /**
   * Merges a pair in the given words. The merged pair's own count stays as it was: it can occur again only where a
   * merge spells a token that existed, and then Hugging Face goes on from that count too.
   */
  merge(left: number, right: number, merged: number, words: readonly number[]): void {
    const symbols = this.#symbols;
    for (const w of words) {
      const start = this.#starts[w], end = start + this.#lengths[w];
      let kept = start;
      for (let i = start; i < end;) {
        if (symbols[i] !== left || i + 1 === end || symbols[i + 1] !== right) {
          symbols[kept++] = symbols[i++];
          continue;
        }
        if (kept > start) {
          this.#lose(symbols[kept - 1], left, w);
          this.#gain(symbols[kept - 1], merged, w);
        }
        if (i + 2 < end) {
          this.#lose(right, symbols[i + 2], w);
          this.#gain(merged, symbols[i + 2], w);
        }
        symbols[kept++] = merged;
        i += 2;
      }
      this.#lengths[w] = kept - start;
    }
  }

  /** Queues the pairs that came into words, each with those words. */
  queueFresh(queue: PairQueue): void {
    const { count, left, right, words } = this.#pairs;
    for (const pair of this.#fresh) {
      if (count[pair] > 0) {
        queue.push({ count: count[pair], pair, left: left[pair], right: right[pair], words: words[pair]! });
      }
      words[pair] = undefined;
    }
    this.#fresh = [];
  }
}
