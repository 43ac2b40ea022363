/** What the tests of readers share. */
import { deepEqual } from "../../assert.ts";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { openBytes } from "../../../lib/corpus/readers/decompress.ts";
import { type LineRun, lineRuns } from "../../../lib/corpus/readers/lines.ts";
import type { ReaderOptions, SourceDocument, SourceProblem } from "../../../lib/corpus/document.ts";

export { withFiles } from "../../tables/files.ts";

/** A test that fails on files left open and on work left running; Deno looks for neither unless told to. */
export function test(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, fn, sanitizeResources: true, sanitizeOps: true });
}

/** Bytes of a text. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** A frame of zstd, and a member of gzip. */
export const zst = (content: string | Uint8Array): Uint8Array => new Uint8Array(zstdCompressSync(content));
export const gz = (content: string | Uint8Array): Uint8Array => new Uint8Array(gzipSync(content));

/** Bytes one after another. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** All bytes of a file, and the error that reading it ended with. */
export async function readAll(path: string): Promise<{ bytes: Uint8Array; error?: Error }> {
  const bytes: number[] = [];
  try {
    for await (const chunk of openBytes(path)) for (const byte of chunk) bytes.push(byte);
  } catch (error) {
    return { bytes: new Uint8Array(bytes), error: error as Error };
  }
  return { bytes: new Uint8Array(bytes) };
}

/** Documents and problems of a reader. */
export async function readWith(
  read: (options: ReaderOptions) => AsyncIterable<SourceDocument>,
): Promise<{ documents: SourceDocument[]; problems: SourceProblem[] }> {
  const problems: SourceProblem[] = [];
  const documents = await Array.fromAsync(read({ onProblem: (problem) => problems.push(problem) }));
  return { documents, problems };
}

/** Lines and faults of bytes that come in chunks of a given size; every chunk stands in the same buffer. */
export async function linesOf(
  bytes: Uint8Array,
  chunk: number,
  longest?: number,
): Promise<{ lines: string[]; faults: Record<number, string> }> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(chunk);
    for (let at = 0; at < bytes.length; at += chunk) {
      const n = Math.min(chunk, bytes.length - at);
      buffer.set(bytes.subarray(at, at + n));
      yield buffer.subarray(0, n);
      buffer.fill(0x21); // what was not copied is lost
    }
  }
  const lines: string[] = [], faults: Record<number, string> = {};
  const runs: LineRun[] = await Array.fromAsync(lineRuns(chunks(), longest));
  for (const run of runs) {
    deepEqual(run.first, lines.length + 1);
    run.faults?.forEach((fault, i) => faults[run.first + i] = fault);
    lines.push(...run.lines);
  }
  return { lines, faults };
}
