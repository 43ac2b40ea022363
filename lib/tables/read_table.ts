import { wrongKind } from "../errors.ts";
import { isDirectory, readAioliTree } from "./aioli.ts";
import { buildTable } from "./build_table.ts";
import { concatTables } from "./concat_tables.ts";
import { parseCsv } from "./csv.ts";
import { isDmlLog, parseDmlLog } from "./dml_log.ts";
import { type Grid, gridOf } from "./grid.ts";
import { holds, pair } from "./pair.ts";
import type { ReadOptions } from "./read_options.ts";
import { readText } from "../text/read_text.ts";
import { regmixRoles } from "./regmix.ts";
import type { RunTable } from "./run_table.ts";
import { noRow, rowsWhere } from "./where.ts";

/**
 * Reads a table of runs from one or more files.
 *
 * Each may be a wide CSV (see {@link parseTable}), a text log of Data Mixing Laws, or the output folder of Aioli; which
 * it is, is seen from the content. Two CSVs of which one holds the shares and the other the losses are joined on `run`
 * (or `run_id`, or `index`), in whichever order they are given: Olmix's ratios and metrics, and RegMix's mixtures and
 * losses, as published. Other files of the same domains and targets are put one after the other.
 *
 * @throws {SyntaxError} when a file is not what it should be, or a cell that is needed is missing or no number; the
 * message begins with file:line:column.
 * @throws {RangeError} when shares are negative or do not sum to 1 within the tolerance, a loss is negative, a run
 * stands twice or lacks its partner in a pair, an option names what is not there, or a file or a line is too long.
 * @throws {TypeError} when a file cannot be read or is a directory.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 *
 * // Two files, as a sweep leaves them: what each run was trained on, and what came of it.
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/ratios.csv`, "run,web,code\na,0.25,0.75\nb,0.5,0.5\n");
 * await Deno.writeTextFile(`${folder}/metrics.csv`, "run,web\na,3.5\nb,2.5\n");
 *
 * const table = await readTable([`${folder}/ratios.csv`, `${folder}/metrics.csv`]);
 * deepEqual(table.runs.map((run) => run.id), ["a", "b"]);
 * deepEqual([...table.shares.data], [0.25, 0.75, 0.5, 0.5]); // N × m, shares of tokens
 * deepEqual([...table.losses.data], [3.5, 2.5]); // N × k, nats per token
 *
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function readTable(path: string | readonly string[], options: ReadOptions = {}): Promise<RunTable> {
  const paths = typeof path === "string" ? [path] : path;
  if (paths.length === 0) throw wrongKind("readTable: wanted at least one file, got none");
  const grids: Grid[] = [];
  for (const path of paths) grids.push(await readGrid(path, options));
  if (grids.length === 2) {
    const joined = pair(grids[0], grids[1], options);
    if (joined !== undefined) return buildTable(joined, options);
  }
  if (grids.length === 1) return buildTable(grids[0], options);
  const incomplete = grids.find((grid) => !holds(grid, "share", options) || !holds(grid, "loss", options));
  if (incomplete !== undefined) return buildTable(incomplete, options); // says what is missing
  const chosen = grids.map((grid) => ({ grid, ...rowsWhere(grid, options.where) }));
  const kept = chosen.filter(({ grid, rows }) => rows.length > 0 || grid.rows === 0);
  if (kept.length === 0) throw noRow(chosen[0].grid, options.where!, chosen[0].left);
  return concatTables(kept.map(({ grid, rows }) => buildTable(grid, options, rows)));
}

async function readGrid(path: string, options: ReadOptions): Promise<Grid> {
  if (await isDirectory(path)) return await readAioliTree(path, options.domains);
  const text = await readText(path);
  if (isDmlLog(text)) return parseDmlLog(text, path, options.domains);
  return regmixRoles(gridOf(parseCsv(text, path)));
}
