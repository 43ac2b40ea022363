/**
 * A file that only grows and knows its SHA-256.
 *
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { wrongKind } from "../errors.ts";
import { syncFile } from "./durable.ts";

/** Bytes gathered before they are written. */
const BUFFER = 1 << 16;
const PIECE = 1 << 20;

/** A file written at its end. It is open only while it is written, so that a thousand of them cost no descriptors. */
export class HashedFile {
  readonly #path: string;
  readonly #hash: Hash = createHash("sha256");
  #buffer = new Uint8Array(1 << 12);
  #used = 0;
  #dirty = true;

  /**
   * @param length bytes to keep of what is there; the rest is cut off.
   * @throws {TypeError} when the file is shorter.
   */
  constructor(path: string, length = 0) {
    this.#path = path;
    if (length === 0) Deno.writeFileSync(path, new Uint8Array(0));
    else this.#keep(length);
  }

  #keep(length: number): void {
    using file = Deno.openSync(this.#path, { read: true, write: true });
    if (file.statSync().size < length) {
      throw wrongKind(`${this.#path}: this unfinished file was altered; remove the folder .building and build anew`);
    }
    file.truncateSync(length);
    const piece = new Uint8Array(Math.min(PIECE, length));
    for (let done = 0, n; done < length && (n = file.readSync(piece)) !== null; done += n) {
      this.#hash.update(piece.subarray(0, n));
    }
  }

  append(bytes: Uint8Array): void {
    if (this.#used + bytes.length > BUFFER) this.flush();
    if (bytes.length > BUFFER) return this.#write(bytes);
    while (this.#used + bytes.length > this.#buffer.length) {
      const wider = new Uint8Array(this.#buffer.length * 2);
      wider.set(this.#buffer.subarray(0, this.#used));
      this.#buffer = wider;
    }
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** Hands what was gathered to the system. */
  flush(): void {
    if (this.#used > 0) this.#write(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  #write(bytes: Uint8Array): void {
    Deno.writeFileSync(this.#path, bytes, { append: true, create: false });
    this.#hash.update(bytes);
    this.#dirty = true;
  }

  /** Returns when all of it is on the disk. */
  sync(): void {
    this.flush();
    if (this.#dirty) syncFile(this.#path);
    this.#dirty = false;
  }

  /** SHA-256 (hex) of all that was written so far. */
  sha256(): string {
    this.flush();
    return this.#hash.copy().digest("hex");
  }
}
