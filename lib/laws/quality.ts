/**
 * How good predictions are.
 *
 * @module
 */
import { mean, sampleRankCorrelation } from "simple-statistics";
import { outOfRange } from "../errors.ts";

/**
 * Quality of N predictions of one target. Values that the data do not determine are null.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { type Quality, quality } from "@mixlab/mixlab";
 *
 * // Predictions for a larger model: every loss is too high, but the order is right, so the right run is chosen.
 * const q: Quality = quality([2.1, 2.4, 2.3, 2.6], [3.0, 3.2, 3.1, 3.5]);
 * equal(q.kendall, 1);
 * equal(q.regretTop1, 0); // nats per token
 * ok(q.r2! < 0);
 *
 * equal(quality([2, 2, 2], [1.9, 2, 2.1]).r2, null); // nothing varies, so nothing can be explained
 * ```
 */
export interface Quality {
  /** Mean squared error (squared nats). */
  readonly mse: number;
  /** Mean absolute error (nats per token). */
  readonly mae: number;
  /** 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; null when the losses do not vary. */
  readonly r2: number | null;
  /** Spearman's rank correlation, ties given their middle rank; null when either side does not vary. */
  readonly spearman: number | null;
  /** Kendall's τ-b; null when either side does not vary. */
  readonly kendall: number | null;
  /** Observed loss of the run predicted to be best, above the lowest observed loss (nats per token). */
  readonly regretTop1: number;
  /** The same for the best of the runs predicted to be the best five (or all, when fewer). */
  readonly regretTop5: number;
}

/**
 * Compares predictions with observations of one target: errors, R², rank correlations (Spearman; Kendall's τ-b, 1945),
 * and what is lost by choosing the run that is predicted to be best.
 *
 * @param observed N losses, nats per token.
 * @param predicted N predicted losses.
 * @throws {RangeError} when the lengths differ, nothing is given, or a number is not finite.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { quality } from "@mixlab/mixlab";
 *
 * const q = quality([3, 2, 1], [2.9, 1.1, 1.2]);
 * equal(q.mae.toFixed(4), "0.4000"); // (0.1 + 0.9 + 0.2) / 3
 * equal(q.regretTop1, 1); // the run predicted to be best has loss 2, the best one 1
 * equal(q.spearman, 0.5);
 * ```
 */
export function quality(observed: ArrayLike<number>, predicted: ArrayLike<number>): Quality {
  const N = observed.length;
  if (N === 0 || predicted.length !== N) {
    throw outOfRange(`quality: wanted as many predictions as observations, got ${predicted.length} and ${N}`);
  }
  const y = Array.from(observed), f = Array.from(predicted);
  if (![...y, ...f].every(Number.isFinite)) throw outOfRange("quality: wanted finite numbers only");
  const middle = mean(y);
  let squares = 0, total = 0, absolute = 0;
  for (let n = 0; n < N; n++) {
    squares += (y[n] - f[n]) ** 2;
    total += (y[n] - middle) ** 2;
    absolute += Math.abs(y[n] - f[n]);
  }
  const ranked = varies(y) && varies(f);
  return {
    mse: squares / N,
    mae: absolute / N,
    r2: varies(y) ? 1 - squares / total : null,
    // rounding may carry a perfect correlation past 1
    spearman: ranked ? Math.max(-1, Math.min(1, sampleRankCorrelation(y, f))) : null,
    kendall: ranked ? kendall(y, f) : null,
    regretTop1: regret(y, f, 1),
    regretTop5: regret(y, f, 5),
  };
}

function varies(values: number[]): boolean {
  return values.some((v) => v !== values[0]);
}

/** Kendall's τ-b: concordant less discordant pairs, over the pairs that are not tied (Kendall 1945). */
function kendall(y: number[], f: number[]): number {
  let score = 0, untiedY = 0, untiedF = 0;
  for (let i = 0; i < y.length; i++) {
    for (let j = 0; j < i; j++) {
      const a = Math.sign(y[i] - y[j]), b = Math.sign(f[i] - f[j]);
      score += a * b;
      untiedY += a * a;
      untiedF += b * b;
    }
  }
  return score / Math.sqrt(untiedY * untiedF);
}

/** Lowest observed loss among the `top` runs with the lowest predictions, above the lowest of all. */
function regret(y: number[], f: number[], top: number): number {
  const order = f.map((_, n) => n).sort((a, b) => f[a] - f[b] || a - b);
  return Math.min(...order.slice(0, top).map((n) => y[n])) - y.reduce((a, b) => Math.min(a, b));
}

/** The mean of each measure over targets; null where a target has none. */
export function averageQuality(all: readonly Quality[]): Quality {
  const average = (key: keyof Quality): number | null => {
    const values = all.map((q) => q[key]);
    return values.every((v) => v !== null) ? mean(values as number[]) : null;
  };
  return {
    mse: average("mse")!,
    mae: average("mae")!,
    r2: average("r2"),
    spearman: average("spearman"),
    kendall: average("kendall"),
    regretTop1: average("regretTop1")!,
    regretTop5: average("regretTop5")!,
  };
}
