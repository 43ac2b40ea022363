import type { RunTable } from "../../lib/tables/run_table.ts";
import { rowsOfTable } from "../shared/rows_of_table.ts";

/** The runs of each seed as a table of their own, in order of the seeds; one table where the runs name no seed. */
export function bySeed(table: RunTable): { readonly seed?: number; readonly table: RunTable }[] {
  const seeds = [...new Set(table.runs.map(({ seed }) => seed))];
  if (seeds.length === 1) return [{ ...(seeds[0] !== undefined && { seed: seeds[0] }), table }];
  return seeds.toSorted((a, b) => (a ?? -1) - (b ?? -1)).map((seed) => {
    const rows = table.runs.flatMap((run, n) => run.seed === seed ? [n] : []);
    return { ...(seed !== undefined && { seed }), table: rowsOfTable(table, rows, `seed ${seed ?? "none"}`) };
  });
}
