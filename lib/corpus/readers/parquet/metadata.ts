/**
 * What stands at the end of a parquet file: its columns and where they are.
 *
 * @module
 */
import { type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from "hyparquet";
import { unparsable, wrongKind } from "../../../errors.ts";
import { damaged, type FileAt, guarded } from "../file_at.ts";
import type { TextChunk } from "./column_pages.ts";

/** A file's columns and row groups. */
export interface ParquetFile {
  /** Paths of the columns that hold values, with dots. */
  readonly columns: readonly string[];
  /** Whether a column has texts, one a row. */
  isText(column: string): boolean;
  /** Rows of each row group. */
  readonly groups: readonly number[];
  /** Where a column's pages of a row group are. */
  chunk(group: number, column: string): TextChunk;
}

const MAGIC = "PAR1", TAIL = 8;

/** Reads a parquet file's end. @throws {SyntaxError} when it is no parquet file, or damaged. */
export function parquetFile(file: FileAt): ParquetFile {
  const { path, size } = file;
  const mark = (at: number) => String.fromCharCode(...file.read(at, MAGIC.length));
  if (size < MAGIC.length + TAIL || mark(0) !== MAGIC) {
    throw unparsable(`${path}: not a parquet file (it does not begin with ${MAGIC})`);
  }
  if (mark(size - 4) === "PARE") throw wrongKind(`${path}: this parquet file is encrypted, which cannot be read`);
  if (mark(size - 4) !== MAGIC) {
    throw unparsable(`${path}: cut off (it does not end with ${MAGIC}); download or make the file again`);
  }
  return guarded(path, () => {
    const length = new DataView(file.read(size - TAIL, 4).buffer).getUint32(0, true);
    if (length > size - TAIL - MAGIC.length) throw new Error(`a description of ${length} bytes`);
    const metadata = parquetMetadata(file.read(size - TAIL - length, length + TAIL), { geoparquet: false });
    return described(path, metadata, size - TAIL - length);
  });
}

/** @param end where the columns end. */
function described(path: string, metadata: FileMetaData, end: number): ParquetFile {
  const leaves = new Map<string, SchemaTree[]>();
  collect([parquetSchema(metadata)], leaves);
  const groups = metadata.row_groups.map((group) => {
    const rows = Number(group.num_rows);
    if (!Number.isSafeInteger(rows) || rows < 0) throw new Error(`a row group of ${rows} rows`);
    return rows;
  });
  const rows = groups.reduce((sum, n) => sum + n, 0);
  if (rows !== Number(metadata.num_rows)) throw new Error(`${metadata.num_rows} rows, of which ${rows} are in groups`);

  return {
    columns: [...leaves.keys()],
    isText(column) {
      const leaf = leaves.get(column);
      return leaf !== undefined && leaf.at(-1)!.element.type === "BYTE_ARRAY" &&
        leaf.every(({ element }) => element.repetition_type !== "REPEATED");
    },
    groups,
    chunk(group, column) {
      const where = `${path}: row group ${group}, column "${column}"`;
      const found = metadata.row_groups[group].columns.find((c) => c.meta_data?.path_in_schema.join(".") === column);
      const meta = found?.meta_data;
      if (!meta) throw damaged(where, "the column is not there");
      if (found.file_path) throw wrongKind(`${where}: it is in another file (${found.file_path}), which is not read`);
      if (meta.type !== "BYTE_ARRAY") throw damaged(where, `values of type ${meta.type}`);
      const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
      const stop = start + Number(meta.total_compressed_size);
      if (!(start >= MAGIC.length && stop >= start && stop <= end)) {
        throw damaged(where, `pages at ${start} to ${stop}`);
      }
      if (Number(meta.num_values) !== groups[group]) {
        throw damaged(where, `${meta.num_values} values, one a row wanted`);
      }
      const optionalLevels =
        leaves.get(column)!.slice(1).filter((s) => s.element.repetition_type !== "REQUIRED").length;
      return { name: column, where, codec: `${meta.codec}`, optionalLevels, start, end: stop, rows: groups[group] };
    },
  };
}

/** Paths from the root to each leaf, by name. */
function collect(path: SchemaTree[], leaves: Map<string, SchemaTree[]>): void {
  const node = path.at(-1)!;
  if (node.children.length === 0 && path.length > 1) leaves.set(node.path.join("."), path);
  for (const child of node.children) collect([...path, child], leaves);
}
