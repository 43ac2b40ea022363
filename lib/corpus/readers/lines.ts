/**
 * Bytes to lines.
 *
 * @module
 */

/** Lines longer than this many bytes are not held in memory: 256 MiB, what V8's longest text can take in any script. */
export const LONGEST_LINE = 1 << 28;

const LF = 10, CR = 13;
/** Bytes decoded in one go: texts above 128 KiB are kept apart by V8 and freed late, which shows in peak memory. */
const RUN = 1 << 14;

/** Lines that stand one after another. */
export interface LineRun {
  /** Number of the first of them in the file, from 1. */
  readonly first: number;
  /** Their text, without line ends; empty where a line has a fault. */
  readonly lines: readonly string[];
  /** What is wrong with a line, by its index in `lines`. */
  readonly faults?: ReadonlyMap<number, string>;
}

/**
 * Cuts UTF-8 bytes into lines, a run of lines at a time: a chunk's whole lines are decoded in one go, which is much
 * faster than one by one. The bytes of a line that spans chunks are kept as they come and joined once, so that lines of
 * many MB cost no more than short ones.
 *
 * A line ends with LF or CRLF, or where the file ends. A byte order mark at the very start of the file is dropped;
 * elsewhere it is text like any other. A line that is no UTF-8, or longer than `longest` bytes, is named in `faults`;
 * the others are not touched by it.
 *
 * @param chunks the bytes; a chunk need only be valid until the next is asked for.
 * @param longest longest line in bytes.
 */
export async function* lineRuns(
  chunks: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<LineRun> {
  let held: Uint8Array[] = [], heldBytes = 0, first = 1, overlong = false;
  const hold = (bytes: Uint8Array) => {
    if (overlong || bytes.length === 0) return;
    heldBytes += bytes.length;
    held.push(bytes.slice());
    // A mark of 3 bytes is not counted against the first line.
    if (heldBytes <= longest + 4) return;
    overlong = true;
    held = [];
    heldBytes = 0;
  };
  const release = (bytes: Uint8Array): Uint8Array => {
    const all = held.length === 0 ? bytes : joined([...held, bytes], heldBytes + bytes.length);
    held = [];
    heldBytes = 0;
    return first === 1 ? withoutMark(all) : all;
  };

  for await (const chunk of chunks) {
    let start = 0;
    const last = chunk.lastIndexOf(LF);
    if (overlong && last >= 0) {
      start = chunk.indexOf(LF) + 1;
      overlong = false;
      yield { first, lines: [""], faults: new Map([[0, tooLong(longest)]]) };
      first += 1;
    }
    while (start <= last) {
      const end = chunk.indexOf(LF, Math.min(start + RUN, last));
      const run = runOf(release(chunk.subarray(start, end)), first, longest);
      yield run;
      first += run.lines.length;
      start = end + 1;
    }
    hold(chunk.subarray(last + 1));
  }
  if (overlong) yield { first, lines: [""], faults: new Map([[0, tooLong(longest)]]) };
  else if (heldBytes > 0) {
    const last = release(new Uint8Array(0));
    if (last.length > 0) yield runOf(last, first, longest);
  }
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Lines of bytes whose last line end has been taken off. */
function runOf(bytes: Uint8Array, first: number, longest: number): LineRun {
  if (bytes.length <= longest) {
    try {
      return { first, lines: cut(strict.decode(bytes)) };
    } catch {
      // Some line is no UTF-8: below, one by one.
    }
  }
  const lines: string[] = [], faults = new Map<number, string>();
  for (let start = 0; start <= bytes.length;) {
    const found = bytes.indexOf(LF, start), end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(start, end > start && bytes[end - 1] === CR ? end - 1 : end);
    const fault = line.length > longest ? tooLong(longest) : notUtf8(line);
    if (fault !== undefined) faults.set(lines.length, fault);
    lines.push(fault === undefined ? strict.decode(line) : "");
    start = end + 1;
  }
  return { first, lines, faults };
}

function cut(text: string): string[] {
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line.charCodeAt(line.length - 1) === CR) lines[i] = line.slice(0, -1);
  }
  return lines;
}

/** Pieces of a known size in all as one. */
export function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function tooLong(longest: number): string {
  const limit = longest >= 1 << 20 ? `${longest >> 20} MiB` : `${longest} bytes`;
  return `the line is longer than ${limit}; wanted one document a line`;
}

/** What is wrong with bytes that are no UTF-8, if anything; the last word of the message is what they are. */
export function notUtf8(bytes: Uint8Array, of = "line"): string | undefined {
  const bad = firstBadByte(bytes);
  if (bad < 0) return undefined;
  const hex = bytes[bad].toString(16).toUpperCase().padStart(2, "0");
  return `not UTF-8: byte 0x${hex} at byte ${bad + 1} of the ${of}`;
}

/** Index of the byte where the first sequence begins that is no UTF-8 (Unicode 16, table 3-7), or −1. */
function firstBadByte(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i];
    if (lead < 0x80) {
      i += 1;
      continue;
    }
    const more = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
    if (more === 0) return i;
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (!(bytes[i + 1] >= low && bytes[i + 1] <= high)) return i;
    for (let k = 2; k <= more; k++) if ((bytes[i + k] & 0xc0) !== 0x80) return i;
    i += more + 1;
  }
  return -1;
}
