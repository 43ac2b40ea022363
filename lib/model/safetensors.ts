/**
 * Safetensors: named tensors in one file, a JSON header and then the numbers (github.com/huggingface/safetensors).
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { unreadable } from "../text/read_text.ts";
import { BYTES_OF_TYPE, encodeFloats, type FloatType, isFloatType } from "./safetensors/number_type.ts";
import { PIECE, readTensors } from "./safetensors/read_tensors.ts";

/**
 * A tensor to write.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { encodeSafetensors, type NamedTensor } from "@mixlab/mixlab/train";
 *
 * const tensor: NamedTensor = { name: "a", shape: [2, 2], values: new Float32Array(3) };
 * throws(() => encodeSafetensors([tensor]), /a: wanted numbers for the shape \[2,2\], got 3/);
 * ```
 */
export interface NamedTensor {
  /** Any text but `__metadata__`. */
  readonly name: string;
  /** Its dimensions; none for a single number. */
  readonly shape: readonly number[];
  /** As many as the shape says, the last dimension running fastest. */
  readonly values: Float32Array;
}

/**
 * A tensor that was read.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { ReadTensor } from "@mixlab/mixlab/train";
 *
 * const last = ({ shape, values }: ReadTensor) => values.subarray(values.length - shape.at(-1)!);
 * equal(last({ shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) })[0], 3);
 * ```
 */
export interface ReadTensor {
  /** Its dimensions; none for a single number. */
  readonly shape: readonly number[];
  /** Its numbers, the last dimension running fastest. */
  readonly values: Float32Array;
}

/**
 * What a file holds.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import type { Safetensors } from "@mixlab/mixlab/train";
 *
 * const names = ({ tensors }: Safetensors) => [...tensors.keys()].toSorted();
 * deepEqual(names({ tensors: new Map([["a", { shape: [], values: Float32Array.of(1) }]]), metadata: {} }), ["a"]);
 * ```
 */
export interface Safetensors {
  /** By name, in the order of their bytes. */
  readonly tensors: Map<string, ReadTensor>;
  /** The texts under `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Options of {@link encodeSafetensors}.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { encodeSafetensors, type EncodeSafetensorsOptions } from "@mixlab/mixlab/train";
 *
 * const options: EncodeSafetensorsOptions = { dtype: "F16", metadata: { step: "500" } };
 * const [header] = encodeSafetensors([], options);
 * match(new TextDecoder().decode(header), /"step":"500"/);
 * ```
 */
export interface EncodeSafetensorsOptions {
  /** Default "F32"; the others are rounded to nearest, ties to even. */
  readonly dtype?: FloatType;
  /** Texts beside `format: "pt"`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of a safetensors file, in pieces: the header, then the tensors. Float32 pieces are views of the values:
 * write them before the values change.
 *
 * @throws {RangeError} when a shape does not fit its values, a name stands twice, or a finite number has no finite
 *   neighbour in the type (more than 65504 in F16).
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { decodeSafetensors, encodeSafetensors } from "@mixlab/mixlab/train";
 *
 * const pieces = [...encodeSafetensors([{ name: "a", shape: [1, 2], values: Float32Array.of(0.5, -2) }])];
 * const bytes = new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
 * deepEqual([...decodeSafetensors(bytes, "memory").tensors.get("a")!.values], [0.5, -2]);
 * ```
 */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  { dtype = "F32", metadata = {} }: EncodeSafetensorsOptions = {},
): Iterable<Uint8Array> {
  if (!isFloatType(dtype)) throw outOfRange(`safetensors: dtype: wanted F32, F16 or BF16, got ${got(dtype)}`);
  const entries: [string, unknown][] = [["__metadata__", { format: "pt", ...metadata }]];
  const names = new Set(["__metadata__"]);
  let at = 0;
  for (const { name, shape, values } of tensors) {
    if (names.has(name)) throw outOfRange(`safetensors: wanted each name once, got ${got(name)} again`);
    names.add(name);
    if (shape.reduce((size, n) => size * n, 1) !== values.length) {
      throw outOfRange(`safetensors: ${name}: wanted numbers for the shape [${shape}], got ${values.length}`);
    }
    checkFits(name, values, dtype);
    const length = values.length * BYTES_OF_TYPE[dtype];
    entries.push([name, { dtype, shape, data_offsets: [at, at + length] }]);
    at += length;
  }
  // Pairs as text, one by one: in an object, names such as "0" would come first and "__proto__" would be lost.
  const text = `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(",")}}`;
  return pieces(new TextEncoder().encode(text), tensors, dtype);
}

function* pieces(json: Uint8Array, tensors: readonly NamedTensor[], dtype: FloatType): Generator<Uint8Array> {
  const header = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20); // spaces up to a multiple of 8
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  header.set(json, 8);
  yield header;
  for (const { values } of tensors) {
    for (let i = 0; i < values.length; i += PIECE) yield encodeFloats(values.subarray(i, i + PIECE), dtype);
  }
}

