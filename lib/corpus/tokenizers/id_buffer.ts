/**
 * A list of ids that grows.
 *
 * @module
 */

/** Ids of a text while they are found. */
export class IdBuffer {
  #ids = new Uint32Array(4096);
  #length = 0;

  clear(): void {
    // One huge document must not keep its memory for ever.
    if (this.#ids.length > 1 << 22) this.#ids = new Uint32Array(4096);
    this.#length = 0;
  }

  push(id: number): void {
    if (this.#length === this.#ids.length) this.#grow(1);
    this.#ids[this.#length++] = id;
  }

  append(ids: ArrayLike<number>, from: number, count: number): void {
    if (this.#length + count > this.#ids.length) this.#grow(count);
    for (let i = 0; i < count; i++) this.#ids[this.#length++] = ids[from + i];
  }

  copy(): Uint32Array {
    return this.#ids.slice(0, this.#length);
  }

  #grow(count: number): void {
    const ids = new Uint32Array(Math.max(2 * this.#ids.length, this.#length + count));
    ids.set(this.#ids);
    this.#ids = ids;
  }
}
