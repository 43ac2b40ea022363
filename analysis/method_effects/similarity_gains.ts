/**
 * Whether methods whose belief is nearer to the best one gain more: R² of a line through a point a method, and what so few
 * points can tell. Of n points that have nothing to do with each other, R² is 1 / (n − 1) on average, and above
 *
 *     t² / (t² + n − 2),   t the 97.5 % quantile of Student's t with n − 2 degrees of freedom
 *
 * in 5 % of all cases (Student 1908: the test of a correlation). Source of the question: Aioli (arXiv 2411.05735), Figure 3,
 * whose R² of 0.491 (quoted) is over methods and data sets together.
 *
 * @module
 */
import type { Interval } from "../../lib/laws/intervals.ts";
import { studentQuantile } from "../../lib/numerics/student_t.ts";
import type { Gains } from "../gains/gains_of.ts";
import { type SimilarityLine, similarityLine } from "../gains/similarity_line.ts";
import type { MethodSimilarity } from "./method_effects.ts";

/**
 * Similarities and gains of the methods that have both.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SimilarityGains } from "@mixlab/mixlab/analysis";
 *
 * const tells = ({ line, chance }: SimilarityGains) => line !== null && chance !== null && line.r2 > chance.atFivePercent;
 * equal(tells({ points: [], line: null, chance: null, without: [] }), false);
 * ```
 */
export interface SimilarityGains {
  /** One a method. */
  readonly points: readonly {
    readonly name: string;
    /** Mean over its seeds. */
    readonly similarity: number;
    /** The least and the most of its seeds. */
    readonly similarityInterval: Interval;
    /** How much lower its average perplexity is than that of stratified sampling. */
    readonly gain: number;
    /** Student's interval of the gain over seeds. */
    readonly gainInterval?: Interval;
  }[];
  /** The line through them; null with fewer than three points, or where they do not differ. */
  readonly line: SimilarityLine | null;
  /** R² of unrelated points: on average, and what 5 % of them pass; null without a line. */
  readonly chance: { readonly mean: number; readonly atFivePercent: number } | null;
  /** Methods of the trajectories that have no gain or no similarity. */
  readonly without: readonly string[];
}

/**
 * Joins similarities and gains by method.
 *
 * @param gains of the final runs of the same methods on the same domains, as `gainsOf` tells them.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { gainsOf, similarityGains, spreadOf } from "@mixlab/mixlab/analysis";
 *
 * const gains = gainsOf(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * s,0,stratified,0.5,0.5,3,2
 * x,0,aioli,0.6,0.4,2.9,2
 * y,0,doge,0.9,0.1,3.2,2
 * z,0,doremi,0.7,0.3,3.1,2`));
 * const similarities = [["aioli", 0.9], ["doge", 0.5], ["doremi", 0.6]] as const;
 * const { points, line, chance } = similarityGains(
 *   similarities.map(([method, value]) => {
 *     const spread = spreadOf([value]);
 *     return { method, cosine: spread, spearman: spread, similarity: spread, untold: 0, chance: null };
 *   }),
 *   gains,
 * );
 * deepEqual(points.map(({ gain }) => gain > 0), [true, false, false]);
 * equal(line!.r2 > 0.9, true);
 * equal(chance!.atFivePercent > 0.99, true); // three points: even this says nothing
 * ```
 */
export function similarityGains(similarities: readonly MethodSimilarity[], gains: Gains): SimilarityGains {
  const without: string[] = [];
  const points = similarities.flatMap(({ method, similarity }) => {
    const gained = gains.methods.find((each) => each.method === method);
    if (gained === undefined || similarity === null) {
      without.push(method);
      return [];
    }
    // A difference in perplexity is a gain with its sign turned, and so are the ends of its interval.
    const { interval } = gained.perplexity;
    return [{
      ...{ name: method, similarity: similarity.mean, gain: gained.gain },
      similarityInterval: [similarity.least, similarity.most] as const,
      ...(interval && { gainInterval: [-interval[1], -interval[0]] as const }),
    }];
  });
  const n = points.length, x = points.map(({ similarity }) => similarity), y = points.map(({ gain }) => gain);
  const differ = (values: readonly number[]) => values.some((value) => value !== values[0]);
  if (n < 3 || !differ(x) || !differ(y)) return { points, line: null, chance: null, without };
  const t = studentQuantile(0.975, n - 2);
  const chance = { mean: 1 / (n - 1), atFivePercent: t ** 2 / (t ** 2 + n - 2) };
  return { points, line: similarityLine(x, y), chance, without };
}
