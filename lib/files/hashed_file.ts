/**
 * A file that only grows and knows its SHA-256.
 *
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { wrongKind } from "../errors.ts";
import { denoFiles } from "./deno_files.ts";
import type { Files } from "./files.ts";
import { feed } from "./hash_file.ts";
import { writeAll } from "./write_durably.ts";

/** Bytes gathered before they are written. */
const BUFFER = 1 << 16;
/** Larger things are written in pieces of so many bytes, each hashed while it is in the processor's cache. */
const PIECE = 1 << 20;

/** How a hashed file begins. */
export interface HashedFileOptions {
  /** Bytes to keep of what is there; the rest is cut off. Default 0. */
  readonly keep?: number;
  /** For the message when there are fewer: what to do then. */
  readonly advice?: string;
  /** Default: Deno's. */
  readonly files?: Files;
}

/** A file written at its end. It is open only while it is written, so that a thousand of them cost no descriptors. */
export class HashedFile {
  readonly #path: string;
  readonly #files: Files;
  readonly #hash: Hash = createHash("sha256");
  #buffer = new Uint8Array(1 << 12);
  #used = 0;
  #written = 0;
  #dirty = true;
  /** A write has failed: nobody knows how much of it is in the file. */
  #broken = false;

  /** @throws {TypeError} when the file is shorter than what should be kept. */
  constructor(path: string, { keep = 0, advice, files = denoFiles }: HashedFileOptions = {}) {
    this.#path = path;
    this.#files = files;
    using file = files.open(path, keep === 0 ? "empty" : "change");
    if (keep === 0) return;
    this.#written = feed(this.#hash, file, keep);
    if (this.#written < keep) {
      throw wrongKind(`${path}: this unfinished file was altered${advice === undefined ? "" : `; ${advice}`}`);
    }
    file.truncate(keep);
  }

  /** Bytes so far. */
  get length(): number {
    return this.#written + this.#used;
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
    if (this.#broken) throw new Error(`${this.#path}: a write to it has failed before; it must be opened anew`);
    this.#broken = this.#dirty = true;
    using file = this.#files.open(this.#path, "end");
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      this.#hash.update(piece);
      writeAll(file, piece);
    }
    this.#written += bytes.length;
    this.#broken = false;
  }

  /** Returns when all of it is on the disk. */
  sync(): void {
    this.flush();
    if (!this.#dirty) return;
    using file = this.#files.open(this.#path, "change");
    file.sync();
    this.#dirty = false;
  }

  /** SHA-256 (hex) of all that was written so far. */
  sha256(): string {
    this.flush();
    return this.#hash.copy().digest("hex");
  }
}
