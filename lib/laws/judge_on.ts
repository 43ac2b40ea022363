import { outOfRange } from "../errors.ts";
import { columnOf, type Matrix, matrix } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";
import type { FittedLaw } from "./law.ts";
import { predictTable } from "./predict_table.ts";
import { type Quality, quality } from "./quality.ts";

/** How a law's predictions fare on a table that it was not fitted to. */
export interface Judgement {
  /** The targets that law and table share (k). */
  readonly targets: readonly string[];
  /** Quality by target (k). */
  readonly quality: readonly Quality[];
  /** N × k predicted losses, nats per token. */
  readonly predicted: Matrix;
}

/**
 * Quality of a law's predictions on another table, for the targets that both have: rank correlations carry over between
 * model sizes where losses themselves do not.
 *
 * @throws {RangeError} when law and table share no target, or their domains differ.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { judgeOn, lawFromParameters, parseTable } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("linear", ["a", "b"], [{ target: "t", parameters: { "a:a": 3, "a:b": 1 } }]);
 * const table = parseTable("run,share:a,share:b,loss:t\n1,0.2,0.8,5.1\n2,0.5,0.5,5.2\n3,0.9,0.1,5.9\n");
 * equal(judgeOn(law, table).quality[0].spearman, 1);
 * ```
 */
export function judgeOn(law: FittedLaw, table: RunTable): Judgement {
  const shared = law.targets.map((t, i) => ({ t, i, o: table.targets.indexOf(t) })).filter(({ o }) => o >= 0);
  if (shared.length === 0) {
    throw outOfRange(
      `${table.source}: wanted at least one of the targets ${law.targets.join(", ")}; got ${table.targets.join(", ")}`,
    );
  }
  const all = predictTable(law, table), N = table.runs.length, k = shared.length;
  const predicted = matrix(N, k);
  for (let n = 0; n < N; n++) {
    shared.forEach(({ i }, s) => predicted.data[n * k + s] = all.data[n * law.targets.length + i]);
  }
  return {
    targets: shared.map(({ t }) => t),
    quality: shared.map(({ o }, s) => quality(columnOf(table.losses, o), columnOf(predicted, s))),
    predicted,
  };
}
