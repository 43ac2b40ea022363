/**
 * A heap of (rank, place).
 *
 * @module
 */

/** A heap of places: lowest rank first, leftmost among equals. */
export class RankHeap {
  #ranks: Int32Array;
  #places: Int32Array;
  #size = 0;
  /** What pop() found. */
  rank = 0;
  place = 0;

  constructor(capacity: number) {
    this.#ranks = new Int32Array(capacity);
    this.#places = new Int32Array(capacity);
  }

  push(rank: number, place: number): void {
    if (this.#size === this.#ranks.length) {
      const [ranks, places] = [this.#ranks, this.#places];
      this.#ranks = new Int32Array(2 * ranks.length);
      this.#places = new Int32Array(2 * places.length);
      this.#ranks.set(ranks);
      this.#places.set(places);
    }
    const ranks = this.#ranks, places = this.#places;
    let i = this.#size++;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (ranks[up] < rank || (ranks[up] === rank && places[up] <= place)) break;
      [ranks[i], places[i]] = [ranks[up], places[up]];
      i = up;
    }
    [ranks[i], places[i]] = [rank, place];
  }

  pop(): boolean {
    if (this.#size === 0) return false;
    const ranks = this.#ranks, places = this.#places;
    [this.rank, this.place] = [ranks[0], places[0]];
    const n = --this.#size, rank = ranks[n], place = places[n];
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      if (down >= n) break;
      const right = down + 1;
      if (
        right < n && (ranks[right] < ranks[down] || (ranks[right] === ranks[down] && places[right] < places[down]))
      ) down = right;
      if (rank < ranks[down] || (rank === ranks[down] && place <= places[down])) break;
      [ranks[i], places[i]] = [ranks[down], places[down]];
      i = down;
    }
    [ranks[i], places[i]] = [rank, place];
    return true;
  }
}
