/**
 * The pages of a column of texts, one after the other: only one page is held at a time, however large its row group.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import type { PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { type FileAt, guarded } from "../file_at.ts";
import type { Cell } from "../text_cells.ts";
import { decompress } from "./codecs.ts";
import { dataPage, pageCells, plainTexts, type TextColumn } from "./page.ts";

/** Bytes read at a time: a page of the usual size, compressed. */
const WINDOW = 1 << 18;
/** No page holds more bytes than a string may have letters. */
const LARGEST_PAGE = 2 ** 30;

/** A chunk of a column: its pages in one row group. */
export interface TextChunk extends TextColumn {
  /** Where its first page begins. */
  readonly start: number;
  /** Where its last page ends. */
  readonly end: number;
  /** Values in it, null ones too: as many as the row group has rows. */
  readonly rows: number;
}

/** Cells of a chunk, a page at a time. @throws {SyntaxError} when the bytes make no sense. */
export function* columnPages(file: FileAt, chunk: TextChunk): Generator<Cell[]> {
  const window = new Window(file, chunk);
  const unpack = (bytes: Uint8Array, size: number) => decompress(chunk.codec, bytes, size, chunk.where);
  let dictionary: Cell[] | undefined;
  for (let left = chunk.rows; left > 0;) {
    const cells = guarded(chunk.where, () => {
      const { header, body } = window.page();
      if (header.type === "DICTIONARY_PAGE") {
        const bytes = unpack(body, header.uncompressed_page_size);
        dictionary = plainTexts(bytes, header.dictionary_page_header?.num_values ?? -1);
      } else if (header.type === "DATA_PAGE" || header.type === "DATA_PAGE_V2") {
        const count = (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? -1;
        if (!(count >= 0 && count <= left)) throw new Error(`a page of ${count} rows where ${left} are left`);
        left -= count;
        return pageCells(dataPage(header, body, chunk, unpack), chunk, dictionary);
      } else if (header.type !== "INDEX_PAGE") throw new Error("a page of no known kind");
    });
    if (cells) yield cells;
  }
}

/** A part of the file that is in memory, and moves on. */
class Window {
  readonly #file: FileAt;
  readonly #end: number;
  #bytes: Uint8Array = new Uint8Array();
  /** Where the first byte stands in the file. */
  #at: number;

  constructor(file: FileAt, { start, end }: TextChunk) {
    [this.#file, this.#at, this.#end] = [file, start, end];
  }

  /** The next page. */
  page(): { header: PageHeader; body: Uint8Array } {
    const header = this.#header(), size = header.compressed_page_size, whole = header.uncompressed_page_size;
    if (!(size >= 0 && whole >= 0 && whole <= LARGEST_PAGE)) throw new Error(`a page of ${size} bytes, of ${whole}`);
    if (size > this.#end - this.#at) throw new Error("a page goes beyond its column");
    this.#want(size);
    const body = this.#bytes.subarray(0, size);
    this.#skip(size);
    if (header.crc !== undefined && crc32(body) !== header.crc >>> 0) throw new Error("a page's checksum is wrong");
    return { header, body };
  }

  #header(): PageHeader {
    // The length of a header is known only from within: it may hold the least and the greatest text of its page.
    for (let wanted = 1 << 10;; wanted *= 8) {
      this.#want(Math.min(wanted, this.#end - this.#at));
      const { buffer, byteOffset, byteLength } = this.#bytes;
      const reader = { view: new DataView(buffer, byteOffset, byteLength), offset: 0 };
      try {
        const header = parquetHeader(reader);
        this.#skip(reader.offset);
        return header;
      } catch (error) {
        if (wanted >= this.#end - this.#at) throw error;
      }
    }
  }

  #skip(n: number): void {
    this.#bytes = this.#bytes.subarray(n);
    this.#at += n;
  }

  /** Makes sure that n bytes are in memory. */
  #want(n: number): void {
    if (this.#bytes.length >= n) return;
    const kept = this.#bytes, size = Math.min(Math.max(n, WINDOW), this.#end - this.#at);
    const bytes = new Uint8Array(size);
    bytes.set(kept);
    this.#file.fill(this.#at + kept.length, bytes.subarray(kept.length));
    this.#bytes = bytes;
  }
}
