/**
 * The record batches of an Arrow file (Apache Arrow, format/Columnar.rst, "IPC streaming format"), as places in the
 * file: nothing of them is read before it is wanted, so they may be of any size.
 *
 * @module
 */
import { unparsable, wrongKind } from "../../../errors.ts";
import { damaged, type FileAt, guarded } from "../file_at.ts";
import { byte, items, long, longAt, root, short, type Table, table } from "./flatbuffer.ts";
import { type ArrowField, BUFFERS, schemaFields } from "./schema.ts";

/** Part of a file. */
export interface Place {
  readonly at: number;
  readonly length: number;
}

/** A column of one batch. */
export interface BatchColumn {
  readonly field: ArrowField;
  /** Values. */
  readonly length: number;
  /** Values that are null. */
  readonly nulls: number;
  readonly buffers: readonly Place[];
  readonly children: readonly BatchColumn[];
}

/** Rows that were written together. */
export interface Batch {
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
  /** Where the batch ends in the file. */
  readonly end: number;
}

const SCHEMA = 1, DICTIONARY = 2, RECORDS = 3;
const FILE_MAGIC = "ARROW1", GO_ON = 0xffffffff;
/** More than any description of a batch takes. */
const LARGEST_DESCRIPTION = 1 << 26;

/** The columns of a file, and its batches. @throws {SyntaxError} when it is no Arrow file, or damaged. */
export function arrowBatches(file: FileAt): { fields: readonly ArrowField[]; batches: Generator<Batch> } {
  const { path } = file;
  const inFile = file.size >= 8 && String.fromCharCode(...file.read(0, 6)) === FILE_MAGIC;
  const messages = walk(file, inFile);
  const first = guarded(path, () => messages.next());
  if (first.done || first.value.kind !== SCHEMA) throw unparsable(`${path}: not an Arrow file (no schema comes first)`);
  const fields = guarded(path, () => {
    if (short(first.value.header, 0) !== 0) throw new Error("its numbers are big-endian");
    return schemaFields(first.value.header);
  });
  return { fields, batches: batchesOf(path, messages, fields) };
}

function* batchesOf(path: string, messages: Iterator<Message>, fields: readonly ArrowField[]): Generator<Batch> {
  for (;;) {
    const next = guarded(path, () => messages.next());
    if (next.done) return;
    const { kind, header, body } = next.value;
    if (kind === DICTIONARY) continue; // needed only by columns that are refused where they are asked for
    if (kind !== RECORDS) throw damaged(path, `a message of kind ${kind}`);
    yield guarded(path, () => batch(path, header, body, fields));
  }
}

interface Message {
  readonly kind: number;
  readonly header: Table;
  readonly body: Place;
}

/** The messages one after the other, up to the mark of the end, which has to be there. */
function* walk(file: FileAt, inFile: boolean): Generator<Message> {
  const number = (at: number) => new DataView(file.read(at, 4).buffer).getUint32(0, true);
  for (let at = inFile ? 8 : 0;;) {
    if (at === file.size) throw unparsable(`${file.path}: cut off (no mark of the end); make the file again`);
    let length = number(at);
    at += 4;
    if (length === GO_ON) { // since Arrow 0.15 the length follows this mark
      length = number(at);
      at += 4;
    }
    if (length === 0) {
      if (!inFile && at !== file.size) throw new Error(`${file.size - at} bytes after the end`);
      return;
    }
    if (length > LARGEST_DESCRIPTION) throw new Error(`a description of ${length} bytes`);
    const message = root(file.read(at, length)), header = table(message, 2), size = long(message, 3);
    at += length;
    if (header === undefined) throw new Error("a message without a header");
    if (at + size > file.size) throw new Error(`a batch ends at ${at + size}, the file at ${file.size}`);
    yield { kind: byte(message, 1), header, body: { at, length: size } };
    at += size;
  }
}

function batch(path: string, header: Table, body: Place, fields: readonly ArrowField[]): Batch {
  if (table(header, 3) !== undefined) {
    throw wrongKind(
      `${path}: its batches are compressed, which cannot be read; write it anew with datasets' save_to_disk`,
    );
  }
  const { view } = header, rows = long(header, 0);
  const nodes = items(header, 1, 16), buffers = items(header, 2, 16);
  let node = 0, buffer = 0;
  const column = (field: ArrowField): BatchColumn => {
    const from = node++;
    if (from >= nodes.length) throw new Error("a column without a size");
    const length = longAt(view, nodes[from]), nulls = longAt(view, nodes[from] + 8);
    if (nulls > length) throw new Error(`${nulls} nulls among ${length} values`);
    // An index into a dictionary is stored like a whole number, whatever the dictionary holds.
    const kind = field.dictionary ? "int" : field.type.kind;
    const own = Array.from({ length: BUFFERS[kind] }, () => {
      const at = buffers[buffer++];
      if (at === undefined) throw new Error("a column without its buffers");
      const start = longAt(view, at), size = longAt(view, at + 8);
      if (start + size > body.length) throw new Error("a column goes beyond its batch");
      return { at: body.at + start, length: size };
    });
    const children = field.dictionary ? [] : field.children.map(column);
    return { field, length, nulls, buffers: own, children };
  };
  const columns = fields.map((field) => {
    const made = column(field);
    if (made.length !== rows) throw new Error(`column "${field.name}" has ${made.length} values for ${rows} rows`);
    return made;
  });
  if (node !== nodes.length || buffer !== buffers.length) throw new Error("more columns than the schema has");
  return { rows, columns, end: body.at + body.length };
}
