/**
 * RegMix: a file of mixtures and a file of losses become one table of runs.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";
import { pythonFloat } from "./python_float.ts";
import { type PlainTable, readPlainCsv, writePlainCsv } from "./plain_csv.ts";
import type { Recipe } from "./recipe.ts";

const TABLES = [
  ["regmix_train_1M", "train_mixture_1m", "train_pile_loss_1m"],
  ["regmix_test_1M", "test_mixture_1m", "test_pile_loss_1m"],
  ["regmix_test_60M", "test_mixture_60m", "test_pile_loss_60m"],
  ["regmix_test_1B", "test_mixture_1B", "test_pile_loss_1B"],
];

/** One table a pair of files (sail-sg/regmix, `data/`). */
export const REGMIX: readonly Recipe[] = TABLES.map(([name, mixtures, losses]) => {
  const from = [`data/${mixtures}.csv`, `data/${losses}.csv`];
  return {
    makes: `regmix/${name}.csv`,
    from,
    make: (files) =>
      joinRegmix(...(from.map((file) => readPlainCsv(files.get(file)!, file)) as [PlainTable, PlainTable]), from),
  };
});

/**
 * Joins mixtures and losses by index, in the order of the mixtures. Shares keep their text (`w_` columns, rounded to
 * three decimals by the publisher); losses are rounded to six decimals (`loss_` columns, nats per token).
 */
function joinRegmix(mixtures: PlainTable, losses: PlainTable, files: readonly string[]): string {
  const shares = columns(mixtures, /^train_the_pile_(.+)$/, "w_", files[0]);
  const targets = columns(losses, /^metric\/the_pile_(.+)_val_loss$/, "loss_", files[1]);
  const lossOf = new Map(losses.rows.map((row, i) => [row[0], { row, line: i + 2 }]));
  if (lossOf.size !== losses.rows.length) throw unparsable(`${files[1]}: an index appears twice; wanted each once`);
  const rows = mixtures.rows.map(([index, ...cells], i) => {
    const found = lossOf.get(index);
    if (!found) throw unparsable(`${files[0]}:${i + 2}:1: index ${index} has no losses in ${files[1]}`);
    lossOf.delete(index);
    return [index, ...cells, ...found.row.slice(1).map((cell, j) => loss(cell, `${files[1]}:${found.line}:${j + 2}`))];
  });
  for (const index of lossOf.keys()) throw unparsable(`${files[1]}: index ${index} has no mixture in ${files[0]}`);
  return writePlainCsv(["index", ...shares, ...targets], rows, "\n");
}

function columns({ header }: PlainTable, pattern: RegExp, prefix: string, file: string): string[] {
  if (header[0] !== "index") throw unparsable(`${file}:1:1: wanted the column "index", got "${header[0]}"`);
  return header.slice(1).map((name, j) => {
    const domain = pattern.exec(name)?.[1];
    if (domain === undefined) {
      throw unparsable(`${file}:1:${j + 2}: wanted a column like ${pattern.source}, got "${name}"`);
    }
    return prefix + domain;
  });
}

function loss(cell: string, where: string): string {
  const value = Number(cell);
  if (cell.trim() === "" || !Number.isFinite(value)) throw unparsable(`${where}: wanted a loss, got "${cell}"`);
  return pythonFloat(sixDecimals(value));
}

/**
 * The nearest number of six decimals, half to even on the exact binary value as Python's `round`. A tie needs a value
 * of seven binary places (odd / 128); `toFixed` would send it up.
 */
function sixDecimals(x: number): number {
  const up = x.toFixed(6);
  const tie = Number.isInteger(x * 128) && x * 128 % 2 !== 0;
  return tie && Number(up.at(-1)) % 2 === 1 ? Number((Number(up) - 1e-6).toFixed(6)) : Number(up);
}
