/**
 * A file's bytes as text, with limits that keep a wrong file from filling the memory.
 *
 * @module
 */
import { got, outOfRange, unparsable, wrongKind } from "../errors.ts";

/** Longest line of a table or log, in bytes. */
export const LONGEST_LINE = 1 << 20;
/** Largest table or log, in bytes. */
export const LARGEST_FILE = 64 << 20;

const LF = 10, CR = 13;

/**
 * The whole text of a UTF-8 file.
 *
 * The file is read in pieces, so that one that is no table (a binary, one endless line) is refused after its first
 * {@link LONGEST_LINE} bytes and not after all of them.
 *
 * @throws {TypeError} when the path is a directory, or cannot be read.
 * @throws {RangeError} when a line or the file is longer than its limit.
 * @throws {SyntaxError} when the bytes are not UTF-8, with the line and column of the first that is not.
 */
export async function readText(path: string): Promise<string> {
  return decodeText(await readBytes(path, LARGEST_FILE, LONGEST_LINE), path);
}

/** The bytes of a file of limited size and, where a limit is given, of limited lines. */
export async function readBytes(path: string, largest: number, longestLine = Infinity): Promise<Uint8Array> {
  try {
    if ((await Deno.stat(path)).isDirectory) throw wrongKind(`${path}: wanted a file, got a directory`);
    using file = await Deno.open(path);
    return await gather(file, path, largest, longestLine);
  } catch (error) {
    throw unreadable(error, path);
  }
}

/** A fault of the file system as an error for the user; any other error as it is. */
export function unreadable(error: unknown, path: string): unknown {
  if (error instanceof Deno.errors.NotFound) return wrongKind(`${path}: there is no such file`);
  if (error instanceof Deno.errors.NotCapable) {
    return wrongKind(`${path}: Deno may not read it; run with --allow-read`);
  }
  if (error instanceof Deno.errors.PermissionDenied) return wrongKind(`${path}: its permissions forbid reading it`);
  if (error instanceof Deno.errors.IsADirectory || error instanceof Deno.errors.NotADirectory) {
    return wrongKind(`${path}: wanted a file (${error.message})`);
  }
  // Names that no file system takes.
  if (path === "" || (error instanceof TypeError && path.includes("\0"))) {
    return wrongKind(`${got(path)}: not a file name`);
  }
  return error;
}

async function gather(file: Deno.FsFile, path: string, largest: number, longestLine: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0, line = 1, lineStart = 0;
  for (;;) {
    const piece = new Uint8Array(1 << 16);
    const n = await file.read(piece);
    if (n === null) break;
    pieces.push(piece.subarray(0, n));
    for (let i = piece.indexOf(LF); i >= 0 && i < n; i = piece.indexOf(LF, i + 1)) {
      refuseLongLine(size + i - lineStart, path, line, longestLine);
      line += 1;
      lineStart = size + i + 1;
    }
    size += n;
    refuseLongLine(size - lineStart, path, line, longestLine);
    if (size > largest) {
      throw outOfRange(
        `${path}: wanted a file of at most ${largest >> 20} MiB; split it, or keep the rows that matter`,
      );
    }
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function refuseLongLine(length: number, path: string, line: number, longest: number): void {
  if (length <= longest) return;
  throw outOfRange(
    `${path}:${line}:${longest + 1}: this line is longer than ${
      longest >> 20
    } MiB; wanted a table with a row on each line`,
  );
}

/** Text held in memory, under the limits of {@link readText}. */
export function checkText(text: string, name: string): string {
  if (text.length > LARGEST_FILE) throw outOfRange(`${name}: wanted a text of at most ${LARGEST_FILE >> 20} MiB`);
  for (let start = 0, line = 1; start < text.length; line++) {
    const end = text.indexOf("\n", start);
    refuseLongLine((end < 0 ? text.length : end) - start, name, line, LONGEST_LINE);
    if (end < 0) break;
    start = end + 1;
  }
  return text;
}

/**
 * UTF-8 bytes as text; a byte order mark is dropped.
 *
 * @throws {SyntaxError} with the line and column of the first byte that is not UTF-8.
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const bad = firstBadByte(bytes);
    const { line, column } = place(bytes, bad);
    const hex = bytes[bad].toString(16).toUpperCase().padStart(2, "0");
    throw unparsable(`${name}:${line}:${column}: byte 0x${hex} is not UTF-8; save the file as UTF-8${guess(bytes)}`);
  }
}

function guess(bytes: Uint8Array): string {
  const mark = bytes[0] << 8 | bytes[1];
  if (mark === 0xfffe || mark === 0xfeff) return " (it looks like UTF-16)";
  return " (it may be Latin-1 or Windows-1252)";
}

/** Index of the first byte that begins no valid sequence: found by halving on "the bytes so far can go on". */
function firstBadByte(bytes: Uint8Array): number {
  let good = decodes(bytes) ? bytes.length : 0;
  for (let bad = bytes.length; bad - good > 1;) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  // A sequence that was begun and not completed can go on: its first byte is the one that cannot be read.
  let start = good;
  while (start > 0 && good - start < 3 && !complete(bytes.subarray(0, start))) start -= 1;
  return start;
}

function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function complete(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function place(bytes: Uint8Array, at: number): { line: number; column: number } {
  let line = 1, start = 0;
  for (let i = 0; i < at; i++) {
    if (bytes[i] === LF || (bytes[i] === CR && bytes[i + 1] !== LF)) {
      line += 1;
      start = i + 1;
    }
  }
  return { line, column: new TextDecoder().decode(bytes.subarray(start, at)).length + 1 };
}
