/**
 * What RegMix printed of its own tables, and what was computed from them for this project where a table is not at hand.
 *
 * @module
 */

/**
 * Spearman on Pile-CC of a regression fitted to runs of RegMix's 1M model, by the size of the model whose runs it ranks.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { REGMIX_TRANSFER, type QuotedTransfer } from "@mixlab/mixlab/analysis";
 *
 * const paper: readonly QuotedTransfer[] = REGMIX_TRANSFER.filter(({ source }) => source.startsWith("RegMix"));
 * equal(paper[0].spearman["60M"], 0.9864);
 * ```
 */
export interface QuotedTransfer {
  /** The regression. */
  readonly regression: string;
  /** Runs that it was fitted to. */
  readonly runs: number;
  /** Spearman by size of the larger model. */
  readonly spearman: Readonly<Record<"1M" | "60M" | "1B", number>>;
  /** Where the numbers are from. */
  readonly source: string;
}

/** The body of the paper could not be read: its numbers are those of a public reading note. */
const PAPER = "RegMix, arXiv 2407.01492, table 2, by a public reading note";
const COMPUTED = "computed for this project from RegMix's tables with LightGBM 4 and NumPy";

/**
 * Spearman on Pile-CC: 256 runs of 1M, 256 of 60M, 64 of 1B parameters.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { REGMIX_TRANSFER } from "@mixlab/mixlab/analysis";
 *
 * const at1B = (regression: string, runs: number) =>
 *   REGMIX_TRANSFER.find((one) => one.regression === regression && one.runs === runs)!.spearman["1B"];
 * ok(at1B("log-linear", 64) > at1B("LightGBM", 512)); // with an eighth of the runs
 * ```
 */
export const REGMIX_TRANSFER: readonly QuotedTransfer[] = [
  { regression: "LightGBM", runs: 512, spearman: { "1M": 0.9845, "60M": 0.9864, "1B": 0.9712 }, source: PAPER },
  { regression: "ridge", runs: 512, spearman: { "1M": 0.9008, "60M": 0.8926, "1B": 0.8801 }, source: PAPER },
  { regression: "LightGBM", runs: 512, spearman: { "1M": 0.9901, "60M": 0.9857, "1B": 0.9625 }, source: COMPUTED },
  { regression: "ridge", runs: 512, spearman: { "1M": 0.9007, "60M": 0.8907, "1B": 0.9413 }, source: COMPUTED },
  { regression: "least squares", runs: 512, spearman: { "1M": 0.9021, "60M": 0.8933, "1B": 0.8766 }, source: COMPUTED },
  { regression: "log-linear", runs: 512, spearman: { "1M": 0.9624, "60M": 0.9575, "1B": 0.9857 }, source: COMPUTED },
  { regression: "log-linear", runs: 64, spearman: { "1M": 0.9365, "60M": 0.9348, "1B": 0.9886 }, source: COMPUTED },
];

/**
 * Spearman of LightGBM on 256 runs of the 1M model by metric, as RegMix's notebook prints them (`regression.ipynb` of
 * sail-sg/regmix, commit b004d3a; boosting stopped by the error on those runs).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { REGMIX_SPEARMAN } from "@mixlab/mixlab/analysis";
 *
 * equal(REGMIX_SPEARMAN.pile_cc, 0.9892);
 * ```
 */
export const REGMIX_SPEARMAN: Readonly<Record<string, number>> = {
  ...{ arxiv: 0.996, freelaw: 0.9971, pubmed_central: 0.9908, wikipedia_en: 0.9945, dm_mathematics: 0.972 },
  ...{ github: 0.9977, stackexchange: 0.9973, gutenberg_pg_19: 0.9918, pile_cc: 0.9892, ubuntu_irc: 0.9687 },
  ...{ hackernews: 0.9851, pubmed_abstracts: 0.9919, uspto_backgrounds: 0.9912 },
};

/**
 * The mixture that RegMix's notebook prints as best for Pile-CC: mean of the 128 best of 100,000 draws.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { REGMIX_OPTIMUM } from "@mixlab/mixlab/analysis";
 *
 * ok(Math.abs(Object.values(REGMIX_OPTIMUM).reduce((a, b) => a + b) - 1) < 1e-6);
 * ```
 */
export const REGMIX_OPTIMUM: Readonly<Record<string, number>> = {
  ...{ arxiv: 0.00466329544, freelaw: 0.00394374644, nih_exporter: 4.83724817e-7, pubmed_central: 0.0058101321 },
  ...{ wikipedia_en: 0.00725528969, dm_mathematics: 0.00068971799, github: 0.00113732015 },
  ...{ philpapers: 0.000125776313, stackexchange: 0.0011117582, enron_emails: 0.00256605336 },
  ...{ gutenberg_pg_19: 0.00372214513, pile_cc: 0.890924344, ubuntu_irc: 0.0614285142, europarl: 0.000344762896 },
  ...{ hackernews: 0.00249409048, pubmed_abstracts: 0.0123006293, uspto_backgrounds: 0.00148194075 },
};

/**
 * Shares of tokens of the 17 domains of the Pile that RegMix draws around (its data).
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { REGMIX_OPTIMUM, REGMIX_PRIOR } from "@mixlab/mixlab/analysis";
 *
 * ok(REGMIX_OPTIMUM.pile_cc > 3 * REGMIX_PRIOR.pile_cc);
 * ```
 */
export const REGMIX_PRIOR: Readonly<Record<string, number>> = {
  ...{ arxiv: 0.113285273, freelaw: 0.079608651, nih_exporter: 0.003913491, pubmed_central: 0.185375901 },
  ...{ wikipedia_en: 0.051081359, dm_mathematics: 0.015962925, github: 0.101750772, philpapers: 0.003707518 },
  ...{ stackexchange: 0.066529351, enron_emails: 0.001750772, gutenberg_pg_19: 0.027085479, pile_cc: 0.236869207 },
  ...{ ubuntu_irc: 0.01184346, europarl: 0.007929969, hackernews: 0.008032956, pubmed_abstracts: 0.038825953 },
  ...{ uspto_backgrounds: 0.046446962 },
};
