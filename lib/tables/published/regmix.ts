/**
 * RegMix: a file of mixtures and a file of losses become one table of runs.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";
import { parseNumber } from "../../text/number.ts";
import { decodeText } from "../../text/read_text.ts";
import { parseCsv, type Sheet, writeCsv } from "../csv.ts";
import { pythonFloat } from "./python_float.ts";
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
    make(files) {
      const [first, second] = from.map((file) => parseCsv(decodeText(files.get(file)!, file), file));
      return joinRegmix(first, second);
    },
  };
});

/**
 * Joins mixtures and losses by index, in the order of the mixtures. Shares keep their text (`w_` columns, rounded to
 * three decimals by the publisher); losses are rounded to six decimals (`loss_` columns, nats per token).
 */
function joinRegmix(mixtures: Sheet, losses: Sheet): string {
  const shares = columns(mixtures, /^train_the_pile_(.+)$/, "w_");
  const targets = columns(losses, /^metric\/the_pile_(.+)_val_loss$/, "loss_");
  const rowOf = new Map(losses.rows.map(([index], row) => [index, row]));
  if (rowOf.size !== losses.rows.length) throw unparsable(`${losses.file}: an index appears twice; wanted each once`);
  const rows = mixtures.rows.map((cells, i) => {
    const row = rowOf.get(cells[0]);
    if (row === undefined) throw unparsable(`${mixtures.at(i, 0)}: index ${cells[0]} has no losses in ${losses.file}`);
    rowOf.delete(cells[0]);
    return [...cells, ...targets.map((_, j) => loss(losses, row, j + 1))];
  });
  for (const index of rowOf.keys()) {
    throw unparsable(`${losses.file}: index ${index} has no mixture in ${mixtures.file}`);
  }
  return writeCsv([["index", ...shares, ...targets], ...rows]);
}

function columns({ header, at }: Sheet, pattern: RegExp, prefix: string): string[] {
  if (header[0] !== "index") throw unparsable(`${at(-1, 0)}: wanted the column "index", got "${header[0]}"`);
  return header.slice(1).map((name, j) => {
    const domain = pattern.exec(name)?.[1];
    if (domain === undefined) {
      throw unparsable(`${at(-1, j + 1)}: wanted a column like ${pattern.source}, got "${name}"`);
    }
    return prefix + domain;
  });
}

function loss({ rows, at }: Sheet, row: number, field: number): string {
  const cell = rows[row][field], value = parseNumber(cell);
  if (value === undefined) throw unparsable(`${at(row, field)}: wanted a loss, got "${cell}"`);
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
