import { outOfRange } from "../errors.ts";
import { columnOf, type Matrix, matrix } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";
import type { FittedLaw } from "./law.ts";
import { predictTable } from "./predict_table.ts";
import { type Quality, quality } from "./quality.ts";

/**
 * How a law's predictions fare on a table that it was not fitted to.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type Judgement, judgeOn, lawFromParameters, parseTable } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("linear", ["a", "b"], [
 *   { target: "t", parameters: { "a:a": 3, "a:b": 1 } },
 *   { target: "u", parameters: { "a:a": 1, "a:b": 2 } },
 * ]);
 * const other = parseTable("run,share:a,share:b,loss:u,loss:w\n1,0.25,0.75,1.7,4\n2,0.5,0.5,1.6,5\n");
 * const judgement: Judgement = judgeOn(law, other);
 * deepEqual(judgement.targets, ["u"]); // the only one that both have
 * deepEqual([...judgement.predicted.data], [1.75, 1.5]); // N × 1, nats per token
 * ```
 */
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
 * import { equal, ok } from "node:assert/strict";
 * import { judgeOn, lawNamed, parseTable } from "@mixlab/mixlab";
 *
 * // Fitted on a small model, judged on a larger one: all losses are lower, but the ranks hold.
 * const small = parseTable("run,share:a,share:b,loss:t\n1,0.2,0.8,3.1\n2,0.5,0.5,2.6\n3,0.9,0.1,2.2\n4,1,0,2.3\n");
 * const large = parseTable("run,share:a,share:b,loss:t\n1,0.1,0.9,2.7\n2,0.4,0.6,2.2\n3,0.7,0.3,1.9\n");
 * const [q] = judgeOn(lawNamed("linear").fit(small), large).quality;
 * equal(q.kendall, 1);
 * ok(q.mae > 0.4); // nats per token
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
