/**
 * How alike two estimates of what domains do are:
 *
 *     a_j = Σ_i A_ij,   b_j = Σ_i B_ij,   sim(A, B) = ½ cosine(a, b) + ½ Spearman(a, b)
 *
 * Source: Aioli (arXiv 2411.05735, section 5.2 and Figure 3; notebooks `2_measurements`, `3_measurements`), where A is a
 * method's estimate and B the best one for its trajectory. Only column sums count, since the exponentiated gradient has no
 * other use of A. Ties have their middle rank.
 *
 * @module
 */
import { got, outOfRange } from "../../lib/errors.ts";
import { quality } from "../../lib/laws/quality.ts";

/**
 * The similarity of two lists of column sums. A part that they do not tell is null.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type EffectSimilarity, effectSimilarity } from "@mixlab/mixlab/analysis";
 *
 * const opposite: EffectSimilarity = effectSimilarity([1, 0], [0, 1]);
 * equal(opposite.cosine, 0);
 * equal(opposite.spearman, -1);
 * equal(opposite.similarity, -0.5);
 * ```
 */
export interface EffectSimilarity {
  /** Cosine of the angle between the lists; null when all numbers of one are 0. */
  readonly cosine: number | null;
  /** Spearman's rank correlation; null when the numbers of one are all alike. */
  readonly spearman: number | null;
  /** The mean of both; null when either is. */
  readonly similarity: number | null;
}

/**
 * Compares two lists of column sums.
 *
 * For m = 2 Spearman is 1 or −1. For m = 3 it is one of 1, ½, −½, −1 where nothing is tied, and where all numbers are
 * positive the cosine is near 1 whatever the order: with no knowledge at all the similarity is then about ½.
 *
 * @param a_m column sums of one estimate (m): how much training on each domain lowers all losses together.
 * @param b_m of the other one, in any unit.
 * @throws {RangeError} when there are fewer than two, the lengths differ, or a number is not finite.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { effectSimilarity } from "@mixlab/mixlab/analysis";
 *
 * const { cosine, spearman, similarity } = effectSimilarity([3, 1, 2], [30, 10, 20]);
 * equal(cosine!.toFixed(12), "1.000000000000");
 * equal(spearman, 1);
 * equal(similarity!.toFixed(12), "1.000000000000");
 * equal(effectSimilarity([1, 1, 1], [3, 1, 2]).similarity, null); // an estimate that tells nothing apart
 * ```
 */
export function effectSimilarity(a_m: ArrayLike<number>, b_m: ArrayLike<number>): EffectSimilarity {
  const a = listOf("a_m", a_m), b = listOf("b_m", b_m);
  if (a.length !== b.length) {
    throw outOfRange(`effectSimilarity: wanted as many column sums of both, got ${a.length} and ${b.length}`);
  }
  const cosine = cosineOf(a, b), spearman = snapped(quality(a, b).spearman);
  return { cosine, spearman, similarity: cosine === null || spearman === null ? null : (cosine + spearman) / 2 };
}

/** Correlations of ranks are whole or far from it: 1 less a rounding is 1. */
function snapped(rank: number | null): number | null {
  return rank !== null && Math.abs(Math.abs(rank) - 1) < 1e-12 ? Math.sign(rank) : rank;
}

function listOf(name: string, values: ArrayLike<number>): number[] {
  if (values.length < 2) {
    throw outOfRange(
      `effectSimilarity: ${name}: wanted a number for each of two domains or more, got ${values.length}`,
    );
  }
  const list = Array.from(values), bad = list.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw outOfRange(`effectSimilarity: ${name}: wanted finite numbers, got ${got(bad)}`);
  return list;
}

function cosineOf(a: readonly number[], b: readonly number[]): number | null {
  // Scaled first, so that no square is beyond a number.
  const [x, y] = [a, b].map((list) => {
    const largest = list.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return largest === 0 ? undefined : list.map((value) => value / largest);
  });
  if (x === undefined || y === undefined) return null;
  const dot = (u: readonly number[], v: readonly number[]) => u.reduce((sum, value, j) => sum + value * v[j], 0);
  return Math.max(-1, Math.min(1, dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))));
}
