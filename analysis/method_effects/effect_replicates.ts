import { smallSampleFactor } from "../../lib/laws/intervals.ts";
import { distinctMixtures } from "../../lib/laws/mixtures.ts";
import { bootstrap } from "../../lib/laws/resample.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { effectsOf, lawOf, type OptimalEffects } from "./optimal_effects.ts";

/**
 * How A^t* moves with the children that happened to be made: refits under random weights of children (the Bayesian
 * bootstrap of `bootstrap`), their deviations from the fit stretched by Student's t over the normal quantile, since a few
 * children determine a few effects. What is reckoned with replicates, column sums or similarities, has its 95 % interval
 * between their percentiles 2.5 and 97.5. It tells of children, not of the seed of the trajectory.
 *
 * @param children the children of one parent that `optimal` was fitted to.
 * @param options how many replicates, and the seed.
 * @returns effects (k rows of m) of each replicate; none where there are as many effects of a target as mixtures, since
 * nothing then tells how far they are off.
 * @throws {RangeError} when the fit is not one to these children, or the number or the seed is none.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { effectReplicates, optimalEffects } from "@mixlab/mixlab/analysis";
 *
 * const children = await readTable("data/segments.csv", { where: "parent=1@500,segment=child" });
 * const optimal = optimalEffects(children), again = effectReplicates(children, optimal, { replicates: 50, seed: 0 });
 * equal(again.length, 50);
 * const own = again.map((A_km) => A_km[1][1]).sort((a, b) => a - b); // of python upon python
 * ok(own[1] < optimal.A_km[1][1] && optimal.A_km[1][1] < own[48]);
 * ```
 */
export function effectReplicates(
  children: RunTable,
  { A_km, form, fitted }: OptimalEffects,
  { replicates, seed }: { readonly replicates: number; readonly seed: number },
): number[][][] {
  const { law, options } = lawOf(form), effects = fitted.toJSON().theta[0].length;
  const factor = smallSampleFactor(distinctMixtures(children).length, effects);
  if (factor === undefined) return [];
  return bootstrap(law, children, fitted, { ...options, replicates, seed }).map((refit) =>
    effectsOf(refit.toJSON(), form).map((row, i) => row.map((a, j) => A_km[i][j] + factor * (a - A_km[i][j])))
  );
}
