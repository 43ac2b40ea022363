/**
 * Reading FlatBuffers (google/flatbuffers, "Internals"): just what Arrow's messages need. Every access goes through a
 * DataView, so altered offsets end in a RangeError.
 *
 * @module
 */

/** A table inside a buffer. */
export interface Table {
  readonly view: DataView;
  /** Where it begins. */
  readonly at: number;
}

/** The outermost table. */
export function root(bytes: Uint8Array): Table {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { view, at: view.getUint32(0, true) };
}

/** Where the field of that number stands; undefined when it has its default. */
function place({ view, at }: Table, field: number): number | undefined {
  const fields = at - view.getInt32(at, true), slot = 4 + 2 * field;
  if (slot >= view.getUint16(fields, true)) return undefined;
  const offset = view.getUint16(fields + slot, true);
  return offset === 0 ? undefined : at + offset;
}

export function byte(table: Table, field: number): number {
  const at = place(table, field);
  return at === undefined ? 0 : table.view.getUint8(at);
}

export function short(table: Table, field: number): number {
  const at = place(table, field);
  return at === undefined ? 0 : table.view.getInt16(at, true);
}

export function int(table: Table, field: number): number {
  const at = place(table, field);
  return at === undefined ? 0 : table.view.getInt32(at, true);
}

/** A 64-bit number. @throws {Error} when it is negative or beyond 2^53. */
export function long(table: Table, field: number): number {
  const at = place(table, field);
  return at === undefined ? 0 : longAt(table.view, at);
}

/** A 64-bit number at a place. @throws {Error} when it is negative or beyond 2^53. */
export function longAt(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`a size of ${value}`);
  return value;
}

export function table(parent: Table, field: number): Table | undefined {
  const at = place(parent, field);
  return at === undefined ? undefined : { view: parent.view, at: at + parent.view.getUint32(at, true) };
}

export function text(parent: Table, field: number): string | undefined {
  const { view } = parent, found = table(parent, field);
  if (found === undefined) return undefined;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + found.at + 4, view.getUint32(found.at, true));
  if (found.at + 4 + bytes.length > view.byteLength) throw new Error("a name goes too far");
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/**
 * Places of the items of a list, each of `size` bytes. @throws {Error} when the list goes beyond the buffer.
 */
export function items(parent: Table, field: number, size: number): number[] {
  const { view } = parent, found = table(parent, field);
  if (found === undefined) return [];
  const length = view.getUint32(found.at, true), first = found.at + 4;
  if (first + length * size > view.byteLength) throw new Error("a list goes too far");
  return Array.from({ length }, (_, i) => first + i * size);
}

/** The tables of a list of tables. */
export function tables(parent: Table, field: number): Table[] {
  const { view } = parent;
  return items(parent, field, 4).map((at) => ({ view, at: at + view.getUint32(at, true) }));
}
