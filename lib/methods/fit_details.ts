/**
 * What a method keeps of a fit, as plain JSON. k targets.
 *
 * @module
 */
import type { TableAnswer } from "../laws/fit_table.ts";
import type { FittedLaw } from "../laws/law.ts";
import { predictTable } from "../laws/predict_table.ts";
import { type Quality, quality } from "../laws/quality.ts";
import { dealMixtures, leaveGroupsOut } from "../laws/refit_law.ts";
import { lawNamed } from "../laws/registry.ts";
import { columnOf, type Matrix } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";
import type { Json } from "./actions.ts";

/** Groups in which mixtures are left out, of fits that are not looked at one mixture at a time. */
const FOLDS = 10;

/** Members of a method's details. */
type Details = { readonly [name: string]: Json };

/**
 * Of a whole answer: the law, in-sample and leave-one-out errors by target (nats per token), the best mixture with its
 * certificate and intervals, warnings, and the verdict in words.
 */
export function fitDetails({ fitted, inSample, outOfSample, best, warnings, verdict }: TableAnswer): Details {
  const { shares: _, ...kept } = best;
  return plain({
    law: fitted.toJSON(),
    inSample: byTarget(fitted.targets, inSample),
    leaveOneOut: outOfSample === undefined ? null : byTarget(fitted.targets, outOfSample),
    ...{ best: kept, warnings, verdict },
  });
}

/** Of a fitted regression: the law, errors in-sample and of ten groups of mixtures left out in turn, warnings. */
export function regressionDetails(fitted: FittedLaw, table: RunTable, seed: number): Details {
  const { targets, losses } = table;
  const judge = (predicted: Matrix) =>
    byTarget(targets, targets.map((_, i) => quality(columnOf(losses, i), columnOf(predicted, i))));
  const leftOut = leaveGroupsOut(lawNamed(fitted.law), table, {}, dealMixtures(table, FOLDS, seed));
  return plain({
    law: fitted.toJSON(),
    inSample: judge(predictTable(fitted, table)),
    leftOut: leftOut === undefined ? null : judge(leftOut),
    warnings: fitted.warnings,
  });
}

function byTarget(targets: readonly string[], qualities: readonly Quality[]): Record<string, Quality> {
  return Object.fromEntries(targets.map((target, i) => [target, qualities[i]]));
}

/** As JSON has it: typed arrays are lists, what is undefined is not there. */
function plain(value: object): Details {
  return JSON.parse(
    JSON.stringify(value, (_, part) => ArrayBuffer.isView(part) ? Array.from(part as Float64Array) : part),
  );
}
