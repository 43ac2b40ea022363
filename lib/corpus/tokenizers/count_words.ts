/**
 * Counts the words of a stream of texts in bounded memory.
 *
 * @module
 */
import { got, wrongKind } from "../../errors.ts";
import { wordEnd } from "./words.ts";

/** Words with their counts. */
export interface WordCounts {
  /** How often each word occurs. */
  readonly counts: ReadonlyMap<string, number>;
  /** Occurrences of words that were let go to stay within the memory; 0 when the counts are exact. */
  readonly forgotten: number;
}

/** What one word costs in a Map besides its characters, about, in characters. */
const OVERHEAD = 40;

const ENCODER = new TextEncoder(), DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Counts words. When they take more than `mostCharacters` (with an allowance for each word), the rarest are let go
 * until half of that is left, and their occurrences are reported in `forgotten`.
 */
export async function countWords(
  texts: Iterable<string> | AsyncIterable<string>,
  mostCharacters: number,
): Promise<WordCounts> {
  const counts = new Map<string, number>();
  let cost = 0, forgotten = 0, index = 0;
  for await (const item of texts) {
    if (typeof item !== "string") throw wrongKind(`texts: wanted texts, got ${got(item)} at place ${index}`);
    index += 1;
    // A lone surrogate counts as U+FFFD, as it does when it is encoded.
    const text = item.toWellFormed();
    for (let start = 0; start < text.length;) {
      const end = wordEnd(text, start), word = text.slice(start, end);
      start = end;
      const count = counts.get(word);
      if (count !== undefined) {
        counts.set(word, count + 1);
        continue;
      }
      // A slice holds on to the whole text that it was cut from; a copy does not.
      counts.set(copied(word), 1);
      cost += word.length + OVERHEAD;
      if (cost > mostCharacters) [cost, forgotten] = letGo(counts, mostCharacters / 2, cost, forgotten);
    }
  }
  return { counts, forgotten };
}

/** A string with memory of its own. V8 makes slices of up to 12 characters by copying anyway. */
function copied(word: string): string {
  return word.length < 13 ? word : DECODER.decode(ENCODER.encode(word));
}

/** Lets go of all words of count 1, then 2, … until the cost is small enough. */
function letGo(counts: Map<string, number>, target: number, cost: number, forgotten: number): [number, number] {
  for (let least = 1; cost > target; least++) {
    for (const [word, count] of counts) {
      if (count !== least) continue;
      counts.delete(word);
      cost -= word.length + OVERHEAD;
      forgotten += count;
    }
  }
  return [cost, forgotten];
}
