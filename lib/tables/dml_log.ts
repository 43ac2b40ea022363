/**
 * Text logs of Data Mixing Laws: on each line a checkpoint's path, a validation file's path and its loss, between white
 * space. The checkpoint's path ends in `<size>_<series>_<run>-<share>-<share>…/<step>` (`70M_base2_3-0.5-0.5/20000`,
 * where size and series may be absent; the size is then that of the file's name, `410M.txt`), the validation file's name in the target (`…valid.Pile-CC.bin`).
 *
 * @module
 */
import { outOfRange, unparsable } from "../errors.ts";
import type { Column, Grid } from "./grid.ts";
import { parseNumber } from "../text/number.ts";

const RUN = /^(?:([^_-]+)_(?:(.*)_)?)?(\d+)((?:-\d+(?:\.\d+)?(?:e-?\d+)?)+)$/;
const SIZE = /(?:^|\/)(\d+(?:\.\d+)?[KMB])\.[^/]*$/i;
const SHARE = /-(\d+(?:\.\d+)?(?:e-?\d+)?)/g;

interface Row {
  readonly size: string;
  readonly series: string;
  readonly run: string;
  readonly step: string;
  readonly shares: readonly string[];
  readonly losses: Map<string, { text: string; line: number }>;
  readonly line: number;
}

/** Whether text is such a log: its first line has two paths and a number. */
export function isDmlLog(text: string): boolean {
  const [, a, b, c, rest] = /^\s*(\S+)\s+(\S+)\s+(\S+)[^\S\n]*(\S?)/.exec(text.slice(0, 4096)) ?? [];
  return rest === "" && a.includes("/") && b.includes("/") && parseNumber(c) !== undefined;
}

/**
 * The runs of a log. A run's name holds its shares but not the names of the domains: give those in the order of the
 * shares; they are `domain_1`, … otherwise.
 *
 * @throws {SyntaxError} when a line is not as described.
 * @throws {RangeError} when a loss stands twice with different values, or the number of shares is not that of domains.
 */
export function parseDmlLog(text: string, file: string, domains?: readonly string[]): Grid {
  const rows = new Map<string, Row>(), targets = new Set<string>(), notes: string[] = [], nameless = new Set<string>();
  const size = SIZE.exec(file)?.[1] ?? "";
  let lineNumber = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    lineNumber += 1;
    if (line.trim() === "") continue;
    const [checkpoint, data, loss, ...rest] = line.trim().split(/\s+/);
    if (loss === undefined || rest.length > 0) {
      throw unparsable(`${file}:${lineNumber}:1: wanted a checkpoint, a validation file and a loss on each line`);
    }
    const row = rowOf(checkpoint, rows, lineNumber, size);
    if (row === undefined) {
      nameless.add(checkpoint.replace(/\/+$/, "").replace(/^.*\//, ""));
      continue;
    }
    const target = targetOf(data);
    targets.add(target);
    const other = row.losses.get(target);
    if (other !== undefined && other.text !== loss) {
      throw outOfRange(
        `${file}:${lineNumber}:1: the loss of ${target} is ${loss} here and ${other.text} in line ${other.line}, for ` +
          `the same checkpoint; remove one`,
      );
    }
    row.losses.set(target, { text: loss, line: lineNumber });
  }
  if (nameless.size > 0) notes.push(`${file}: left out ${[...nameless].join(", ")}: no shares in the name`);
  const all = [...rows.values()];
  if (all.length === 0) throw outOfRange(`${file}: no run whose name holds its shares`);
  const names = domains ?? all[0].shares.map((_, j) => `domain_${j + 1}`);
  if (domains === undefined) {
    notes.push(`${file} names no domains: name them in the order of its shares with --domains`);
  }
  for (const row of all) {
    if (row.shares.length === names.length) continue;
    throw outOfRange(`${file}:${row.line}:1: run ${row.run} has ${row.shares.length} shares; wanted ${names.length}`);
  }
  return { source: file, columns: columnsOf(file, all, names, [...targets]), rows: all.length, notes };
}

function rowOf(checkpoint: string, rows: Map<string, Row>, line: number, fileSize: string): Row | undefined {
  const [step, name] = checkpoint.split("/").filter((part) => part !== "").reverse();
  const match = RUN.exec(name ?? "");
  if (match === null || !/^\d+$/.test(step)) return undefined;
  const [, size = fileSize, series = "", run, tail] = match;
  const key = `${name}/${step}`;
  const found = rows.get(key);
  if (found !== undefined) return found;
  const shares = [...tail.matchAll(SHARE)].map(([, share]) => share);
  const row: Row = { size, series, run, step, shares, losses: new Map(), line };
  rows.set(key, row);
  return row;
}

/** `pythia-pile.valid.Pile-CC.bin` is Pile-CC, `starcoder.python.valid.bin` is python. */
function targetOf(data: string): string {
  const name = data.replace(/^.*\//, "");
  return name.split(".").filter((part) => part !== "bin" && part !== "valid" && part !== "").at(-1) ?? name;
}

function columnsOf(file: string, rows: Row[], domains: readonly string[], targets: string[]): Column[] {
  const text = (name: string, of: (row: Row) => string): Column => ({
    name,
    cell: (row) => of(rows[row]),
    at: (row) => `${file}:${row < 0 ? 1 : rows[row].line}:1`,
  });
  return [
    text("run", (row) => row.run),
    text("step", (row) => row.step),
    ...(rows.some((row) => row.size !== "") ? [text("model_size", (row) => row.size)] : []),
    ...(rows.some((row) => row.series !== rows[0].series) ? [text("series", (row) => row.series)] : []),
    ...domains.map((name, j) => text(`share:${name}`, (row) => row.shares[j])),
    ...targets.map((name): Column => ({
      ...text(`loss:${name}`, (row) => row.losses.get(name)?.text ?? ""),
      at: (row) => `${file}:${row < 0 ? 1 : rows[row].losses.get(name)?.line ?? rows[row].line}:1`,
    })),
  ];
}
