/**
 * Learns the merges of a byte-level BPE from counted words (Sennrich, Haddow and Birch 2016, algorithm 1), in the
 * incremental form: a merge changes the counts of the pairs beside it only.
 *
 * @module
 */
import { LETTER_OF_BYTE } from "./byte_alphabet.ts";
import { PairQueue } from "./pair_queue.ts";

/** Vocabulary and merges. */
export interface LearntMerges {
  /** Tokens by id, in letters that stand for bytes: special tokens, the 256 bytes by code point, merged tokens. */
  readonly vocabulary: readonly string[];
  /** Pairs of ids, in order. */
  readonly merges: readonly (readonly [left: number, right: number])[];
}

/** Ids are below 2^26, so a pair is one exact number. */
const PAIR = 2 ** 26;

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
  words.queueAll(queue);
  const merges: [number, number][] = [];
  while (vocabulary.length < vocabularySize) {
    const top = queue.pop();
    if (top === undefined) break;
    const count = words.pairCount(top.left, top.right);
    if (count !== top.count) {
      // Its neighbours were merged since: it waits again with its present count.
      if (count > 0) queue.push({ ...top, count });
      continue;
    }
    if (count < Math.max(1, minFrequency)) break;
    const merged = enter(vocabulary[top.left] + vocabulary[top.right]);
    merges.push([top.left, top.right]);
    words.merge(top.left, top.right, merged, top.words, queue);
  }
  return { vocabulary, merges };
}

/** The words as symbols, with the counts of their pairs. */
class Words {
  readonly #symbols: Int32Array[] = [];
  readonly #counts: number[] = [];
  readonly #pairCounts = new Map<number, number>();

  constructor(counts: ReadonlyMap<string, number>, idOfByte: Int32Array) {
    const utf8 = new TextEncoder();
    for (const [word, count] of counts) {
      this.#symbols.push(Int32Array.from(utf8.encode(word), (byte) => idOfByte[byte]));
      this.#counts.push(count);
    }
  }

  pairCount(left: number, right: number): number {
    return this.#pairCounts.get(left * PAIR + right) ?? 0;
  }

  queueAll(queue: PairQueue): void {
    const places = new Map<number, number[]>();
    for (const [w, symbols] of this.#symbols.entries()) {
      for (let i = 0; i + 1 < symbols.length; i++) {
        const pair = symbols[i] * PAIR + symbols[i + 1];
        this.#pairCounts.set(pair, (this.#pairCounts.get(pair) ?? 0) + this.#counts[w]);
        note(places, pair, w);
      }
    }
    this.#queue(places, queue);
  }

  /** Merges a pair in the given words and queues the pairs that come of it. */
  merge(left: number, right: number, merged: number, words: Iterable<number>, queue: PairQueue): void {
    const changed = new Map<number, number[]>();
    for (const w of words) {
      const symbols = this.#symbols[w], count = this.#counts[w];
      const gain = (a: number, b: number) => {
        this.#add(a * PAIR + b, count);
        note(changed, a * PAIR + b, w);
      };
      let kept = 0;
      for (let i = 0; i < symbols.length;) {
        if (symbols[i] !== left || i + 1 === symbols.length || symbols[i + 1] !== right) {
          symbols[kept++] = symbols[i++];
          continue;
        }
        if (kept > 0) {
          this.#add(symbols[kept - 1] * PAIR + left, -count);
          gain(symbols[kept - 1], merged);
        }
        if (i + 2 < symbols.length) {
          this.#add(right * PAIR + symbols[i + 2], -count);
          gain(merged, symbols[i + 2]);
        }
        symbols[kept++] = merged;
        i += 2;
      }
      if (kept < symbols.length) this.#symbols[w] = symbols.slice(0, kept);
    }
    this.#queue(changed, queue);
  }

  #add(pair: number, change: number): void {
    this.#pairCounts.set(pair, (this.#pairCounts.get(pair) ?? 0) + change);
  }

  #queue(places: ReadonlyMap<number, readonly number[]>, queue: PairQueue): void {
    for (const [pair, words] of places) {
      const count = this.#pairCounts.get(pair)!;
      if (count > 0) queue.push({ count, left: Math.floor(pair / PAIR), right: pair % PAIR, words });
    }
  }
}

/** Notes that a pair is in a word, once a word: words come in order. */
function note(places: Map<number, number[]>, pair: number, word: number): void {
  const words = places.get(pair);
  if (words === undefined) places.set(pair, [word]);
  else if (words[words.length - 1] !== word) words.push(word);
}
