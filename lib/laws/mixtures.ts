import { columnOf, rowOf } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";

/**
 * The rows of each different mixture, in order of first appearance: all seeds of one mixture together. Shares are
 * compared to 9 decimals.
 */
export function distinctMixtures(table: RunTable): number[][] {
  const groups = new Map<string, number[]>();
  for (let n = 0; n < table.runs.length; n++) {
    const key = Array.from(rowOf(table.shares, n), (p) => Math.round(p * 1e9)).join(",");
    const rows = groups.get(key);
    if (rows) rows.push(n);
    else groups.set(key, [n]);
  }
  return [...groups.values()];
}

/** Whether each domain's share varies between runs (m); to 9 decimals, as above. */
export function varyingDomains(table: RunTable): boolean[] {
  return table.domains.map((_, j) => {
    const column = columnOf(table.shares, j);
    return column.some((p) => Math.abs(p - column[0]) > 1e-9);
  });
}
