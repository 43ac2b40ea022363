/**
 * How far a ranking of runs agrees with the measured one:
 *
 *     Spearman   correlation of the ranks, ties given their middle rank
 *     Kendall    τ-b: concordant less discordant pairs, over the pairs that are not tied (Kendall 1945)
 *     regret     measured loss of the best of the `top` runs that are predicted to be best, above the least of all
 *     bias       mean of predicted less measured
 *
 * Source: RegMix (arXiv 2407.01492, section 3.3) judges regressions by Spearman; the others are ours, as are the intervals:
 * runs are drawn with replacement, and the middle 95 % of Spearman over the draws is told (Efron 1979).
 *
 * @module
 */
import { quantile } from "simple-statistics";
import { got, outOfRange } from "../../lib/errors.ts";
import { quality } from "../../lib/laws/quality.ts";
import { random } from "../../lib/numerics/random.ts";

/**
 * How far predicted losses of N runs rank them as the measured ones do.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type RankAgreement, rankAgreement } from "@mixlab/mixlab/analysis";
 *
 * // Losses of a smaller model: all too high, in the right order.
 * const agreement: RankAgreement = rankAgreement([2.1, 2.4, 2.3, 2.6], [3.0, 3.2, 3.1, 3.5]);
 * equal(agreement.spearman, 1);
 * equal(agreement.bias.toFixed(2), "0.85"); // nats per token
 * ```
 */
export interface RankAgreement {
  /** Runs (N). */
  readonly runs: number;
  /** Spearman's rank correlation; null when either side does not vary. */
  readonly spearman: number | null;
  /** 95 % interval of it over draws of runs; null without draws. */
  readonly interval: readonly [number, number] | null;
  /** Kendall's τ-b; null when either side does not vary. */
  readonly kendall: number | null;
  /** What is lost by taking the run that is predicted to be best (nats per token). */
  readonly regretTop1: number;
  /** What is lost by taking the best of the `top` runs that are predicted to be best (nats per token). */
  readonly regretTop: number;
  /** Mean of predicted less measured losses (nats per token): a law of a small model is off in level. */
  readonly bias: number;
}

/**
 * Compares a ranking by predicted losses with the measured one.
 *
 * @param observed N measured losses, nats per token.
 * @param predicted N predicted losses, or losses of another model.
 * @param options `replicates`: draws of runs for the interval, 0 for none (default 500); `seed` of the draws (default 0);
 *   `top`: how many runs `regretTop` takes (default 5).
 * @throws {RangeError} when lengths differ, a number is not finite, or an option is out of range.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { rankAgreement } from "@mixlab/mixlab/analysis";
 *
 * const observed = [3, 2, 1, 2.5, 1.5], predicted = [2.9, 2.2, 1.2, 2.6, 1.1];
 * const { spearman, interval, regretTop1, regretTop } = rankAgreement(observed, predicted, { top: 2 });
 * equal(spearman!.toFixed(3), "0.900"); // the best two are swapped
 * equal(regretTop1, 0.5);
 * equal(regretTop, 0); // the best one is among the two predicted to be best
 * ok(interval![0] < spearman! && spearman! <= interval![1]);
 * ```
 */
export function rankAgreement(
  observed: ArrayLike<number>,
  predicted: ArrayLike<number>,
  { replicates = 500, seed = 0, top = 5 }: {
    readonly replicates?: number;
    readonly seed?: number;
    readonly top?: number;
  } = {},
): RankAgreement {
  if (!Number.isInteger(replicates) || replicates < 0) {
    throw outOfRange(`replicates: wanted a whole number ≥ 0, got ${got(replicates)}`);
  }
  if (!Number.isInteger(top) || top < 1) throw outOfRange(`top: wanted a whole number ≥ 1, got ${got(top)}`);
  const { kendall, regretTop1 } = quality(observed, predicted); // checks both lists
  const y = Array.from(observed), f = Array.from(predicted), N = y.length;
  const best = f.map((_, n) => n).sort((a, b) => f[a] - f[b] || a - b).slice(0, top);
  return {
    ...{ runs: N, spearman: spearman(y, f), interval: drawn(y, f, replicates, seed), kendall, regretTop1 },
    regretTop: Math.min(...best.map((n) => y[n])) - y.reduce((a, b) => Math.min(a, b)),
    bias: y.reduce((sum, loss, n) => sum + f[n] - loss, 0) / N,
  };
}

/** Ranks from 0, ties given their middle one, less the mean rank. */
function ranks(values: readonly number[]): Float64Array {
  const N = values.length, order = values.map((_, n) => n).sort((a, b) => values[a] - values[b]);
  const out = new Float64Array(N);
  for (let from = 0; from < N;) {
    let to = from + 1;
    while (to < N && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) out[order[i]] = (from + to - N) / 2;
    from = to;
  }
  return out;
}

function spearman(y: readonly number[], f: readonly number[]): number | null {
  const a = ranks(y), b = ranks(f);
  let ab = 0, aa = 0, bb = 0;
  for (let n = 0; n < a.length; n++) {
    ab += a[n] * b[n];
    aa += a[n] * a[n];
    bb += b[n] * b[n];
  }
  // √aa · √bb may be a rounding below ab.
  return aa === 0 || bb === 0 ? null : Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
}

/** The middle 95 % over draws; a draw of which one side does not vary has no correlation and is left out. */
function drawn(
  y: readonly number[],
  f: readonly number[],
  replicates: number,
  seed: number,
): [number, number] | null {
  const rng = random(seed), found: number[] = [];
  for (let r = 0; r < replicates; r++) {
    const rows = y.map(() => rng.below(y.length)), one = spearman(rows.map((n) => y[n]), rows.map((n) => f[n]));
    if (one !== null) found.push(one);
  }
  return found.length === 0 ? null : [quantile(found, 0.025), quantile(found, 0.975)];
}
