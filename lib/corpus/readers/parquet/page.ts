/**
 * One data page of a column of texts.
 *
 * @module
 */
import type { PageHeader } from "hyparquet";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import { wrongKind } from "../../../errors.ts";
import { type Cell, cellOf } from "../text_cells.ts";
import { hybrid } from "./hybrid.ts";

/** What is needed to know of a column to read its pages. */
export interface TextColumn {
  /** Its path with dots, for messages. */
  readonly name: string;
  /** Compression of its pages. */
  readonly codec: string;
  /** How many of the levels of its path may be absent: a value is there when its definition level is this. */
  readonly optionalLevels: number;
  /** File and column, for messages. */
  readonly where: string;
}

/** A data page's bytes, decompressed, the levels apart. */
export interface DataPage {
  readonly count: number;
  readonly encoding: string;
  readonly levels: Uint8Array | undefined;
  readonly values: Uint8Array;
}

/** Cells of a data page. @throws {Error} when the bytes make no sense. */
export function pageCells(page: DataPage, column: TextColumn, dictionary: readonly Cell[] | undefined): Cell[] {
  const { count } = page;
  if (page.levels === undefined) return texts(page, count, column, dictionary);
  const levels = hybrid(page.levels, 32 - Math.clz32(column.optionalLevels), count);
  let present = 0;
  for (const level of levels) {
    if (level > column.optionalLevels) throw new Error(`a definition level of ${level}`);
    if (level === column.optionalLevels) present += 1;
  }
  const found = texts(page, present, column, dictionary);
  if (present === count) return found;
  let next = 0;
  return Array.from(levels, (level) => level === column.optionalLevels ? found[next++] : null);
}

/** The data page in a page's bytes. @throws {Error} when the bytes make no sense. */
export function dataPage(
  header: PageHeader,
  body: Uint8Array,
  column: TextColumn,
  decompress: (bytes: Uint8Array, size: number) => Uint8Array,
): DataPage {
  const size = header.uncompressed_page_size, { optionalLevels } = column;
  if (header.type === "DATA_PAGE_V2") {
    const v2 = header.data_page_header_v2;
    if (!v2) throw new Error("a page without its header");
    // Nothing repeats here, so there are no repetition levels; both kinds of levels stand before what is compressed.
    const first = v2.repetition_levels_byte_length, end = first + v2.definition_levels_byte_length;
    if (!(first >= 0 && end >= first && end <= body.length && end <= size)) {
      throw new Error("levels outside their page");
    }
    const packed = body.subarray(end);
    const values = v2.is_compressed === false ? packed : decompress(packed, size - end);
    const levels = optionalLevels === 0 ? undefined : body.subarray(first, end);
    return { count: v2.num_values, encoding: v2.encoding, levels, values };
  }
  const v1 = header.data_page_header;
  if (!v1) throw new Error("a page without its header");
  const bytes = decompress(body, size);
  if (optionalLevels === 0) return { count: v1.num_values, encoding: v1.encoding, levels: undefined, values: bytes };
  if (v1.definition_level_encoding !== "RLE") throw new Error(`levels encoded as ${v1.definition_level_encoding}`);
  const length = viewOf(bytes).getUint32(0, true);
  if (4 + length > bytes.length) throw new Error("levels outside their page");
  const levels = bytes.subarray(4, 4 + length);
  return { count: v1.num_values, encoding: v1.encoding, levels, values: bytes.subarray(4 + length) };
}

/** The texts of a dictionary page, which are always plain. */
export function plainTexts(bytes: Uint8Array, count: number): Cell[] {
  if (!(count >= 0 && count * 4 <= bytes.length)) throw new Error(`${count} texts in ${bytes.length} bytes`);
  const cells = new Array<Cell>(count), view = viewOf(bytes);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(at, true);
    at += 4 + length;
    if (at > bytes.length) throw new Error("a text goes beyond its page");
    cells[i] = cellOf(bytes.subarray(at - length, at));
  }
  return cells;
}

function texts(
  { encoding, values }: DataPage,
  count: number,
  column: TextColumn,
  dictionary?: readonly Cell[],
): Cell[] {
  if (count === 0) return [];
  if (encoding === "PLAIN") return plainTexts(values, count);
  if (encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY") {
    if (dictionary === undefined) throw new Error("a page needs a dictionary, and there is none before it");
    if (values.length === 0) throw new Error("a page is empty");
    return Array.from(hybrid(values.subarray(1), values[0], count), (index) => {
      if (index >= dictionary.length) throw new Error(`entry ${index} of a dictionary of ${dictionary.length}`);
      return dictionary[index];
    });
  }
  if (encoding === "DELTA_LENGTH_BYTE_ARRAY" || encoding === "DELTA_BYTE_ARRAY") {
    return deltaTexts(values, count, encoding === "DELTA_BYTE_ARRAY");
  }
  throw wrongKind(`${column.where}: texts encoded as ${encoding} cannot be read; write the file anew with plain texts`);
}

/** Texts after a list of their lengths, each after the part that it shares with the one before it if `shared`. */
function deltaTexts(bytes: Uint8Array, count: number, shared: boolean): Cell[] {
  const reader = { view: viewOf(bytes), offset: 0 };
  const prefixes = new Int32Array(count), suffixes = new Int32Array(count);
  if (shared) deltaBinaryUnpack(reader, count, prefixes);
  deltaBinaryUnpack(reader, count, suffixes);
  let at = reader.offset, last = new Uint8Array();
  return Array.from(suffixes, (length, i) => {
    const prefix = prefixes[i];
    if (prefix < 0 || prefix > last.length || length < 0 || at + length > bytes.length) {
      throw new Error("a text goes beyond its page");
    }
    const own = bytes.subarray(at, at += length);
    if (!shared) return cellOf(own);
    const whole = new Uint8Array(prefix + length);
    whole.set(last.subarray(0, prefix));
    whole.set(own, prefix);
    return cellOf(last = whole);
  });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
