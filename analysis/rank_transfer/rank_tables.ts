/**
 * Tables of rank transfer.
 *
 * @module
 */
import type { ReportTable } from "../../lib/figures/report_table.ts";
import { bracket, rounded } from "../shared/cells.ts";
import type { RankAgreement } from "./rank_agreement.ts";
import type { RankedTarget } from "./rank_transfer.ts";
import type { TransferByRuns } from "./transfer_by_runs.ts";

/**
 * How well targets are ranked, one a row: Spearman (ρ) with its interval, and without the run's mixture where the fit has seen
 * it; Kendall (τ); what the choice loses; the bias in level.
 *
 * @param options `caption`; `top`: the number of runs that `regretTop` was told for (default 5).
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { rankAgreement, ranksTable } from "@mixlab/mixlab/analysis";
 *
 * const observed = Float64Array.of(3, 2, 1), predicted = Float64Array.of(3.5, 2.5, 1.5);
 * const agreement = rankAgreement(observed, predicted, { replicates: 0 });
 * const { columns, rows } = ranksTable([{ target: "t", observed, predicted, agreement, unseen: null }]);
 * deepEqual(columns, ["target", "ρ", "τ", "regret of the best", "of the best 5", "bias"]);
 * deepEqual(rows, [["t", "1.000", 1, 0, 0, 0.5]]);
 * ```
 */
export function ranksTable(
  targets: readonly RankedTarget[],
  { caption, top = 5 }: { readonly caption?: string; readonly top?: number } = {},
): ReportTable {
  const unseen = targets.some((one) => one.unseen !== null);
  const rho = ({ spearman, interval }: RankAgreement) =>
    `${spearman?.toFixed(3) ?? "none"}${interval ? ` (${bracket(interval)})` : ""}`;
  return {
    ...(caption !== undefined && { caption }),
    columns: [
      ...["target", "ρ", ...(unseen ? ["ρ unseen"] : []), "τ", "regret of the best", `of the best ${top}`, "bias"],
    ],
    rows: targets.map(({ target, agreement, unseen: left }) => [
      ...[target, rho(agreement), ...(unseen ? [left ? rho(left) : "none"] : []), rounded(agreement.kendall)],
      ...[rounded(agreement.regretTop1, 4), rounded(agreement.regretTop, 4), rounded(agreement.bias)],
    ]),
  };
}

/**
 * Spearman by the number of mixtures that laws were fitted to: mean over subsets, the least and the most in brackets.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { transferByRunsTable } from "@mixlab/mixlab/analysis";
 *
 * const counts = [{ mixtures: 64, spearman: [0.9, 0.94], mean: 0.92 }, { mixtures: 512, spearman: [0.96], mean: 0.96 }];
 * const { rows } = transferByRunsTable([{ law: "log-linear", counts }, { law: "linear", counts: [] }]);
 * deepEqual(rows, [["log-linear", "0.920 (0.900 to 0.940)", "0.960"], ["linear", "too few", "too few"]]);
 * ```
 */
export function transferByRunsTable(byRuns: readonly TransferByRuns[]): ReportTable {
  const counts = [...new Set(byRuns.flatMap((law) => law.counts.map(({ mixtures }) => mixtures)))].sort((a, b) =>
    a - b
  );
  return {
    caption: "Spearman by number of mixtures; least and most of the subsets in brackets",
    columns: ["law", ...counts.map(String)],
    rows: byRuns.map(({ law, counts: own }) => [
      law,
      ...counts.map((count) => {
        const one = own.find(({ mixtures }) => mixtures === count);
        if (one === undefined) return "too few";
        const all = one.spearman.filter((rho) => rho !== null);
        const ends = `${Math.min(...all).toFixed(3)} to ${Math.max(...all).toFixed(3)}`;
        return one.mean === null ? "all alike" : `${one.mean.toFixed(3)}${all.length > 1 ? ` (${ends})` : ""}`;
      }),
    ]),
  };
}
