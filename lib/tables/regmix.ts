/**
 * RegMix's published tables: mixtures with columns `train_the_pile_arxiv`, losses with columns
 * `metric/the_pile_arxiv_val_loss` (or `valid_the_pile_arxiv`), both with `index`.
 *
 * @module
 */
import type { Column, Grid, Role } from "./grid.ts";

const SET = /^the_pile_(?:unzip_)?/;

/** The grid with its columns known for shares or losses, where they are named as RegMix names them; else as it was. */
export function regmixRoles(grid: Grid): Grid {
  const named = grid.columns.filter((column) => column.name !== "index");
  if (named.length === 0 || named.length !== grid.columns.length - 1) return grid;
  const kind = named.every(({ name }) => trainName(name) !== undefined)
    ? "share"
    : named.every(({ name }) => lossName(name) !== undefined)
    ? "loss"
    : undefined;
  if (kind === undefined) return grid;
  const nameOf = kind === "share" ? trainName : lossName;
  const columns = grid.columns.map((column): Column => {
    const name = nameOf(column.name);
    if (name === undefined) return column;
    const role: Role = { kind, name: name.replace(SET, "") || name };
    return { ...column, role };
  });
  return { ...grid, columns };
}

function trainName(name: string): string | undefined {
  return /^train_(.+)$/.exec(name)?.[1];
}

function lossName(name: string): string | undefined {
  return (/^metric\/(.+)_val_loss$/.exec(name) ?? /^valid_(.+)$/.exec(name))?.[1];
}
