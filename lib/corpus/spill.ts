/**
 * Records of a few 32-bit numbers, as many as the disk holds.
 *
 * @module
 */
import { bytesOf } from "./token_type.ts";

/** Records of a chunk. */
const RECORDS = 1024;
/** Chunks read from the file at a time. */
const READ = 64;

/** A list of records that is only added to and read through. What exceeds its memory goes to a file. */
export class Spill {
  readonly #width: number;
  readonly #file: string | undefined;
  readonly #inMemory: number;
  readonly #chunks: Uint32Array<ArrayBuffer>[] = [];
  #chunk: Uint32Array<ArrayBuffer>;
  #used = 0;
  #spilled = 0;

  /**
   * @param width numbers of a record.
   * @param file where to put what is too much for the memory; undefined: all stays in memory.
   * @param inMemory records to hold in memory at most, about.
   */
  constructor(width: number, file: string | undefined, inMemory: number) {
    this.#width = width;
    this.#file = file;
    this.#inMemory = Math.max(1, Math.floor(inMemory / RECORDS));
    this.#chunk = new Uint32Array(RECORDS * width);
  }

  /** Records so far. */
  get length(): number {
    return (this.#chunks.length + this.#spilled) * RECORDS + this.#used / this.#width;
  }

  add(a: number, b: number, c: number): void {
    if (this.#used === this.#chunk.length) this.#next();
    this.#chunk[this.#used++] = a;
    this.#chunk[this.#used++] = b;
    this.#chunk[this.#used++] = c;
  }

  #next(): void {
    if (this.#file === undefined || this.#chunks.length < this.#inMemory - 1) {
      this.#chunks.push(this.#chunk);
      this.#chunk = new Uint32Array(RECORDS * this.#width);
    } else {
      Deno.writeFileSync(this.#file, bytesOf(this.#chunk), { append: this.#spilled > 0 });
      this.#spilled += 1;
    }
    this.#used = 0;
  }

  /** The numbers of all records in the order in which they were added, in pieces of whole records. */
  *pieces(): Generator<Uint32Array> {
    yield* this.#chunks;
    if (this.#spilled > 0) {
      using file = Deno.openSync(this.#file!, { read: true });
      for (let left = this.#spilled; left > 0; left -= READ) {
        const piece = new Uint32Array(Math.min(left, READ) * this.#chunk.length), bytes = bytesOf(piece);
        for (let at = 0; at < bytes.length;) {
          const n = file.readSync(bytes.subarray(at));
          if (n === null) throw new Error(`${this.#file}: shorter than what was written to it`);
          at += n;
        }
        yield piece;
      }
    }
    yield this.#chunk.subarray(0, this.#used);
  }
}
