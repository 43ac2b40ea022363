/**
 * Laws of exponentials bend gently; a loss that jumps when a domain is wholly absent does not. This looks whether a law
 * holds at shares of zero, by fitting again without the runs that have them.
 *
 * @module
 */
import type { RunTable } from "../tables/run_table.ts";
import { isCurveLaw } from "./curve_law.ts";
import { fitCurve } from "./fit_curve.ts";
import type { FitOptions, FittedLaw, Law, Warning } from "./law.ts";
import { curveProblem } from "./law_problem.ts";

/** The law fails at zero when its residuals elsewhere shrink by more than this once the zero rows are left out. */
const FACTOR = 3;

/** Warnings for targets whose fit is spoilt by runs without some domain. */
export function zeroShareWarnings(
  law: Law,
  table: RunTable,
  fitted: FittedLaw,
  options: FitOptions = {},
): Warning[] {
  if (!isCurveLaw(law)) return []; // steps hold at a share of zero as anywhere
  const { theta, settings } = fitted.toJSON();
  const N = table.runs.length, m = table.domains.length;
  const out: Warning[] = [];
  table.targets.forEach((target, i) => {
    const whole = curveProblem(law.spec, table, i, settings, options), { curve, y } = whole, q = curve.names.length;
    const full = Float64Array.from(theta[i]);
    const all = new Float64Array(N);
    curve.evaluate(table.shares, full, all);
    table.domains.forEach((domain, j) => {
      const kept = new Float64Array(N).map((_, n) => table.shares.data[n * m + j] > 0 ? 1 : 0);
      const left = kept.reduce((s, k) => s + k, 0), zeros = N - left;
      if (zeros === 0 || left < q + 2) return;
      // From the full fit's place, unless the law is fitted in steps, of which the first would then be kept.
      const problem = { ...whole, weights: kept, ...(curve.staged === undefined && { start: full }) };
      const apart = new Float64Array(N);
      curve.evaluate(table.shares, fitCurve(problem).theta, apart);
      const before = spread(y, all, kept, left), after = spread(y, apart, kept, left - q);
      if (before <= FACTOR * after) return;
      out.push({
        code: "zero-share",
        target,
        message: `${target}: ${law.name} does not hold where ${domain} has no share: ${zeros} of ${N} runs have ` +
          `${domain} = 0, and without them the error of the other ${left} falls from ${before.toPrecision(2)} to ` +
          `${after.toPrecision(2)} nats. Leave them out with --where "${domain}>0", or use a law with a pole at zero ` +
          `(--law bimix --offset 0.01)`,
      });
    });
  });
  return out;
}

/** Root mean square residual of the kept rows, with the given divisor. */
function spread(y: Float64Array, values: Float64Array, kept: Float64Array, divisor: number): number {
  let sum = 0;
  for (let n = 0; n < y.length; n++) sum += kept[n] * (y[n] - values[n]) ** 2;
  return Math.sqrt(sum / divisor);
}
