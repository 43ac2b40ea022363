/**
 * What the report of rank transfer says.
 *
 * @module
 */
import type { ReportSection } from "../../lib/figures/report.ts";
import type { ReportTable } from "../../lib/figures/report_table.ts";
import type { PaperAnswer } from "../../lib/laws/best/paper_answer.ts";
import { rounded } from "../shared/cells.ts";
import { REGMIX_TRANSFER } from "./quoted.ts";
import { ranksFigure, transferByRunsFigure } from "./rank_figures.ts";
import { ranksTable, transferByRunsTable } from "./rank_tables.ts";
import type { RankTransfer } from "./rank_transfer.ts";
import type { TransferByRuns } from "./transfer_by_runs.ts";

/** What the analysis found, and in whose runs. */
export interface RankFindings {
  readonly transfer: RankTransfer;
  readonly byRuns: readonly TransferByRuns[];
  readonly optima: readonly PaperAnswer[];
  /** What the best mixture is best for, in words. */
  readonly objective: string;
  /** The two models, in words. */
  readonly small: string;
  readonly large: string;
  readonly top: number;
  readonly synthetic: boolean;
}

/** The summary. */
export function rankLead({ transfer, small, large }: RankFindings): string[] {
  const { laws, measured } = transfer;
  const lines = laws.map(({ law, meanSpearman, mean, targets }) => {
    const unseen = targets.map(({ unseen }) => unseen?.spearman ?? null);
    const left = unseen.every((rho) => rho !== null)
      ? ` (${
        (unseen.reduce((a, b) => a + b, 0) / unseen.length).toFixed(3)
      } with each run's mixture left out of the fit)`
      : "";
    return `${law}, fitted to ${small}, ranks the runs of ${large} with Spearman ${
      meanSpearman?.toFixed(3) ?? "unknown"
    }${left}, mean over the targets; their mean loss with ${mean.agreement.spearman?.toFixed(3) ?? "unknown"}.`;
  });
  if (measured === null) return lines;
  const each = measured.targets.map(({ agreement }) => agreement.spearman);
  const end = (pick: (...values: number[]) => number) =>
    each.every((rho) => rho !== null) ? pick(...each).toFixed(3) : "unknown";
  return [
    ...lines,
    `Measured losses of the two models agree in rank to ${end(Math.min)} to ${
      end(Math.max)
    } by target, and their mean ` +
    `over the targets to ${measured.mean.agreement.spearman?.toFixed(3) ?? "unknown"}.`,
  ];
}

/** The sections. */
export function rankSections(found: RankFindings): ReportSection[] {
  const { transfer, byRuns, optima, objective, small, large, top, synthetic } = found,
    { laws, without, measured, seen } = transfer;
  const note = synthetic ? { synthetic: true } : {};
  return [{
    heading: "Ranks",
    paragraphs: [
      "ρ: Spearman's rank correlation with a 95 % interval over draws of runs; τ: Kendall's τ-b. Regret: measured loss of the " +
      "run predicted to be best, or of the best among several, above the least of all (nats per token). Bias: mean of predicted " +
      "less measured.",
      ...(seen > 0
        ? [
          `The fits have seen the mixtures of ${seen} of these runs, on the smaller model: "ρ unseen" predicts each run by a fit ` +
          "without its mixture.",
        ]
        : []),
      ...without.map(({ why }) => `${why}.`),
    ],
    tables: [
      ...laws.map(({ law, targets, mean }) =>
        ranksTable([...targets, mean], { caption: `${law}, fitted to ${small}, on ${large}`, top })
      ),
      ...(measured
        ? [
          ranksTable([
            ...measured.targets,
            measured.mean,
          ], { caption: `Measured losses of ${small}, on ${large}: no law between`, top }),
        ]
        : []),
    ],
    figures: laws.map(({ law, targets, mean }) => ({
      figure: ranksFigure([...targets, ...(targets.length > 1 ? [mean] : [])], { title: `Ranks by ${law}`, ...note }),
      caption: `Ranks predicted by ${law} against measured ones.`,
    })),
  }, {
    heading: "How many small runs it takes",
    paragraphs: [
      "Laws fitted to subsets of the smaller model's mixtures; mean of Spearman over the targets, then over the subsets.",
    ],
    tables: [transferByRunsTable(byRuns)],
    figures: byRuns.some(({ counts }) => counts.some((one) => one.mean !== null))
      ? [{ figure: transferByRunsFigure(byRuns, note), caption: "Spearman by number of mixtures." }]
      : [],
  }, {
    heading: "The best mixture by RegMix's simulation",
    paragraphs: [`Lowest predicted ${objective}: mixtures drawn around the prior, the best of them averaged.`],
    tables: [optimaTable(optima)],
  }, {
    heading: "What RegMix says",
    tables: [{
      caption: "Quoted or computed before, not computed here: Spearman on Pile-CC, fitted to runs of the 1M model.",
      columns: ["regression", "runs", "1M", "60M", "1B", "source"],
      rows: REGMIX_TRANSFER.map(({ regression, runs, spearman, source }) => [
        ...[regression, runs, spearman["1M"], spearman["60M"], spearman["1B"], source],
      ]),
    }],
  }];
}

function optimaTable(optima: readonly PaperAnswer[]): ReportTable {
  const domains = [...new Set(optima.flatMap(({ mixture }) => Object.keys(mixture ?? {})))];
  return {
    caption: "Shares of tokens",
    columns: ["domain", ...optima.map(({ name }) => name)],
    rows: [
      ...domains.map((domain) => [domain, ...optima.map(({ mixture }) => rounded(mixture?.[domain], 4))]),
      ["predicted loss (nats per token)", ...optima.map(({ objective }) => rounded(objective, 4))],
    ],
  };
}
