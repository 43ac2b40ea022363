/**
 * Numbers of DoReMi's paper that Mixlab did not compute. Each is a quotation, and is to be shown as one.
 *
 * Source of all: DoReMi (Xie et al., arXiv 2305.10429v4, NeurIPS 2023), in tables as named. 22 domains of The Pile,
 * 200,000 updates of 512 × 1,024 tokens, a vocabulary of 256k; log-perplexities in nats per token.
 *
 * @module
 */

/**
 * A row of DoReMi's summaries.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { DOREMI_PAPER, type QuotedSummary } from "@mixlab/mixlab/analysis";
 *
 * const row: QuotedSummary = DOREMI_PAPER.large[0];
 * equal(row.beating, 0); // the baseline does not beat itself
 * ```
 */
export interface QuotedSummary {
  /** The model, and where its weights are from. */
  readonly model: string;
  /** Worst log-perplexity over the domains. */
  readonly worst: number;
  /** Mean log-perplexity, every domain alike. */
  readonly mean: number;
  /** Domains of 22 that end below the baseline. */
  readonly beating: number;
}

const summary = (model: string, worst: number, mean: number, beating: number): QuotedSummary => ({
  ...{ model, worst, mean, beating },
});

/**
 * DoReMi's printed results, as types.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { DOREMI_PAPER, type QuotedDoReMi } from "@mixlab/mixlab/analysis";
 *
 * const paper: QuotedDoReMi = DOREMI_PAPER;
 * equal(paper.glam.rounds.length, 3);
 * ```
 */
export interface QuotedDoReMi {
  /** "Reaches the baseline accuracy" at so many of so many updates, 8B parameters; the factor as printed; points gained. */
  readonly headline: {
    readonly reached: number;
    readonly steps: number;
    readonly printed: number;
    readonly accuracyGain: number;
  };
  /** Domains of The Pile. */
  readonly domains: number;
  /** Table 3a: weights of proxies of four sizes, main runs of 8B parameters. */
  readonly large: readonly QuotedSummary[];
  /** Table 6: proxy and main run of one size. */
  readonly sameSize: readonly QuotedSummary[];
  /** Table 7: 280M, the proxy told to prefer what is hardest or easiest in place of what it is behind in. */
  readonly objectives: readonly QuotedSummary[];
  /** Table 2: weights of GLaM's data by round, as printed, two digits. */
  readonly glam: { readonly domains: readonly string[]; readonly rounds: readonly (readonly number[])[] };
}

/** GLaM's weights in rounds 2 and 3, which are printed alike. */
const GLAM_LATER: readonly number[] = [0.05, 0.51, 0.22, 0.04, 0.17, 0.02];

/**
 * DoReMi's printed results: quotations, nothing of them was computed here.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { DOREMI_PAPER } from "@mixlab/mixlab/analysis";
 *
 * const { large, headline } = DOREMI_PAPER;
 * equal(large.find(({ model }) => model === "DoReMi (280M->8B)")!.beating, 22);
 * equal((headline.steps / headline.reached).toFixed(2), "2.67"); // the paper writes 2.6
 * ```
 */
export const DOREMI_PAPER: QuotedDoReMi = {
  headline: { reached: 75_000, steps: 200_000, printed: 2.6, accuracyGain: 6.5 },
  domains: 22,
  large: [
    summary("Baseline (8B)", 1.71, 1.64, 0),
    summary("DoReMi (70M->8B)", 1.63, 1.53, 22),
    summary("DoReMi (150M->8B)", 1.56, 1.52, 22),
    summary("DoReMi (280M->8B)", 1.46, 1.4, 22),
    summary("DoReMi (1B->8B)", 1.58, 1.54, 22),
  ],
  sameSize: [
    summary("Baseline (280M)", 2.39, 2.32, 0),
    summary("DoReMi (280M->280M)", 2.19, 2.13, 22),
    summary("Proxy (280M)", 2.33, 2.27, 19),
    summary("Baseline (510M)", 2.14, 2.08, 0),
    summary("DoReMi (510M->510M)", 2.14, 2.06, 15),
    summary("Proxy (510M)", 2.23, 2.18, 0),
    summary("Baseline (760M)", 2.05, 1.97, 0),
    summary("DoReMi (760M->760M)", 2, 1.94, 17),
    summary("Proxy (760M)", 2.15, 2.1, 0),
    summary("Baseline (1B)", 1.94, 1.87, 0),
    summary("DoReMi (1B->1B)", 1.92, 1.83, 19),
    summary("Proxy (1B)", 2.11, 2.02, 0),
  ],
  objectives: [
    summary("Baseline", 2.39, 2.32, 0),
    summary("DoReMi (excess loss)", 2.19, 2.13, 22),
    summary("Hardest", 2.66, 2.62, 0),
    summary("Easiest", 4.27, 4.18, 0),
  ],
  glam: {
    domains: ["Wikipedia", "Filtered webpages", "Conversations", "Forums", "Books", "News"],
    rounds: [[0.09, 0.44, 0.1, 0.16, 0.11, 0.1], GLAM_LATER, GLAM_LATER],
  },
};