function checkFits(name: string, values: Float32Array, dtype: FloatType): void {
  if (dtype === "F32") return;
  const least = dtype === "F16" ? 65520 : (2 - 2 ** -8) * 2 ** 127; // half-way to the number that does not exist
  const bad = values.findIndex((v) => Math.abs(v) >= least && Math.abs(v) < Infinity);
  if (bad >= 0) {
    throw outOfRange(`safetensors: ${name}[${bad}] is ${values[bad]}, too large for ${dtype}; write F32`);
  }
}

/**
 * The tensors of a safetensors file held in memory, as float32.
 *
 * @param source what the bytes are, for messages.
 * @throws {SyntaxError} when the header is not what the format says.
 * @throws {TypeError} when a member of it is of the wrong kind, or a tensor is of another type than F32, F16 and BF16.
 * @throws {RangeError} when tensors overlap, leave gaps or do not fit the file or their shape.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { decodeSafetensors } from "@mixlab/mixlab/train";
 *
 * throws(() => decodeSafetensors(new Uint8Array(4), "a.safetensors"), /a.safetensors: wanted a safetensors file/);
 * ```
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): Safetensors {
  return readTensors(
    bytes.length,
    (at, target) => target.set(bytes.subarray(at, at + target.length)),
    source,
    () => false,
  );
}

/**
 * Options of {@link readSafetensors}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { ReadSafetensorsOptions } from "@mixlab/mixlab/train";
 *
 * const options: ReadSafetensorsOptions = { skip: (name) => name.endsWith(".masked_bias") };
 * equal(options.skip!("a.masked_bias"), true);
 * ```
 */
export interface ReadSafetensorsOptions {
  /** Tensors to leave out, by name; they may be of any type. Default: none. */
  readonly skip?: (name: string) => boolean;
}

/**
 * The tensors of a safetensors file, as float32. It is read tensor by tensor: the file is never in memory as a whole.
 *
 * @throws {TypeError} when the file cannot be read; else as `decodeSafetensors`.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { readSafetensors } from "@mixlab/mixlab/train";
 *
 * throws(() => readSafetensors("/nowhere/model.safetensors"), /there is no such file/);
 * ```
 */
export function readSafetensors(path: string, { skip = () => false }: ReadSafetensorsOptions = {}): Safetensors {
  try {
    using file = Deno.openSync(path, { read: true });
    const { size, isDirectory } = file.statSync();
    if (isDirectory) throw wrongKind(`${path}: wanted a file, got a directory`);
    return readTensors(size, (at, target) => fill(file, at, target, path), path, skip);
  } catch (error) {
    throw unreadable(error, path);
  }
}

function fill(file: Deno.FsFile, start: number, target: Uint8Array, path: string): void {
  file.seekSync(start, Deno.SeekMode.Start);
  for (let at = 0; at < target.length;) {
    const n = file.readSync(target.subarray(at));
    if (n === null) throw outOfRange(`${path}: it was cut short while it was read`);
    at += n;
  }
}
