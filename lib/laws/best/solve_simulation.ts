/**
 * A good mixture under a law whose slopes tell nothing, by RegMix's simulation. Nothing is proven.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import { freeShares, nearestFeasible } from "./free_shares.ts";
import { type Goal, goalValue } from "./goal.ts";
import { REGMIX_DRAWS, REGMIX_TOP, simulate } from "./simulate.ts";

/** The mixture found. */
export interface SimulationSolution {
  /** Shares (m): the mean of the best draws. */
  readonly shares: Float64Array;
  /** Mixtures drawn. */
  readonly draws: number;
  /** Mixtures averaged. */
  readonly top: number;
  /** Value of the best draw (nats per token). */
  readonly lowest: number;
  /** The same as `draws`: a draw is a step of this search. */
  readonly iterations: number;
}

/**
 * The mean of the best draws from Dirichlet(prior), the same part of them as in RegMix; draws outside of the bounds are
 * moved to the nearest mixture within, and the mean of mixtures within is within.
 */
export function solveSimulation(
  goal: Goal,
  { draws = REGMIX_DRAWS, seed = 0 }: { readonly draws?: number; readonly seed?: number } = {},
): SimulationSolution {
  if (!Number.isInteger(draws) || draws < 1) throw outOfRange(`draws: wanted a whole number ≥ 1, got ${got(draws)}`);
  const { lower, upper } = goal.box, free = freeShares(goal);
  const within = (shares: Float64Array) =>
    shares.every((p, j) => p >= lower[j] && p <= upper[j]) ? shares : nearestFeasible(free, shares);
  const top = Math.max(1, Math.round(draws * REGMIX_TOP / REGMIX_DRAWS));
  const { mean, finite, lowest } = simulate((shares) => goalValue(goal, shares), {
    prior: goal.prior,
    draws,
    top,
    seed,
    within,
  });
  if (mean === undefined) {
    throw outOfRange(`best mixture: wanted a law with finite losses, got ${finite} of ${draws} draws with one`);
  }
  return { shares: mean, draws, top, lowest, iterations: draws };
}
