/**
 * Counts of pairs of symbols.
 *
 * @module
 */

/** Pairs of ids by number, in the order in which they were first seen, with a count and a list of words each. */
export class PairTable {
  #mask = (1 << 16) - 1;
  /** Number of the pair in each slot, plus 1; 0 where empty. */
  #slots = new Int32Array(1 << 16);
  #size = 0;
  left = new Int32Array(1 << 14);
  right = new Int32Array(1 << 14);
  count = new Float64Array(1 << 14);
  /** Words that came to hold the pair since they were last taken, each once as words come in order. */
  readonly words: (number[] | undefined)[] = [];

  #slot(left: number, right: number): number {
    const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & this.#mask;
    for (let pair = this.#slots[slot] - 1; pair >= 0; pair = this.#slots[slot] - 1) {
      if (this.left[pair] === left && this.right[pair] === right) break;
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  /** Number of a pair; a new one has count 0. */
  numberOf(left: number, right: number): number {
    let slot = this.#slot(left, right);
    if (this.#slots[slot] !== 0) return this.#slots[slot] - 1;
    if (this.#size === this.left.length) {
      this.#grow();
      slot = this.#slot(left, right);
    }
    const pair = this.#size++;
    this.left[pair] = left;
    this.right[pair] = right;
    this.words.push(undefined);
    this.#slots[slot] = pair + 1;
    return pair;
  }

  #grow(): void {
    const longer = <A extends Int32Array | Float64Array>(old: A, fresh: A): A => (fresh.set(old), fresh);
    const size = 2 * this.left.length;
    this.left = longer(this.left, new Int32Array(size));
    this.right = longer(this.right, new Int32Array(size));
    this.count = longer(this.count, new Float64Array(size));
    this.#slots = new Int32Array(4 * size);
    this.#mask = 4 * size - 1;
    for (let pair = 0; pair < this.#size; pair++) this.#slots[this.#slot(this.left[pair], this.right[pair])] = pair + 1;
  }
}
