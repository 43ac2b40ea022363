/**
 * The losses of one evaluation as Aioli keeps them: a pickled pandas frame with the columns `task_idx` (a group's name) and
 * `task_loss` (mean nats per token). In HazyResearch/aioli these are `<split>_seed_<s>_checkpoint-<t>.pkl`.
 *
 * @module
 */
import { got, outOfRange, unparsable, wrongKind } from "../errors.ts";
import { parseFrame } from "./pandas_frame.ts";
import * as py from "./pickle_code.ts";

/**
 * Losses as the pickle of a pandas frame, rows in the order of Python's `sorted`, as Aioli's evaluator writes them.
 *
 * `pandas.read_pickle` opens it: tried with pandas 2.2 and NumPy 1.26, and with pandas 3.0 and NumPy 2.4. The layout is
 * that of pandas 1.3 to 2.x.
 *
 * @param losses groups and their losses in nats per token: a record, a map or pairs.
 * @throws {TypeError} when a name is no text or a loss no number.
 * @throws {RangeError} when there is no group, a name is empty, stands twice or is no proper Unicode, or a loss is not
 * finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseLossFrame, writeLossFrame } from "@mixlab/mixlab";
 *
 * const bytes = writeLossFrame({ stackexchange: 2.5, arxiv: 2.75 });
 * deepEqual([...parseLossFrame(bytes)], [["arxiv", 2.75], ["stackexchange", 2.5]]);
 * ```
 */
export function writeLossFrame(
  losses: Readonly<Record<string, number>> | Iterable<readonly [string, number]>,
): Uint8Array<ArrayBuffer> {
  const rows = checked(
    Symbol.iterator in losses ? [...losses as Iterable<readonly [string, number]>] : Object.entries(losses),
  );
  const n = rows.length, values = new DataView(new ArrayBuffer(8 * n));
  rows.forEach(([, loss], i) => values.setFloat64(8 * i, loss, true));
  const names = block(0, array([1, n], OBJECTS, py.list(...rows.map(([name]) => py.text(name)))));
  const numbers = block(1, array([1, n], FLOATS, py.bytes(new Uint8Array(values.buffer))));
  const columns = index("base", "Index", [
    ["data", array([2], OBJECTS, py.list(py.text("task_idx"), py.text("task_loss")))],
    ["name", py.NONE],
  ]);
  const lines = index("range", "RangeIndex", [
    ["name", py.NONE],
    ["start", py.int(0)],
    ["stop", py.int(n)],
    ["step", py.int(1)],
  ]);
  const manager = py.call(
    py.named("pandas.core.internals.managers", "BlockManager"),
    py.tuple(names, numbers),
    py.list(columns, lines),
  );
  const state = record([
    ["_mgr", manager],
    ["_typ", py.text("dataframe")],
    ["_metadata", py.list()],
    ["attrs", py.dict()],
    ["_flags", record([["allows_duplicate_labels", py.TRUE]])],
  ]);
  return py.pickle(py.withState(py.blank(py.named("pandas.core.frame", "DataFrame")), state));
}

/**
 * Reads such a frame, also those of other versions of pandas (1.3 and later). Other columns are left out; nothing of the
 * pickle runs.
 *
 * @param file the file's name, for messages.
 * @returns the loss of each group in nats per token, in the order of rows; as stored, so NaN where a run diverged.
 * @throws {SyntaxError} when the bytes are no pickle, hold no such frame, a row has no name or no number, or
 * a group stands twice.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseLossFrame, writeLossFrame } from "@mixlab/mixlab";
 *
 * equal(parseLossFrame(writeLossFrame([["book", 3.5]])).get("book"), 3.5);
 * ```
 */
