/**
 * What Aioli's paper reports of gains (arXiv 2411.05735v2). Quoted: none of these numbers was computed here, and no primary
 * copy of the paper's body was at hand. They are second-hand, from two public reading notes that agree in every cell of
 * Table 2; the note of each constant says where it stands in the paper.
 *
 * @module
 */

/**
 * Table 2, the unrestricted setting: difference in average test perplexity from stratified sampling, 160M parameters. Quoted,
 * second-hand.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { QUOTED_TABLE_2, tallyQuoted } from "@mixlab/mixlab/analysis";
 *
 * equal(QUOTED_TABLE_2.datasets.length, QUOTED_TABLE_2.differences.aioli.length);
 * equal(tallyQuoted(QUOTED_TABLE_2.differences.aioli).mean.toFixed(3), "-0.274"); // as the abstract says: 0.27 better
 * ```
 */
export const QUOTED_TABLE_2 = {
  source: "Aioli, arXiv 2411.05735v2, Table 2 (quoted, second-hand)",
  /** A arXiv, SE StackExchange, GH GitHub, B books, CC CommonCrawl, W Wikipedia; SlimPajama: all seven. */
  datasets: ["A/SE", "GH/C4", "B/SE", "A/B/SE", "CC/GH/W", "SlimPajama"],
  /** Average test perplexity of stratified sampling. */
  stratified: [16.532, 35.991, 47.192, 35.114, 41.583, 26.426],
  differences: {
    "grid-search": [-0.399, -0.407, -0.645, -0.247, 0.298, 0.49],
    "data-mixing-laws": [-0.241, -0.11, -0.644, -0.599, 0.242, 1.641],
    "skill-it": [-0.326, 0.551, -0.728, -0.568, -0.195, -0.184],
    doremi: [-0.307, 5.303, -0.217, -0.393, 6.898, 0.703],
    doge: [0.419, 0.184, -0.678, 1.843, 0.604, 0.949],
    aioli: [-0.205, -0.34, -0.439, -0.226, -0.196, -0.24],
  },
  /** Runs besides the final one; m: one a domain. */
  extraRuns: { "grid-search": "10", "data-mixing-laws": "10", "skill-it": "m", doremi: "2", doge: "1", aioli: "0" },
} as const;

/**
 * Table 3, the restricted setting: existing methods learn their proportions on half of the steps, and Aioli goes on from
 * there. Its 30 cells were not found, only their summary. Quoted, second-hand.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { QUOTED_TABLE_3 } from "@mixlab/mixlab/analysis";
 *
 * equal(QUOTED_TABLE_3.improved / QUOTED_TABLE_3.settings > 0.93, true);
 * ```
 */
export const QUOTED_TABLE_3 = {
  source: "Aioli, arXiv 2411.05735v2, section 6.2 and Table 3 (quoted, second-hand)",
  /** Five methods on six data sets, and how many of them Aioli on top improves. */
  settings: 30,
  improved: 28,
  /** By how much, in average test perplexity: mean and largest. */
  meanImprovement: 1.202,
  largestImprovement: 12.012,
  /** Part of the steps on which existing methods learn their proportions. */
  learningBudget: 0.5,
} as const;

/**
 * Ablations of Aioli (Table 20: means over the six data sets) and its two differences at 1.4B parameters (Table 25). Quoted,
 * second-hand.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { QUOTED_ABLATIONS } from "@mixlab/mixlab/analysis";
 *
 * ok(QUOTED_ABLATIONS.aioli < QUOTED_ABLATIONS.diagonal && QUOTED_ABLATIONS.diagonal < QUOTED_ABLATIONS.static);
 * ```
 */
export const QUOTED_ABLATIONS = {
  source: "Aioli, arXiv 2411.05735v2, Tables 20 and 25 (quoted, second-hand)",
  aioli: -0.274,
  static: -0.14,
  diagonal: -0.23,
  at1400M: [-0.276, -0.403],
} as const;

/**
 * R² between similarity to the best A and gain over stratified (Figure 3, a point a method and data set). Quoted, second-hand.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { QUOTED_SIMILARITY_R2 } from "@mixlab/mixlab/analysis";
 *
 * equal(QUOTED_SIMILARITY_R2, 0.491);
 * ```
 */
export const QUOTED_SIMILARITY_R2 = 0.491;

/**
 * Mean of quoted differences over data sets, and how many of them are below 0: better than stratified sampling.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { tallyQuoted } from "@mixlab/mixlab/analysis";
 *
 * deepEqual(tallyQuoted([-1, 3]), { mean: 1, wins: 1 });
 * ```
 */
export function tallyQuoted(differences: readonly number[]): { readonly mean: number; readonly wins: number } {
  const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
  return { mean, wins: differences.filter((d) => d < 0).length };
}
