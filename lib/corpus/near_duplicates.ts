/**
 * Documents in groups of near-duplicates.
 *
 * @module
 */
import { BANDS_PER_DOCUMENT } from "./fingerprint.ts";
import { Spill } from "./spill.ts";

/** Bands are spread over so many lists, of which one at a time is searched. */
const PARTS = 256;
/** Bands held in memory, in all. */
const IN_MEMORY = 1 << 19;

/**
 * Joins documents that share a band, directly or through others. Holds four bytes a document in memory; the bands
 * themselves (240 bytes a document) go to `folder` when there are many.
 */
export class NearDuplicates {
  readonly #parts: readonly Spill[];
  readonly #parents = new Parents();

  /** @param inMemory bands held in memory, in all, about; without a folder all are. */
  constructor(folder: string | undefined, inMemory = IN_MEMORY) {
    this.#parts = Array.from(
      { length: PARTS },
      (_, i) => new Spill(3, folder && `${folder}/bands-${i}`, inMemory / PARTS),
    );
  }

  /** Takes the next document. */
  add(bands: Uint32Array): void {
    const document = this.#parents.add();
    for (let k = 0; k < 2 * BANDS_PER_DOCUMENT; k += 2) {
      this.#parts[bands[k] & (PARTS - 1)].add(bands[k], bands[k + 1], document);
    }
  }

  /** After all were added: the function from a document's number to the least number in its group. */
  groups(): (document: number) => number {
    for (const part of this.#parts) this.#join(part);
    return (document) => this.#parents.root(document);
  }

  /** Joins the documents of like bands: a hash table holds the first record of each. */
  #join(part: Spill): void {
    const records = new Uint32Array(3 * part.length);
    let at = 0;
    for (const piece of part.pieces()) {
      records.set(piece, at);
      at += piece.length;
    }
    const size = 2 ** Math.ceil(Math.log2(2 * part.length + 1)), first = new Uint32Array(size);
    for (let r = 0; r < records.length; r += 3) {
      let slot = records[r + 1] & (size - 1);
      for (; first[slot] !== 0; slot = (slot + 1) & (size - 1)) {
        const other = 3 * (first[slot] - 1);
        if (records[other] === records[r] && records[other + 1] === records[r + 1]) break;
      }
      if (first[slot] === 0) first[slot] = r / 3 + 1;
      else this.#parents.join(records[3 * (first[slot] - 1) + 2], records[r + 2]);
    }
  }
}

/** Union-find over numbers given out one by one, in chunks so that growing copies nothing. */
class Parents {
  readonly #chunks: Uint32Array[] = [];
  #length = 0;

  add(): number {
    const number = this.#length++;
    if (number >>> 16 === this.#chunks.length) this.#chunks.push(new Uint32Array(1 << 16));
    this.#chunks[number >>> 16][number & 0xffff] = number;
    return number;
  }

  root(number: number): number {
    for (;;) {
      const chunk = this.#chunks[number >>> 16], parent = chunk[number & 0xffff];
      if (parent === number) return number;
      const next = this.#chunks[parent >>> 16][parent & 0xffff];
      chunk[number & 0xffff] = next; // every walk halves the path for the next one
      number = next;
    }
  }

  join(a: number, b: number): void {
    const ra = this.root(a), rb = this.root(b);
    const [low, high] = ra < rb ? [ra, rb] : [rb, ra];
    this.#chunks[high >>> 16][high & 0xffff] = low;
  }
}
