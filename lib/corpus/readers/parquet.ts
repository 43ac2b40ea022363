/**
 * Hugging Face parquet: SlimPajama-6B, and any other files with a column of texts.
 *
 * @module
 */
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { damaged, FileAt } from "./file_at.ts";
import { domainFolder, reportMissingShards, splitOf } from "./hub_files.ts";
import { columnPages } from "./parquet/column_pages.ts";
import { type ParquetFile, parquetFile } from "./parquet/metadata.ts";
import { reporter } from "./problems.ts";
import { type FileKind, type SourceFile, sourceFiles } from "./source_files.ts";
import { faultOf, noDomain, noSuchColumn, oneByOne, SOURCE_COLUMNS } from "./text_cells.ts";

/**
 * Options of {@link readParquet}.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { type ParquetOptions, readParquet } from "@mixlab/mixlab/train";
 *
 * const options: ParquetOptions = { text: "content", source: "meta.language" };
 * await rejects(readParquet("no/such/folder", options).next(), /there is no such file/);
 * ```
 */
export interface ParquetOptions extends ReaderOptions {
  /** Column that holds the text, with dots into structures; "text" by default. */
  readonly text?: string;
  /**
   * Column that holds the source, with dots into structures. By default the first of `meta.redpajama_set_name`,
   * `meta.pile_set_name`, `redpajama_set_name`, `pile_set_name`, `red_pajama_subset` and `domain` that is there, or
   * else the folder, where every domain has one.
   */
  readonly source?: string;
  /** Source of all documents, for files of one domain. */
  readonly domain?: string;
}

const PARQUET: FileKind = { pattern: /\.parquet$/i, called: ".parquet" };

/**
 * Documents of a parquet file, or of all parquet files below a folder (in the order of their paths).
 *
 * The split is that after which the file (`train-00000-of-00048-….parquet`) or a folder is named. One page of each of
 * two columns is held at a time, so row groups may be of any size. Compressions: none, Snappy, gzip, zstd.
 * A byte order mark in front of a text is left out. Rows count from 0, in `where` as in Python. Reported as problems:
 * rows whose text or source is missing or is not UTF-8, and missing shards of a set. Pages carry a checksum only where
 * the writer was asked for one; without it, altered bytes inside a text cannot be told.
 *
 * @throws {TypeError} when there is nothing to read, a column is missing (its message lists those that are there) or
 *   holds no texts.
 * @throws {SyntaxError} when a file is no parquet file, damaged or cut off, or at the first problem when there is no
 *   `onProblem`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readParquet } from "@mixlab/mixlab/train";
 *
 * const sources = new Set<string>();
 * for await (const { source } of readParquet("tests/golden/corpus/slimpajama")) sources.add(source);
 * equal([...sources].sort().join(), "RedPajamaArXiv,RedPajamaC4,RedPajamaGithub");
 * ```
 */
export async function* readParquet(path: string, options: ParquetOptions = {}): AsyncGenerator<SourceDocument> {
  const report = reporter(options), { onBytes } = options;
  const files = await sourceFiles(path, [PARQUET], report);
  if (files.length > 1) reportMissingShards(files, report);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  for (const file of files) {
    yield* documents(file, options, report, (at) => onBytes?.(before + at, total));
    onBytes?.(before += file.size, total);
  }
}

function* documents(
  { path, parts }: SourceFile,
  options: ParquetOptions,
  report: (where: string, message: string) => void,
  onPlace: (at: number) => void,
): Generator<SourceDocument> {
  using file = new FileAt(path);
  const columns = parquetFile(file), text = wanted(path, columns, options.text ?? "text", "text");
  const source = sourceColumn(path, columns, options);
  const folder = options.domain ?? domainFolder(parts.slice(0, -1));
  if (source === undefined && folder === undefined) {
    throw noDomain(path, columns.columns);
  }
  const split = splitOf(parts), splitting = split === undefined ? {} : { split };
  let row = 0;
  for (let group = 0; group < columns.groups.length; group++) {
    const chunk = columns.chunk(group, text);
    const names = source === undefined
      ? undefined
      : oneByOne(columnPages(file, columns.chunk(group, source)), chunk.where);
    let read = 0;
    for (const page of columnPages(file, chunk)) {
      read += page.length;
      for (const cell of page) {
        const where = `${path}:row ${row++}`, from = names === undefined ? folder! : names();
        if (typeof from !== "string" || from === "") report(where, faultOf(source!, from));
        else if (typeof cell !== "string") report(where, faultOf(text, cell));
        else yield { source: from, text: cell, where, ...splitting };
      }
      onPlace(chunk.start + Math.floor((chunk.end - chunk.start) * read / chunk.rows));
    }
    if (read !== chunk.rows) throw damaged(chunk.where, `${read} of ${chunk.rows} rows`);
  }
}

function sourceColumn(path: string, file: ParquetFile, { source, domain }: ParquetOptions): string | undefined {
  if (source !== undefined) return wanted(path, file, source, "source");
  return domain === undefined ? SOURCE_COLUMNS.find((name) => file.isText(name)) : undefined;
}

/** A column's name. @throws {TypeError} when it is not there or holds no texts. */
function wanted(path: string, file: ParquetFile, name: string, option: string): string {
  if (file.isText(name)) return name;
  throw noSuchColumn(path, name, file.columns, "one text a row", option);
}
