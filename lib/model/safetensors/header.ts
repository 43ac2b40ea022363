import { got, outOfRange, unparsable, wrongKind } from "../../errors.ts";
import { object } from "../../text/json_values.ts";
import { decodeText } from "../../text/read_text.ts";
import { BYTES_OF_TYPE } from "./number_type.ts";

/** Where a tensor stands in a file. */
export interface TensorPlace {
  readonly name: string;
  /** As in the file: "F32", "BOOL", … */
  readonly type: string;
  readonly shape: readonly number[];
  /** How many numbers it has. */
  readonly size: number;
  /** First byte, from the head of the file. */
  readonly start: number;
  /** How many bytes. */
  readonly length: number;
}

/** What a file's header tells. */
export interface Header {
  /** In the order of their bytes. */
  readonly places: readonly TensorPlace[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Longest header, in bytes: that of the format's own library. */
const LONGEST = 100_000_000;

/**
 * The header of a safetensors file, checked: its tensors fill the rest of the file, each byte once.
 *
 * @param fileSize bytes of the whole file.
 * @param read fills an array from a byte of the file on.
 * @throws {SyntaxError} when the header is not what the format says.
 * @throws {TypeError | RangeError} when a member is of the wrong kind, or places are not sound.
 */
export function readHeader(fileSize: number, read: (at: number, target: Uint8Array) => void, source: string): Header {
  if (fileSize < 8) throw unparsable(`${source}: wanted a safetensors file, got only ${fileSize} bytes`);
  const head = new Uint8Array(8);
  read(0, head);
  const length = Number(new DataView(head.buffer).getBigUint64(0, true));
  if (length > LONGEST || length > fileSize - 8) {
    throw unparsable(
      `${source}: wanted a safetensors file, got one of ${fileSize} bytes whose first 8 tell of a header of ${length}; ` +
        "the file is cut short or of another format",
    );
  }
  const bytes = new Uint8Array(length);
  read(8, bytes);
  const { __metadata__: metadata = {}, ...tensors } = parse(decodeText(bytes, `${source}: header`), source);
  const texts = object(metadata, `${source}: __metadata__`);
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value !== "string") {
      throw wrongKind(`${source}: __metadata__: ${got(key)}: wanted a text, got ${got(value)}`);
    }
  }
  const data = 8 + length;
  const places = Object.entries(tensors).map(([name, entry]) => place(name, entry, data, source));
  places.sort((a, b) => a.start - b.start || a.length - b.length);
  let end = data, before = "the header";
  for (const { name, start, length } of places) {
    if (start !== end) {
      const what = start < end ? "overlap" : "leave a gap";
      throw outOfRange(`${source}: the bytes of ${before} and ${got(name)} ${what}; wanted each byte in one tensor`);
    }
    end = start + length;
    before = got(name);
  }
  if (end !== fileSize) {
    const many = end < fileSize ? `${fileSize - end} more` : `${end - fileSize} fewer`;
    throw outOfRange(`${source}: the file has ${fileSize} bytes, ${many} than its tensors need`);
  }
  return { places, metadata: texts as Record<string, string> };
}

function place(name: string, value: unknown, data: number, source: string): TensorPlace {
  const where = `${source}: tensor ${got(name)}`;
  const { dtype, shape, data_offsets: offsets } = object(value, where);
  if (typeof dtype !== "string" || !Object.hasOwn(BYTES_OF_TYPE, dtype)) {
    throw wrongKind(`${where}: dtype: wanted one of ${Object.keys(BYTES_OF_TYPE).join(", ")}, got ${got(dtype)}`);
  }
  if (!isCounts(shape)) throw wrongKind(`${where}: shape: wanted a list of whole numbers ≥ 0, got ${got(shape)}`);
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw wrongKind(`${where}: data_offsets: wanted two whole numbers ≥ 0 in order, got ${got(offsets)}`);
  }
  const size = shape.reduce((product, n) => product * n, 1), length = offsets[1] - offsets[0];
  if (size * BYTES_OF_TYPE[dtype] !== length) {
    throw outOfRange(
      `${where}: wanted ${size * BYTES_OF_TYPE[dtype]} bytes for ${dtype} of shape [${shape}], got ${length}`,
    );
  }
  return { name, type: dtype, shape, size, start: data + offsets[0], length };
}

/** JSON text as an object in which no name stands twice. */
function parse(text: string, source: string): Record<string, unknown> {
  if (text[0] !== "{") throw unparsable(`${source}: header: wanted "{" first, got ${got(text.slice(0, 1))}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unparsable(`${source}: header: not JSON: ${(error as Error).message}`);
  }
  const seen = new Set<string>();
  for (const name of outerNames(text)) {
    if (seen.has(name)) throw unparsable(`${source}: header: the name ${got(name)} stands twice`);
    seen.add(name);
  }
  return value as Record<string, unknown>;
}

/** Names in the outermost object of sound JSON text, repeated ones as well: JSON.parse keeps only the last of them. */
function* outerNames(text: string): Generator<string> {
  let depth = 0, nameNext = true;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      const start = i++;
      for (; text[i] !== '"'; i++) if (text[i] === "\\") i += 1;
      if (depth === 1 && nameNext) yield JSON.parse(text.slice(start, i + 1));
    } else if (c === "{" || c === "[") depth += 1;
    else if (c === "}" || c === "]") depth -= 1;
    else if (depth === 1 && (c === "," || c === ":")) nameNext = c === ",";
  }
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0 && !Object.is(n, -0));
}
