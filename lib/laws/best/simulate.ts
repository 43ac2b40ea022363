/**
 * Search by simulation, as RegMix does it: draw mixtures around a prior, and average the best of them.
 *
 * @module
 */
import { dirichlet } from "../../mixture/dirichlet.ts";
import { random } from "../../numerics/random.ts";

/** Mixtures drawn and averaged in RegMix's notebook. */
export const REGMIX_DRAWS = 100_000, REGMIX_TOP = 128;

/** What the search found. */
export interface Simulated {
  /** The mean of the best draws (m), or undefined when too few have a finite value. */
  readonly mean?: Float64Array;
  /** Draws with a finite value. */
  readonly finite: number;
  /** Lowest value of a draw. */
  readonly lowest: number;
}

/**
 * Draws mixtures from Dirichlet(prior), and averages the shares of the `top` ones with the lowest value.
 *
 * @param within moves a draw to where the limits allow.
 */
export function simulate(
  value: (shares: Float64Array) => number,
  { prior, draws, top, seed, within = (shares) => shares }: {
    readonly prior: Float64Array;
    readonly draws: number;
    readonly top: number;
    readonly seed: number;
    readonly within?: (shares: Float64Array) => Float64Array;
  },
): Simulated {
  const rng = random(seed), m = prior.length;
  const drawn = new Float64Array(draws * m), values = new Float64Array(draws);
  for (let i = 0; i < draws; i++) {
    const shares = within(dirichlet(rng, prior));
    drawn.set(shares, i * m);
    values[i] = value(shares);
  }
  const order = Array.from(values.keys()).filter((i) => Number.isFinite(values[i]));
  if (order.length < top) return { finite: order.length, lowest: Infinity };
  order.sort((a, b) => values[a] - values[b]);
  const mean = new Float64Array(m);
  for (const i of order.slice(0, top)) for (let j = 0; j < m; j++) mean[j] += drawn[i * m + j] / top;
  return { mean, finite: order.length, lowest: values[order[0]] };
}