export function parseLossFrame(bytes: Uint8Array, file = "losses.pkl"): Map<string, number> {
  const frame = parseFrame(bytes, file), groups = frame.get("task_idx"), losses = frame.get("task_loss");
  if (groups === undefined || losses === undefined) {
    throw unparsable(
      `${file}:1:1: wanted columns task_idx and task_loss, got ${[...frame.keys()].join(", ") || "none"}`,
    );
  }
  const out = new Map<string, number>();
  groups.forEach((group, i) => {
    const loss = losses[i];
    if (typeof group !== "string" || typeof loss !== "number") {
      throw unparsable(`${file}:1:1: row ${i + 1}: wanted the name of a group and a number`);
    }
    if (out.has(group)) throw unparsable(`${file}:1:1: row ${i + 1}: the group ${got(group)} stands twice`);
    out.set(group, loss);
  });
  return out;
}

function checked(pairs: readonly (readonly [string, number])[]): (readonly [string, number])[] {
  if (pairs.length === 0) throw outOfRange("writeLossFrame: wanted the loss of at least one group, got none");
  const seen = new Set<string>();
  for (const [name, loss] of pairs) {
    if (typeof name !== "string") throw wrongKind(`writeLossFrame: wanted the name of a group, got ${got(name)}`);
    if (name === "" || !name.isWellFormed()) {
      throw outOfRange(`writeLossFrame: wanted the name of a group, got ${got(name)}`);
    }
    if (seen.has(name)) throw outOfRange(`writeLossFrame: the group ${got(name)} stands twice`);
    seen.add(name);
    if (typeof loss !== "number") {
      throw wrongKind(`writeLossFrame: the loss of ${name}: wanted a number, got ${got(loss)}`);
    }
    if (!Number.isFinite(loss)) {
      throw outOfRange(`writeLossFrame: the loss of ${name}: wanted a finite number of nats, got ${got(loss)}`);
    }
  }
  return pairs.toSorted(([a], [b]) => byCodePoints(a, b));
}

/** Python's order of text. JavaScript compares halves of a character beyond U+FFFF, which differ from those up to it. */
function byCodePoints(a: string, b: string): number {
  const x = Array.from(a), y = Array.from(b);
  const at = x.findIndex((character, i) => character !== y[i]);
  return at < 0 || at >= y.length ? x.length - y.length : x[at].codePointAt(0)! - y[at].codePointAt(0)!;
}

const record = (entries: readonly (readonly [string, py.PickleCode])[]) =>
  py.dict(...entries.map(([key, value]) => [py.text(key), value] as const));

/** `numpy.core` is the name that NumPy before 2 has; later ones still know it for the sake of pickles. */
const RECONSTRUCT = py.call(
  py.named("numpy.core.multiarray", "_reconstruct"),
  py.named("numpy", "ndarray"),
  py.tuple(py.int(0)),
  py.bytes(Uint8Array.of(0x62)), // b"b"
);

function dtype(code: string, order: string, flags: number): py.PickleCode {
  const state = [py.int(3), py.text(order), py.NONE, py.NONE, py.NONE, py.int(-1), py.int(-1), py.int(flags)];
  return py.withState(py.call(py.named("numpy", "dtype"), py.text(code), py.FALSE, py.TRUE), py.tuple(...state));
}

const OBJECTS = dtype("O8", "|", 63), FLOATS = dtype("f8", "<", 0);

function array(shape: readonly number[], type: py.PickleCode, data: py.PickleCode): py.PickleCode {
  return py.withState(RECONSTRUCT, py.tuple(py.int(1), py.tuple(...shape.map(py.int)), type, py.FALSE, data));
}

/** The values of one column, and which it is. */
function block(column: number, values: py.PickleCode): py.PickleCode {
  const place = py.call(py.named("builtins", "slice"), py.int(column), py.int(column + 1), py.int(1));
  return py.call(py.named("pandas._libs.internals", "_unpickle_block"), values, place, py.int(2));
}

function index(module: string, name: string, parts: readonly (readonly [string, py.PickleCode])[]): py.PickleCode {
  return py.call(
    py.named("pandas.core.indexes.base", "_new_Index"),
    py.named(`pandas.core.indexes.${module}`, name),
    record(parts),
  );
}
