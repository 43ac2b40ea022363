import { selectRows } from "../../lib/numerics/matrix.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";

/** Some rows of a table, by their numbers; `what` says in messages which they are (default: the table's own name). */
export function rowsOfTable(table: RunTable, rows: readonly number[], what?: string): RunTable {
  return {
    ...table,
    ...(what !== undefined && { source: `${table.source} (${what})` }),
    runs: rows.map((n) => table.runs[n]),
    shares: selectRows(table.shares, rows),
    losses: selectRows(table.losses, rows),
    ...(table.startLosses && { startLosses: selectRows(table.startLosses, rows) }),
  };
}
