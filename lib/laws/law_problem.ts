/**
 * The fitting problem of one target under a law: what a fit, its refits and its checks all start from.
 *
 * @module
 */
import { columnOf } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";
import type { Curve } from "./curve.ts";
import type { CurveLawSpec, Settings } from "./curve_law.ts";
import type { CurveProblem } from "./curve_problem.ts";
import type { FitOptions } from "./law.ts";
import { varyingDomains } from "./mixtures.ts";

/** The problem of target i: its curve, its observations, and what the options say of weights and robustness. */
export function curveProblem(
  spec: CurveLawSpec,
  table: RunTable,
  i: number,
  settings: Settings,
  options: FitOptions,
): CurveProblem & { readonly frozen: readonly boolean[] } {
  const curve = spec.curve(table.domains, table.targets[i], settings);
  return {
    curve,
    shares: table.shares,
    y: responseOf(table, i, spec.response),
    weights: options.weights ?? new Float64Array(table.runs.length).fill(1),
    delta: options.delta ?? Infinity,
    frozen: frozenParameters(curve, varyingDomains(table)),
  };
}

/** The observations of target i in the law's own terms: losses, changes or logarithms of ratios. */
function responseOf(table: RunTable, i: number, response: CurveLawSpec["response"]): Float64Array {
  const y = columnOf(table.losses, i);
  if (response === "change") columnOf(table.startLosses!, i).forEach((l, n) => y[n] -= l);
  if (response === "log-ratio") columnOf(table.startLosses!, i).forEach((l, n) => y[n] = Math.log(y[n] / l));
  return y;
}

/** Parameters that a fit leaves where they start: of a share that never varies, or chosen in an earlier step. */
function frozenParameters(curve: Curve, varies: readonly boolean[]): boolean[] {
  return curve.domainOf.map((j, q) => (j >= 0 && !varies[j]) || (curve.staged?.includes(q) ?? false));
}
