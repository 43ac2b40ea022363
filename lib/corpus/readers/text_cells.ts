/**
 * What the readers of columns (parquet, Arrow) share: texts out of bytes, and columns that are not there.
 *
 * @module
 */
import { unparsable, wrongKind } from "../../errors.ts";
import { nearest } from "../../nearest.ts";

/** A value of a column of texts: the text, null where there is none, undefined where the bytes are not UTF-8. */
export type Cell = string | null | undefined;

/** Refuses what is not UTF-8, and keeps a byte order mark out of the text. */
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Bytes as a text without the byte order mark it may begin with; undefined when they are not UTF-8. */
export function cellOf(bytes: Uint8Array): Cell {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error; // longer than any string may be
  }
}

/** What is wrong with a cell that holds no text. */
export function faultOf(column: string, cell: null | undefined | ""): string {
  if (cell === "") return `"${column}" is empty`;
  return cell === null ? `"${column}" is missing (null)` : `"${column}" is not UTF-8`;
}

/** A function that gives the values of some blocks one after the other. */
export function oneByOne<T>(blocks: Iterator<T[]>, where: string): () => T {
  let block: T[] = [], at = 0;
  return () => {
    while (at === block.length) {
      const next = blocks.next();
      if (next.done) throw unparsable(`${where}: damaged: this column has fewer rows than another`);
      [block, at] = [next.value, 0];
    }
    return block[at++];
  };
}

/** Columns that are known to hold the source, most telling first. */
export const SOURCE_COLUMNS: readonly string[] = [
  "meta.redpajama_set_name",
  "meta.pile_set_name",
  "redpajama_set_name",
  "pile_set_name",
  "red_pajama_subset",
  "domain",
];

/** The error for a column that is not there, or not of the kind that is wanted. */
export function noSuchColumn(
  path: string,
  name: string,
  columns: readonly string[],
  kind: string,
  option: string,
): Error {
  if (columns.includes(name)) {
    return wrongKind(`${path}: the column "${name}" does not hold ${kind}; name another with the option ${option}`);
  }
  const like = nearest(name, columns), hint = like === undefined ? "" : ` (did you mean ${like}?)`;
  return wrongKind(
    `${path}: there is no column "${name}"${hint}; its columns are ${columns.join(", ")}; ` +
      `name the one to use with the option ${option}`,
  );
}

/** The error where nothing tells the domain. */
export function noDomain(path: string, columns: readonly string[]): Error {
  return wrongKind(
    `${path}: no column is known to hold the domain; its columns are ${columns.join(", ")}; ` +
      `name one with the option source, or give one name for all with the option domain, or put each domain into a ` +
      `folder of its own`,
  );
}
