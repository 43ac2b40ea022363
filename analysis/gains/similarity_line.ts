/**
 * Does a method gain more, the nearer what it believes is to what is best? A least-squares line through similarities
 * and gains, and R² of it.
 *
 *     gain ≈ a + b · similarity        R² = 1 − Σ (gain − a − b · similarity)² / Σ (gain − mean gain)²
 *
 * Source: Aioli (arXiv 2411.05735), Figure 3, which reports R² = 0.491 over all methods and data sets (quoted).
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";

/**
 * A line through similarities and gains.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { similarityLine, type SimilarityLine } from "@mixlab/mixlab/analysis";
 *
 * const { intercept, slope }: SimilarityLine = similarityLine([0, 0.5, 1], [-1, 0, 1]);
 * equal(intercept + slope * 0.75, 0.5);
 * ```
 */
export interface SimilarityLine {
  /** Gain at a similarity of 0. */
  readonly intercept: number;
  /** Gain for each unit of similarity. */
  readonly slope: number;
  /** The part of the gains' variance that the line explains. */
  readonly r2: number;
}

/**
 * The least-squares line.
 *
 * @param similarities n ≥ 3 of them, not all alike; `gains` in the same order, not all alike.
 * @throws {RangeError} when there are too few, the lists differ in length, all of one are alike, or one is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { similarityLine } from "@mixlab/mixlab/analysis";
 *
 * deepEqual(similarityLine([0, 1, 2], [1, 0, 2]), { intercept: 0.5, slope: 0.5, r2: 0.25 });
 * ```
 */
export function similarityLine(similarities: readonly number[], gains: readonly number[]): SimilarityLine {
  const n = similarities.length;
  if (gains.length !== n) {
    throw outOfRange(`gains: wanted ${n} numbers, as there are similarities, got ${gains.length}`);
  }
  if (n < 3) throw outOfRange(`similarities: wanted at least 3 (two points always lie on a line), got ${n}`);
  const [x, y] = [centred("similarities", similarities), centred("gains", gains)];
  const xy = x.by.reduce((sum, value, i) => sum + value * y.by[i], 0), slope = xy / x.squares;
  return { intercept: y.mean - slope * x.mean, slope, r2: xy * xy / (x.squares * y.squares) };
}

/**
 * R² of the line.
 *
 * @throws {RangeError} as {@link similarityLine}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { r2Of } from "@mixlab/mixlab/analysis";
 *
 * equal(r2Of([0.2, 0.4, 0.6], [1, 2, 3]).toFixed(12), "1.000000000000");
 * ```
 */
export function r2Of(similarities: readonly number[], gains: readonly number[]): number {
  return similarityLine(similarities, gains).r2;
}

function centred(what: string, values: readonly number[]) {
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) throw outOfRange(`${what}[${i}]: wanted a finite number, got ${value}`);
  });
  const mean = values.reduce((a, b) => a + b, 0) / values.length, by = values.map((value) => value - mean);
  const squares = by.reduce((sum, value) => sum + value * value, 0);
  if (values.every((value) => value === values[0])) {
    throw outOfRange(`${what}: wanted numbers that differ, got ${values.length} times ${values[0]}`);
  }
  return { mean, by, squares };
}
