/**
 * One worker of a pool, seen from outside.
 *
 * @module
 */
import type { TokenizerSpec } from "../tokenizer.ts";
import { type Answer, type Request, revivedError } from "./pool_messages.ts";

/** A thread that tokenizes batches in the order in which it gets them. */
export class PoolThread {
  readonly #worker: Worker;
  readonly #waiting: { resolve(answer: Answer): void; reject(error: unknown): void }[] = [];
  #failure: unknown;
  /** Settles when the thread has its tokenizer. */
  readonly ready: Promise<unknown>;

  constructor(spec: TokenizerSpec) {
    this.#worker = new Worker(new URL("./pool_worker.ts", import.meta.url), { type: "module", name: "tokenizer" });
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const waiting = this.#waiting.shift();
      if ("error" in data) waiting?.reject(revivedError(data.error));
      else waiting?.resolve(data);
    };
    this.#worker.onerror = (event) => {
      // Without this the error would also end the main thread, past every try and finally.
      event.preventDefault();
      this.#fail(new Error(`a tokenizer's worker failed: ${event.message}`));
    };
    this.#worker.onmessageerror = () => this.#fail(new Error("a tokenizer's worker sent what cannot be read"));
    this.ready = this.#ask({ spec });
  }

  /** Batches given and not yet answered. */
  get load(): number {
    return this.#waiting.length;
  }

  async encode(texts: readonly string[]): Promise<Uint32Array[]> {
    const answer = await this.#ask({ texts });
    if (!("ids" in answer)) throw new Error("a tokenizer's worker gave an answer to another question");
    const { ids, lengths } = answer;
    let at = 0;
    // Copies: a caller that takes a document's .buffer must get that document only.
    return Array.from(lengths, (length) => ids.slice(at, at += length));
  }

  /** Ends the worker at once; what it still owed fails. */
  end(): void {
    this.#worker.terminate();
    this.#fail(new Error("the pool of tokenizers was ended"));
  }

  #ask(request: Request): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    // An answer may fail while an earlier one is awaited; whoever awaits this one still gets the error.
    promise.catch(() => {});
    if (this.#failure !== undefined) reject(this.#failure);
    else {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request);
    }
    return promise;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
