/** Makes sure that calls of an engine do not overlap: they would read and replace the same tensors. */
export class OneAtATime {
  /** The call that has not returned yet. */
  #running: string | undefined;
  #ended = false;

  /** Runs a call. */
  async call<T>(name: string, f: () => T | Promise<T>): Promise<T> {
    this.refuseOverlap(name);
    this.#running = name;
    try {
      return await f();
    } finally {
      this.#running = undefined;
    }
  }

  /** @throws {Error} when a call is running, or after the end. */
  refuseOverlap(name: string): void {
    if (this.#ended) throw new Error(`${name}: this engine was disposed of; open another`);
    if (this.#running) throw new Error(`${name}: await the promise of ${this.#running} first`);
  }

  /** Refuses all further calls; false when it did so already. */
  end(): boolean {
    if (this.#ended) return false;
    this.refuseOverlap("dispose");
    return this.#ended = true;
  }
}
