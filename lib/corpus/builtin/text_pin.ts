/**
 * Counts and hashes the text of a domain, so that it can be compared with what was pinned.
 *
 * @module
 */
import { createHash } from "node:crypto";

/**
 * Counts and hash of a domain's text.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createHash } from "node:crypto";
 * import { BUILTIN_CORPORA, openBuiltin, type TextPin } from "@mixlab/mixlab/train";
 *
 * const pin: TextPin = BUILTIN_CORPORA.find(({ name }) => name === "scripture")!;
 * const hash = createHash("sha256");
 * for await (const { text } of openBuiltin({ domains: ["scripture"] })) hash.update(`${text}\0`);
 * equal(hash.digest("hex"), pin.sha256);
 * ```
 */
export interface TextPin {
  /** Documents. */
  readonly documents: number;
  /** UTF-8 bytes of their text. */
  readonly bytes: number;
  /** SHA-256 (hex) of the documents in their fixed order, each as UTF-8 with a zero byte after it. */
  readonly sha256: string;
}

const BUFFER = 1 << 16;

/** Takes texts one by one; `pin` ends it. */
export class TextPinner {
  #hash = createHash("sha256");
  #encoder = new TextEncoder();
  #buffer = new Uint8Array(BUFFER);
  #used = 0;
  #documents = 0;
  #bytes = 0;

  /** UTF-8 bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes the next document. */
  add(text: string): void {
    // Most documents are short: they are hashed many at a time.
    for (let from = 0; from < text.length;) {
      if (this.#used + 4 > BUFFER) this.#flush();
      const { read, written } = this.#encoder.encodeInto(
        from === 0 ? text : text.slice(from),
        this.#buffer.subarray(this.#used),
      );
      from += read;
      this.#used += written;
      this.#bytes += written;
      if (from < text.length) this.#flush();
    }
    if (this.#used === BUFFER) this.#flush();
    this.#buffer[this.#used++] = 0;
    this.#documents++;
  }

  /** Counts and hash of all that was taken. */
  pin(): TextPin {
    this.#flush();
    return { documents: this.#documents, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }
}
