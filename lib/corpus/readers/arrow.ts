/**
 * Hugging Face datasets as `save_to_disk` writes them: folders of Arrow files.
 *
 * @module
 */
import type { ReaderOptions, SourceDocument } from "../document.ts";
import { type ArrowFolder, arrowFolders } from "./arrow_files.ts";
import { arrowBatches, type Batch } from "./arrow/batches.ts";
import { columnPath, fieldAt, isNumber, isText } from "./arrow/lookup.ts";
import { type ArrowField, paths } from "./arrow/schema.ts";
import { namedNumbers, texts } from "./arrow/values.ts";
import { FileAt, guardedAll } from "./file_at.ts";
import { domainFolder, splitOf } from "./hub_files.ts";
import { reporter } from "./problems.ts";
import type { SourceFile } from "./source_files.ts";
import { type Cell, faultOf, noDomain, noSuchColumn, oneByOne, SOURCE_COLUMNS } from "./text_cells.ts";

/**
 * Options of {@link readArrow}.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { type ArrowOptions, readArrow } from "@mixlab/mixlab/train";
 *
 * const options: ArrowOptions = { text: "content", source: "meta.language" };
 * await rejects(readArrow("no/such/folder", options).next(), /there is no such file/);
 * ```
 */
export interface ArrowOptions extends ReaderOptions {
  /** Column that holds the text, with dots into structures; "text" by default. */
  readonly text?: string;
  /**
   * Column that holds the source, with dots into structures: texts, or numbers of classes. By default the first of
   * `meta.redpajama_set_name`, `meta.pile_set_name`, `redpajama_set_name`, `pile_set_name`, `red_pajama_subset` and
   * `domain` that is there, or else the folder, where every domain has one.
   */
  readonly source?: string;
  /** Source of all documents, for a dataset of one domain. */
  readonly domain?: string;
}

/**
 * Documents of a dataset written by `save_to_disk` (or of all of them below a folder, or of one .arrow file).
 *
 * The split is that after which a folder is named. Rows are read a few megabytes at a time, however large the batches.
 * A byte order mark in front of a text is left out. Rows count from 0, in each file. Reported as problems: rows whose
 * text or source is missing or is not UTF-8, and files that state.json lists and that are not there. Arrow files have
 * no checksums: altered bytes inside a text cannot be told.
 *
 * @throws {TypeError} when there is nothing to read, a column is missing (its message lists those that are there) or
 *   holds something else, or the batches are compressed.
 * @throws {SyntaxError} when a file is no Arrow file, damaged or cut off, or at the first problem when there is no
 *   `onProblem`.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readArrow } from "@mixlab/mixlab/train";
 *
 * const splits = new Map<string | undefined, number>();
 * for await (const { split } of readArrow("tests/golden/corpus/arrow/classes")) {
 *   splits.set(split, (splits.get(split) ?? 0) + 1);
 * }
 * deepEqual([...splits], [["test", 5], ["train", 12]]);
 * ```
 */
export async function* readArrow(path: string, options: ArrowOptions = {}): AsyncGenerator<SourceDocument> {
  const report = reporter(options), { onBytes } = options;
  const folders = await arrowFolders(path, report);
  const total = folders.flatMap(({ files }) => files).reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  for (const folder of folders) {
    for (const file of folder.files) {
      yield* documents(file, folder, options, report, (at) => onBytes?.(before + at, total));
      onBytes?.(before += file.size, total);
    }
  }
}

function* documents(
  { path, parts }: SourceFile,
  { classes }: ArrowFolder,
  options: ArrowOptions,
  report: (where: string, message: string) => void,
  onPlace: (at: number) => void,
): Generator<SourceDocument> {
  using file = new FileAt(path);
  const { fields, batches } = arrowBatches(file), { text = "text" } = options;
  if (!isText(fieldAt(fields, text))) throw noSuchColumn(path, text, paths(fields), "texts", "text");
  const source = sourceColumn(path, fields, options), folder = options.domain ?? domainFolder(parts.slice(0, -1));
  if (source === undefined && folder === undefined) throw noDomain(path, paths(fields));
  const split = splitOf(parts), splitting = split === undefined ? {} : { split };
  const names = source === undefined ? undefined : classes(source);
  let row = 0;
  for (const batch of batches) {
    const next = source === undefined ? undefined : oneByOne(sources(file, batch, source, names), path);
    for (const block of guardedAll(path, texts(file, columnPath(file, batch, text)))) {
      for (const cell of block) {
        const where = `${path}:row ${row++}`, from = next === undefined ? folder! : next();
        if (typeof from !== "string" || from === "") report(where, faultOf(source!, from));
        else if (typeof cell !== "string") report(where, faultOf(text, cell));
        else yield { source: from, text: cell, where, ...splitting };
      }
    }
    onPlace(batch.end);
  }
}

function sources(file: FileAt, batch: Batch, column: string, classes?: readonly string[]): Iterator<Cell[]> {
  const path = columnPath(file, batch, column);
  if (isText(path.at(-1)!.field)) return guardedAll(file.path, texts(file, path));
  return guardedAll(
    file.path,
    namedNumbers(file, path, (value) => {
      if (value === -1) return null; // what datasets writes where the class is not known
      if (classes === undefined) return `${value}`;
      if (value in classes) return classes[value];
      throw new Error(`class ${value} of ${classes.length} in column "${column}"`);
    }),
  );
}

function sourceColumn(path: string, fields: readonly ArrowField[], options: ArrowOptions): string | undefined {
  const { source, domain } = options,
    fits = (name: string) => {
      const field = fieldAt(fields, name);
      return isText(field) || isNumber(field);
    };
  if (source === undefined) return domain === undefined ? SOURCE_COLUMNS.find(fits) : undefined;
  if (!fits(source)) throw noSuchColumn(path, source, paths(fields), "texts or whole numbers", "source");
  return source;
}
