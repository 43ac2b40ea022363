/**
 * Exact designs by exchange: one run after the other gives way to the candidate that raises log det M the most, until none
 * does. The gain of b for a is Σ_targets log((1 + d_b)(1 − d_a) + d_ab²) (Fedorov, Theory of Optimal Experiments, 1972,
 * chapter 3); runs are taken in turn, which is the modified algorithm of Cook and Nachtsheim (Technometrics 22, 1980). It
 * ends where no single exchange helps, so it is begun from several designs: a greedy one and random ones.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import { random } from "../../numerics/random.ts";
import type { TargetInformation } from "./information.ts";
import { type DesignState, designState } from "./state.ts";

/** An exchange must gain this, in log det. */
const GAIN = 1e-10;
const MOST_PASSES = 200;

/** What designs may hold. */
export interface ExchangeOptions {
  /** Runs to add. */
  readonly n: number;
  /** Beginnings: the first greedy, the others random. */
  readonly starts: number;
  readonly seed: number;
  /** Whether candidate c may stand beside these. */
  readonly allowed: (c: number, beside: readonly number[]) => boolean;
}

/**
 * The best design found: candidates (n), ascending.
 *
 * @throws {RangeError} when fewer than n candidates may stand together.
 */
export function exchange(information: readonly TargetInformation[], options: ExchangeOptions): number[] {
  const { starts, seed } = options, rng = random(seed);
  let best: number[] = [], most = -Infinity;
  for (let start = 0; start < starts; start++) {
    const state = designState(information);
    const order = start === 0 ? undefined : rng.shuffle(Array.from(state.variances(), (_, c) => c));
    const chosen = beginning(state, options, order);
    improve(state, chosen, options.allowed);
    if (state.logDet() > most + GAIN) [best, most] = [chosen, state.logDet()];
  }
  return best.sort((a, b) => a - b);
}

/** n candidates: each the one that gains most beside those before it, or the first in an order. */
function beginning(
  state: DesignState,
  { n, allowed }: ExchangeOptions,
  order: readonly number[] | undefined,
): number[] {
  const chosen: number[] = [];
  while (chosen.length < n) {
    const c = order === undefined
      ? most(state.gains(-1), (c) => allowed(c, chosen))
      // Where replicates are allowed, they are left to the exchange: a beginning shall be spread.
      : order.find((c) => !chosen.includes(c) && allowed(c, chosen)) ?? order.find((c) => allowed(c, chosen)) ?? -1;
    if (c < 0) {
      throw outOfRange(
        `d-optimal: wanted ${n} mixtures that differ, got ${chosen.length} of ${state.variances().length} candidates; ` +
          "raise parts or random, or lower apart",
      );
    }
    chosen.push(c);
    state.add(c, 1);
  }
  return chosen;
}

function improve(state: DesignState, chosen: number[], allowed: ExchangeOptions["allowed"]): void {
  for (let pass = 0, improved = true; improved && pass < MOST_PASSES; pass++) {
    improved = false;
    for (let at = 0; at < chosen.length; at++) {
      const a = chosen[at], others = chosen.toSpliced(at, 1), gains = state.gains(a);
      const b = most(gains, (c) => allowed(c, others), GAIN);
      if (b < 0) continue;
      chosen[at] = b;
      state.add(b, 1);
      state.add(a, -1);
      improved = true;
    }
  }
}

/** The candidate with the largest gain above a least, of those that may be taken; −1: none. */
function most(gains: Float64Array, may: (c: number) => boolean, least = -Infinity): number {
  let best = -1, gain = least;
  for (let c = 0; c < gains.length; c++) if (gains[c] > gain && may(c)) [best, gain] = [c, gains[c]];
  return best;
}
