/**
 * Choosing a law by what it says of mixtures that it has not seen.
 *
 * @module
 */
import { columnOf, type Matrix } from "../numerics/matrix.ts";
import { outOfRange } from "../errors.ts";
import type { RunTable } from "../tables/run_table.ts";
import { isCurveLaw } from "./curve_law.ts";
import type { FitOptions, FittedLaw, Law } from "./law.ts";
import { averageQuality, quality } from "./quality.ts";
import { predictTable } from "./predict_table.ts";
import { laws } from "./registry.ts";
import { leaveOneOut } from "./resample.ts";

/**
 * One law's place in a comparison: how well it says what it has not seen, or why it was left out.
 *
 * @example
 * ```ts
 * import { equal, match } from "node:assert/strict";
 * import { type ComparedLaw, compareLaws, parseTable } from "@mixlab/mixlab";
 *
 * const { comparison } = compareLaws(parseTable(`run,share:code,share:web,loss:code
 * 1,0.1,0.9,1.95
 * 2,0.4,0.6,1.60
 * 3,0.7,0.3,1.37
 * 4,0.9,0.1,1.26`));
 * const m1: ComparedLaw = comparison.find(({ law }) => law === "m1")!;
 * equal(m1.parameters, 5);
 * equal(m1.looMae, undefined);
 * match(m1.leftOut!, /the table has 4$/);
 * ```
 */
export interface ComparedLaw {
  /** Name of the law. */
  readonly law: string;
  /** Parameters a target; missing for laws that have no fixed number of them. */
  readonly parameters?: number;
  /** Mean over targets of the in-sample mean absolute error (nats per token). */
  readonly mae?: number;
  /** Mean over targets of the leave-one-out mean absolute error (nats per token). */
  readonly looMae?: number;
  /** Mean over targets of the leave-one-out R². */
  readonly looR2?: number | null;
  /** Mean over targets of the leave-one-out Spearman correlation. */
  readonly looSpearman?: number | null;
  /** Why the law was left out, when it was. */
  readonly leftOut?: string;
}

const COSTLY = "fitting it once for every mixture takes too long; ask for it by its name";

/**
 * Fits every law that the table allows and ranks them by leave-one-out mean absolute error, lowest first; then the laws
 * left out, with the reason. A table of segments (with start losses) is compared under laws of segments, any other
 * under laws of losses. Laws that only fit log-linear's formula in another way are not compared, nor are laws that take
 * too long to be fitted once for every mixture (boosted trees).
 *
 * @returns the law with the lowest error, its fit, and the whole comparison.
 * @throws {RangeError} when no law can be judged, or an option is out of range.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { compareLaws, parseTable } from "@mixlab/mixlab";
 *
 * // Planted: 1 + exp(−1.5 p_code + 0.2 p_web), and noise of 0.004.
 * const { best, fitted, comparison } = compareLaws(parseTable(`run,share:code,share:web,loss:code
 * 1,0.05,0.95,2.121
 * 2,0.15,0.85,1.950
 * 3,0.25,0.75,1.797
 * 4,0.40,0.60,1.619
 * 5,0.55,0.45,1.482
 * 6,0.70,0.30,1.370
 * 7,0.85,0.15,1.288
 * 8,0.95,0.05,1.247`));
 * equal(best.name, "log-linear");
 * equal(fitted.perTarget[0].c!.toFixed(1), "1.0");
 * equal(comparison[0].law, best.name);
 * ok(comparison[0].looMae! < 0.004); // nats per token
 * ```
 */
export function compareLaws(
  table: RunTable,
  options: FitOptions & { readonly onLaw?: (name: string) => void } = {},
): { best: Law; fitted: FittedLaw; leftOut: Matrix; comparison: ComparedLaw[] } {
  const comparison: ComparedLaw[] = [];
  let best: { law: Law; fitted: FittedLaw; leftOut: Matrix; error: number } | undefined;
  for (const law of laws) {
    if (law.name.startsWith("log-linear-")) continue; // the formula of log-linear, fitted as some paper's code does
    // a table of segments is judged by laws of segments, any other by laws of losses
    if (law.segments !== (table.startLosses !== undefined)) continue;
    const parameters = isCurveLaw(law)
      ? { parameters: law.spec.parameters(table.domains.length, law.spec.settings?.(table, options) ?? {}) }
      : {};
    const leftOut = law.obstacle(table, options) ?? (law.costly ? COSTLY : undefined);
    if (leftOut !== undefined) {
      comparison.push({ law: law.name, ...parameters, leftOut });
      continue;
    }
    options.onLaw?.(law.name);
    const fitted = law.fit(table, options);
    const out = leaveOneOut(law, table, fitted, options);
    if (out === undefined) {
      comparison.push({
        law: law.name,
        ...parameters,
        leftOut: "one mixture less is too few to fit it, so it cannot be judged",
      });
      continue;
    }
    const inside = predictTable(fitted, table);
    const of = (predicted: typeof out) =>
      averageQuality(table.targets.map((_, i) => quality(columnOf(table.losses, i), columnOf(predicted, i))));
    const loo = of(out);
    comparison.push({
      law: law.name,
      ...parameters,
      mae: of(inside).mae,
      looMae: loo.mae,
      looR2: loo.r2,
      looSpearman: loo.spearman,
    });
    if (best === undefined || loo.mae < best.error) best = { law, fitted, leftOut: out, error: loo.mae };
  }
  if (best === undefined) {
    throw outOfRange(
      `${table.source}: no law can be judged by leaving out: ` +
        comparison.map((c) => `${c.law}: ${c.leftOut}`).join("; "),
    );
  }
  comparison.sort((a, b) => (a.looMae ?? Infinity) - (b.looMae ?? Infinity));
  return { best: best.law, fitted: best.fitted, leftOut: best.leftOut, comparison };
}
