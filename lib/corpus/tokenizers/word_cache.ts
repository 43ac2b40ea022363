/**
 * Ids of words already merged.
 *
 * @module
 */

/** Longest word kept, in UTF-16 code units; longer ones seldom come back. */
const LONGEST = 128;
const SLOTS = 1 << 17, MOST = SLOTS / 2, CHARACTERS = 1 << 21, IDS = 1 << 20;

/**
 * A table of words by their characters, found without making a string of each word. Memory is fixed (about 12 MB);
 * when it is full it begins anew, which changes speed and never ids.
 */
export class WordCache {
  /** Four numbers a slot: place of the characters plus 1 (0 where empty), their number, place of the ids, theirs. */
  readonly #slots = new Int32Array(4 * SLOTS);
  readonly #characters = new Uint16Array(CHARACTERS);
  readonly #ids = new Uint32Array(IDS);
  #words = 0;
  #usedCharacters = 0;
  #usedIds = 0;
  /** Where the word of the last find() belongs. */
  #slot = 0;
  #keep = false;

  /** Ids of all words kept; find() says where. */
  get ids(): Uint32Array {
    return this.#ids;
  }
  /** Place of the found word's ids, and their number. */
  at = 0;
  length = 0;

  /** Looks up text[start..end). */
  find(text: string, start: number, end: number): boolean {
    const size = end - start;
    this.#keep = size <= LONGEST;
    if (!this.#keep) return false;
    let hash = size;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 15;
    const slots = this.#slots, characters = this.#characters;
    let slot = hash & (SLOTS - 1);
    search: for (;; slot = (slot + 1) & (SLOTS - 1)) {
      const from = slots[4 * slot];
      if (from === 0) {
        this.#slot = slot;
        return false;
      }
      if (slots[4 * slot + 1] !== size) continue;
      for (let i = 0; i < size; i++) if (characters[from - 1 + i] !== text.charCodeAt(start + i)) continue search;
      this.at = slots[4 * slot + 2];
      this.length = slots[4 * slot + 3];
      return true;
    }
  }

  /** Keeps the ids of the word that find() has just not found. */
  add(text: string, start: number, end: number, symbols: Int32Array, length: number): void {
    if (!this.#keep) return;
    const size = end - start;
    if (
      this.#words === MOST || this.#usedCharacters + size > CHARACTERS || this.#usedIds + length > IDS
    ) {
      // The slot that find() saw may be any now: this one word is merged again when it comes back.
      this.#slots.fill(0);
      this.#words = this.#usedCharacters = this.#usedIds = 0;
      return;
    }
    const at = 4 * this.#slot;
    this.#slots[at] = this.#usedCharacters + 1;
    this.#slots[at + 1] = size;
    this.#slots[at + 2] = this.#usedIds;
    this.#slots[at + 3] = length;
    for (let i = start; i < end; i++) this.#characters[this.#usedCharacters++] = text.charCodeAt(i);
    for (let i = 0; i < length; i++) this.#ids[this.#usedIds++] = symbols[i];
    this.#words += 1;
  }
}
