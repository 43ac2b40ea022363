/**
 * The merges of a byte-level BPE, and their application to one word.
 *
 * @module
 */
import { RankHeap } from "./rank_heap.ts";

/** Words of more symbols than this are merged with a heap: scanning them again for each merge would be quadratic. */
const LONG = 48;
const NONE = 0x7fffffff, GONE = -1;

/** Merges by pair of ids: rank (0 first) and id of the merged token. */
export class MergeTable {
  readonly #mask: number;
  /** Three numbers a slot: left, right, rank; rank -1 where empty. */
  readonly #slots: Int32Array;
  readonly #mergedOfRank: Int32Array;
  readonly #heapOnly: boolean;

  /** `merges` holds left, right and merged id of each merge, in order of rank; a later one of the same pair counts. */
  constructor(merges: Int32Array) {
    const count = merges.length / 3;
    let size = 1024;
    while (size < 3 * count) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(3 * size).fill(-1);
    this.#mergedOfRank = new Int32Array(count);
    for (let rank = 0; rank < count; rank++) {
      const left = merges[3 * rank], right = merges[3 * rank + 1], at = this.#slot(left, right);
      this.#slots[at] = left;
      this.#slots[at + 1] = right;
      this.#slots[at + 2] = rank;
      this.#mergedOfRank[rank] = merges[3 * rank + 2];
    }
    // Where two merges make the same token, Hugging Face's heap may take one for the other (see #applyLong).
    this.#heapOnly = new Set(this.#mergedOfRank).size < count;
  }

  #slot(left: number, right: number): number {
    const slots = this.#slots, mask = this.#mask;
    const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (slots[3 * slot + 2] !== -1 && (slots[3 * slot] !== left || slots[3 * slot + 1] !== right)) {
      slot = (slot + 1) & mask;
    }
    return 3 * slot;
  }

  #rank(left: number, right: number): number {
    const rank = this.#slots[this.#slot(left, right) + 2];
    return rank === -1 ? NONE : rank;
  }

  /**
   * Merges the symbols of one word in place: always the pair of lowest rank, the leftmost among equals. Returns how
   * many are left.
   */
  apply(symbols: Int32Array, length: number): number {
    return length > LONG || this.#heapOnly ? this.#applyLong(symbols, length) : this.#applyShort(symbols, length);
  }

  readonly #ranks = new Int32Array(LONG);

  #applyShort(symbols: Int32Array, length: number): number {
    const ranks = this.#ranks;
    for (let i = 0; i + 1 < length; i++) ranks[i] = this.#rank(symbols[i], symbols[i + 1]);
    while (length > 1) {
      let least = NONE, at = -1;
      for (let i = 0; i + 1 < length; i++) {
        if (ranks[i] < least) {
          least = ranks[i];
          at = i;
        }
      }
      if (at < 0) break;
      symbols[at] = this.#mergedOfRank[least];
      length -= 1;
      for (let i = at + 1; i < length; i++) {
        symbols[i] = symbols[i + 1];
        ranks[i] = ranks[i + 1];
      }
      if (at > 0) ranks[at - 1] = this.#rank(symbols[at - 1], symbols[at]);
      if (at + 1 < length) ranks[at] = this.#rank(symbols[at], symbols[at + 1]);
    }
    return length;
  }

  /**
   * The same with a heap of (rank, place) over a linked list: n log n. An entry is out of date when the pair at its
   * place no longer makes the token that it promised; comparing that token and not the pair is what Hugging Face does.
   */
  #applyLong(symbols: Int32Array, length: number): number {
    const next = new Int32Array(length), previous = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      next[i] = i + 1 < length ? i + 1 : -1;
      previous[i] = i - 1;
    }
    const heap = new RankHeap(length);
    const look = (left: number, right: number) => {
      const rank = this.#rank(symbols[left], symbols[right]);
      if (rank !== NONE) heap.push(rank, left);
    };
    for (let i = 0; i + 1 < length; i++) look(i, i + 1);
    while (heap.pop()) {
      const place = heap.place, gone = next[place];
      if (symbols[place] === GONE || gone === -1) continue;
      const rank = this.#rank(symbols[place], symbols[gone]), merged = this.#mergedOfRank[heap.rank];
      if (rank === NONE || this.#mergedOfRank[rank] !== merged) continue;
      symbols[place] = merged;
      symbols[gone] = GONE;
      next[place] = next[gone];
      if (next[gone] !== -1) previous[next[gone]] = place;
      if (previous[place] !== -1) look(previous[place], place);
      if (next[place] !== -1) look(place, next[place]);
    }
    let count = 0;
    for (let i = 0; i !== -1; i = next[i]) symbols[count++] = symbols[i];
    return count;
  }
}
