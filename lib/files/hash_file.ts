/**
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { denoFiles } from "./deno_files.ts";
import type { Files, OpenFile } from "./files.ts";

const PIECE = 1 << 22;

/** SHA-256 (hex) of a file's first `length` bytes and how many there were; without `length`, of all. */
export function hashFile(path: string, length = Infinity, files: Files = denoFiles): { bytes: number; sha256: string } {
  const hash = createHash("sha256");
  using file = files.open(path, "read");
  const bytes = feed(hash, file, length);
  return { bytes, sha256: hash.digest("hex") };
}

/** Hashes what comes next in a file, at most so many bytes; says how many came. */
export function feed(hash: Hash, file: OpenFile, length: number): number {
  const piece = new Uint8Array(Math.min(PIECE, length));
  let done = 0;
  for (let n; done < length && (n = file.read(piece.subarray(0, length - done))) > 0; done += n) {
    hash.update(piece.subarray(0, n));
  }
  return done;
}
