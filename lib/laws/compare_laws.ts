/**
 * Choosing a law by what it says of mixtures that it has not seen.
 *
 * @module
 */
import { columnOf } from "../numerics/matrix.ts";
import { outOfRange } from "../errors.ts";
import type { RunTable } from "../tables/run_table.ts";
import type { CurveLaw } from "./curve_law.ts";
import type { FitOptions, FittedLaw } from "./law.ts";
import { averageQuality, quality } from "./quality.ts";
import { predictTable } from "./predict_table.ts";
import { laws } from "./registry.ts";
import { leaveOneOut } from "./resample.ts";

/** One law's place in a comparison. */
export interface ComparedLaw {
  /** Name of the law. */
  readonly law: string;
  /** Parameters a target. */
  readonly parameters: number;
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

/** Fits every law that the table allows; lowest leave-one-out error first, then the laws left out. */
export function compareLaws(
  table: RunTable,
  options: FitOptions & { readonly onLaw?: (name: string) => void } = {},
): { best: CurveLaw; fitted: FittedLaw; comparison: ComparedLaw[] } {
  const comparison: ComparedLaw[] = [];
  let best: { law: CurveLaw; fitted: FittedLaw; error: number } | undefined;
  for (const law of laws) {
    if (law.name.startsWith("log-linear-")) continue; // the formula of log-linear, fitted as some paper's code does
    // a table of segments is judged by laws of segments, any other by laws of losses
    if ((law.spec.response ?? "loss") === "loss" ? table.startLosses !== undefined : table.startLosses === undefined) {
      continue;
    }
    const m = table.domains.length;
    const parameters = law.spec.parameters(m, law.spec.settings?.(table, options) ?? {});
    const leftOut = law.obstacle(table, options);
    if (leftOut !== undefined) {
      comparison.push({ law: law.name, parameters, leftOut });
      continue;
    }
    options.onLaw?.(law.name);
    const fitted = law.fit(table, options);
    const out = leaveOneOut(law, table, fitted, options);
    if (out === undefined) {
      comparison.push({
        law: law.name,
        parameters,
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
      parameters,
      mae: of(inside).mae,
      looMae: loo.mae,
      looR2: loo.r2,
      looSpearman: loo.spearman,
    });
    if (best === undefined || loo.mae < best.error) best = { law, fitted, error: loo.mae };
  }
  if (best === undefined) {
    throw outOfRange(
      `${table.source}: no law can be judged by leaving out: ` +
        comparison.map((c) => `${c.law}: ${c.leftOut}`).join("; "),
    );
  }
  comparison.sort((a, b) => (a.looMae ?? Infinity) - (b.looMae ?? Infinity));
  return { best: best.law, fitted: best.fitted, comparison };
}
