/**
 * Columns of an Arrow stream (Apache Arrow, format/Schema.fbs).
 *
 * @module
 */
import { byte, int, type Table, table, tables, text } from "./flatbuffer.ts";

/** What a column holds, and how many buffers it has. */
export interface ArrowType {
  readonly kind: keyof typeof BUFFERS;
  /** Bits of a whole number. */
  readonly bits: number;
  /** Whether a whole number has a sign. */
  readonly signed: boolean;
  /** Items of each list of a fixed size. */
  readonly size: number;
}

/** A column, or a member of one. */
export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  /** Whether it holds indices into a dictionary. */
  readonly dictionary: boolean;
  readonly children: readonly ArrowField[];
}

/** Buffers of each kind of column (format/Columnar.rst), the validity of the values included. */
export const BUFFERS = {
  null: 0,
  int: 2,
  float: 2,
  binary: 3,
  utf8: 3,
  bool: 2,
  decimal: 2,
  date: 2,
  time: 2,
  timestamp: 2,
  interval: 2,
  list: 2,
  struct: 1,
  fixedSizeBinary: 2,
  fixedSizeList: 1,
  map: 2,
  duration: 2,
  largeBinary: 3,
  largeUtf8: 3,
  largeList: 2,
};

/** Kinds by their number in the schema; those not here (unions, views, runs) cannot be read. */
const KINDS: readonly (keyof typeof BUFFERS | undefined)[] = [
  ...[undefined, "null", "int", "float", "binary", "utf8", "bool", "decimal", "date", "time", "timestamp"] as const,
  ...["interval", "list", "struct", undefined, "fixedSizeBinary", "fixedSizeList", "map", "duration"] as const,
  ...["largeBinary", "largeUtf8", "largeList"] as const,
];
/** More columns than any corpus has: a stop for altered files whose tables hold one another. */
const MOST = 4096;

/** The columns in a schema. @throws {Error} when a column is of a kind that cannot be read. */
export function schemaFields(schema: Table): ArrowField[] {
  let count = 0;
  const field = (at: Table): ArrowField => {
    if (++count > MOST) throw new Error(`more than ${MOST} columns`);
    const name = text(at, 0) ?? "", number = byte(at, 2), kind = KINDS[number], type = table(at, 3);
    if (kind === undefined) throw new Error(`column "${name}" is of kind ${number}, which cannot be read`);
    return {
      name,
      type: {
        kind,
        bits: kind === "int" && type ? int(type, 0) : 0,
        signed: kind === "int" && type ? byte(type, 1) !== 0 : false,
        size: kind === "fixedSizeList" && type ? int(type, 0) : 0,
      },
      dictionary: table(at, 4) !== undefined,
      children: tables(at, 5).map(field),
    };
  };
  return tables(schema, 1).map(field);
}

/** Paths of all columns and members, with dots. */
export function paths(fields: readonly ArrowField[], before = ""): string[] {
  return fields.flatMap(({ name, type, children }) =>
    type.kind === "struct" ? paths(children, `${before}${name}.`) : [before + name]
  );
}
