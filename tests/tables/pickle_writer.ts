/**
 * Writes pickles (protocol 3) of the shape of Aioli's law parameters: dictionaries with text, int and NumPy int64 keys,
 * lists of floats. Values come back as Python would load them; the bytes differ from Python's (nothing is shared).
 */

type Value = string | number | readonly number[] | ReadonlyMap<string | number | bigint, Value>;

/** Text, ints (number), NumPy int64 (bigint keys), lists of floats, dictionaries (Map). */
export function writePickle(value: Value): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([0x80, 3, ...write(value), op(".")]);
}

const op = (letter: string) => letter.charCodeAt(0);
const ascii = (text: string) => [...new TextEncoder().encode(text)];

function write(value: Value | bigint): number[] {
  if (typeof value === "string") {
    return [
      op("X"),
      ...number(4, (v) => v.setUint32(0, value.length, true)),
      ...ascii(value),
    ];
  }
  if (typeof value === "number") {
    if (Number.isInteger(value)) return [op("J"), ...number(4, (v) => v.setInt32(0, value, true))];
    return float(value);
  }
  if (typeof value === "bigint") {
    // numpy.core.multiarray.scalar(dtype("i8", False, True) with its state, 8 bytes)
    return [
      ...ascii("cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\n"),
      ...[...write("i8"), 0x89, 0x88, 0x87, op("R")],
      ...[
        op("("),
        ...write(3),
        ...write("<"),
        op("N"),
        op("N"),
        op("N"),
        ...write(-1),
        ...write(-1),
        ...write(0),
        op("t"),
      ],
      ...[op("b"), op("C"), 8, ...number(8, (v) => v.setBigInt64(0, value, true)), 0x86, op("R")],
    ];
  }
  if (value instanceof Map) {
    return [op("}"), op("("), ...[...value].flatMap(([k, v]) => [...write(k), ...write(v)]), op("u")];
  }
  return [op("]"), op("("), ...(value as readonly number[]).flatMap(float), op("e")];
}

const float = (x: number) => [op("G"), ...number(8, (v) => v.setFloat64(0, x, false))];

function number(length: number, set: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  set(new DataView(bytes.buffer));
  return bytes;
}
