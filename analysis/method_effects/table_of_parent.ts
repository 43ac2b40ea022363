import type { RunTable } from "../../lib/tables/run_table.ts";
import { rowsOfTable } from "../shared/rows_of_table.ts";

/** The children of a method's trajectory; undefined where the table has none. */
export function tableOfParent(
  segments: RunTable,
  { method, seed }: { readonly method: string; readonly seed: number },
): RunTable | undefined {
  const rows = segments.runs.flatMap(({ seed: own, labels }, n) =>
    own === seed && labels.method === method && labels.segment !== "parent" ? [n] : []
  );
  return rows.length === 0 ? undefined : rowsOfTable(segments, rows, `${method}, seed ${seed}`);
}
