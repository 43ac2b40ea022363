/**
 * Rows of tables of runs.
 *
 * @module
 */
import { matrix } from "../../lib/numerics/matrix.ts";
import type { RunKey, RunTable } from "../../lib/tables/run_table.ts";
import { rowsOfTable } from "../shared/rows_of_table.ts";

/** Who a run is, whatever the update; of a size when one is given. */
export function runKey({ id, seed }: RunKey, size?: number): string {
  return JSON.stringify([id, seed, size]);
}

/** How many rows have each key. */
export function countBy({ runs }: RunTable, key: (run: RunKey) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const run of runs) counts.set(key(run), (counts.get(key(run)) ?? 0) + 1);
  return counts;
}

/** The rows of the runs that are kept. */
export function rowsWhere(table: RunTable, keep: (run: RunKey) => boolean): RunTable {
  return rowsOfTable(table, table.runs.flatMap((run, n) => keep(run) ? [n] : []));
}

/** Tables of the same domains and targets, one below the other. */
export function joined(tables: readonly RunTable[]): RunTable {
  const [first] = tables,
    stack = (which: "shares" | "losses") =>
      matrix(
        tables.reduce((sum, table) => sum + table.runs.length, 0),
        first[which].columns,
        tables.flatMap((table) => [...table[which].data]),
      );
  return { ...first, shares: stack("shares"), losses: stack("losses"), runs: tables.flatMap(({ runs }) => runs) };
}
