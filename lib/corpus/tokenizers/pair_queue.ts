/**
 * The queue of pairs that wait to be merged.
 *
 * @module
 */

/** A pair, by number and by ids, with the count that it had when it was queued, and the words that held it. */
export interface QueuedPair {
  readonly count: number;
  readonly pair: number;
  readonly left: number;
  readonly right: number;
  readonly words: readonly number[];
}

/** Higher count first; of equal counts the lower left id, then the lower right id. */
function before(a: QueuedPair, b: QueuedPair): boolean {
  if (a.count !== b.count) return a.count > b.count;
  return a.left !== b.left ? a.left < b.left : a.right < b.right;
}

/** A binary heap of pairs. */
export class PairQueue {
  readonly #heap: QueuedPair[] = [];

  push(pair: QueuedPair): void {
    const heap = this.#heap;
    let i = heap.push(pair) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (!before(pair, heap[up])) break;
      heap[i] = heap[up];
      i = up;
    }
    heap[i] = pair;
  }

  /** Takes the first pair out; undefined when there is none. */
  pop(): QueuedPair | undefined {
    const heap = this.#heap, top = heap[0], last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && before(heap[down + 1], heap[down])) down += 1;
      if (!before(heap[down], last)) break;
      heap[i] = heap[down];
      i = down;
    }
    heap[i] = last;
    return top;
  }
}
