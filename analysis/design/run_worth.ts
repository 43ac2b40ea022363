/**
 * What a run of a design tells of a law's parameters, beside a run of the best design of as many: (det M / det M*)^(1/q), with
 * M = Σ_n J_nᵀ J_n for the derivatives J of a target's predicted losses by its q parameters; over targets, the geometric mean.
 * That is D-efficiency (Kiefer and Wolfowitz, Canadian Journal of Mathematics 12, 1960): with a design of worth 0.5, twice the
 * runs tell as much. Errors are taken as equal and independent within a target, and nothing is said of what the law cannot
 * express.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../lib/errors.ts";
import { dOptimalMixtures } from "../../lib/designs/d_optimal/d_optimal_mixtures.ts";
import { informationOf } from "../../lib/designs/d_optimal/information.ts";
import { lawsAt } from "../../lib/designs/d_optimal/laws_at.ts";
import { designState, plainLogDet } from "../../lib/designs/d_optimal/state.ts";
import { isCurveLaw } from "../../lib/laws/curve_law.ts";
import type { FittedLaw } from "../../lib/laws/law.ts";
import { lawNamed } from "../../lib/laws/registry.ts";

/**
 * What a run of each design tells of the parameters of a fitted law, as a part of what a run of a D-optimal design of as many
 * runs tells (replicates allowed).
 *
 * @param fitted the law, at whose parameters derivatives are taken.
 * @param designs mixtures of m shares; each design has enough to tell the parameters apart.
 * @returns one number a design: 1 for a D-optimal one
 * @throws {TypeError} when the law is no curve with parameters.
 * @throws {RangeError} when a design cannot tell the law's parameters apart.
 *
 * @example
 * ```ts
 * import { lawFromParameters, simplexLattice } from "@mixlab/mixlab";
 * import { runWorth } from "@mixlab/mixlab/analysis";
 * import { ok } from "node:assert/strict";
 *
 * const law = lawFromParameters("linear", ["a", "b"], [{ target: "t", parameters: { "a:a": 3, "a:b": 1 } }]);
 * const [ends, spread] = runWorth(law, [[[1, 0], [0, 1]], [[1, 0], [0.75, 0.25], [0.25, 0.75], [0, 1]]]);
 * ok(Math.abs(ends - 1) < 1e-6); // a line is known best from its ends
 * ok(spread < 0.9);
 * ```
 */
export function runWorth(fitted: FittedLaw, designs: readonly (readonly ArrayLike<number>[])[]): readonly number[] {
  const { domains, targets } = fitted, law = lawNamed(fitted.law);
  if (!isCurveLaw(law)) throw wrongKind(`runWorth: wanted a law with parameters, got ${got(fitted.law)}`);
  const { laws } = lawsAt({ law, domains, targets, fitted });
  return designs.map((mixtures, d) => {
    const N = mixtures.length;
    const best = dOptimalMixtures({ law, domains, targets, fitted, runs: N, replicates: true });
    const all = [...mixtures, ...best.mixtures];
    // Both in one call: combinations of parameters are then the same for both.
    const information = informationOf(laws, all, []);
    const logDet = (from: number) =>
      plainLogDet(designState(information, Array.from({ length: N }, (_, n) => from + n)));
    const own = logDet(0),
      most = logDet(N),
      parameters = information.reduce((sum, { r, weight }) => sum + r * weight, 0);
    if (own === undefined || most === undefined) {
      throw outOfRange(`runWorth: designs[${d}]: wanted runs enough to tell the parameters apart, got ${N}`);
    }
    return Math.exp((own - most) / parameters);
  });
}
