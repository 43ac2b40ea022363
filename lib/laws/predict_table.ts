import { outOfRange } from "../errors.ts";
import { type Matrix, matrix, rowOf } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";
import type { FittedLaw } from "./law.ts";

/**
 * Predicted losses of every run of a table.
 *
 * @returns N × k losses (nats per token): one column for each target of the law, in the law's order.
 * @throws {RangeError} when the table's domains are not those of the law (any order), or start losses are missing.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { lawFromParameters, parseTable, predictTable } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("linear", ["a", "b"], [{ target: "t", parameters: { "a:a": 3, "a:b": 1 } }]);
 * // The table has the domains in another order.
 * const table = parseTable("run,share:b,share:a,loss:t\nr1,0.25,0.75,2.4\nr2,0.5,0.5,2.1\n");
 * deepEqual([...predictTable(law, table).data], [2.5, 2]);
 * ```
 */
export function predictTable(law: FittedLaw, table: RunTable): Matrix {
  const order = law.domains.map((domain) => table.domains.indexOf(domain));
  const missing = law.domains.filter((_, j) => order[j] < 0);
  const extra = table.domains.filter((domain) => !law.domains.includes(domain));
  if (missing.length > 0 || extra.length > 0) {
    throw outOfRange(
      `${table.source}: wanted the law's domains ${law.domains.join(", ")}; ` +
        (missing.length > 0 ? `missing ${missing.join(", ")}` : `got also ${extra.join(", ")}`),
    );
  }
  const starts = law.segments ? law.targets.map((t) => table.targets.indexOf(t)) : undefined;
  if (law.segments && (table.startLosses === undefined || starts!.some((i) => i < 0))) {
    throw outOfRange(
      `${table.source}: ${law.law} predicts from loss_start:<target> columns; wanted one for each target`,
    );
  }
  const out = matrix(table.runs.length, law.targets.length);
  table.runs.forEach((_, n) => {
    const row = rowOf(table.shares, n);
    const at = starts && { startLosses: starts.map((i) => rowOf(table.startLosses!, n)[i]) };
    out.data.set(law.predict(order.map((j) => row[j]), at), n * law.targets.length);
  });
  return out;
}
