/**
 * Figures of rank transfer.
 *
 * @module
 */
import { curvesFigure } from "../../lib/figures/curves.ts";
import type { Figure, FigureOptions } from "../../lib/figures/figure.ts";
import type { RankedTarget } from "./rank_transfer.ts";
import type { TransferByRuns } from "./transfer_by_runs.ts";

/**
 * Ranks that a small model's law predicts against those measured on the larger model: a panel a target. Rank 1 is the lowest
 * loss; equal losses share their middle rank.
 *
 * @param targets what {@link rankTransfer} found, one or several.
 * @throws {RangeError} when there is no target.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { ranksFigure, rankTransfer } from "@mixlab/mixlab/analysis";
 *
 * const small = parseTable("run,share:a,share:b,loss:t\n1,0.2,0.8,3.1\n2,0.5,0.5,2.6\n3,0.9,0.1,2.2\n");
 * const large = parseTable("run,share:a,share:b,loss:t\n1,0.1,0.9,2.7\n2,0.4,0.6,1.8\n3,0.7,0.3,1.9\n");
 * const [, runs] = ranksFigure(rankTransfer(small, large, { laws: ["linear"] }).laws[0].targets).data;
 * deepEqual([runs.x, runs.y], [[3, 1, 2], [3, 2, 1]]); // measured, predicted
 * ```
 */
export function ranksFigure(
  targets: readonly RankedTarget[],
  options: FigureOptions & { readonly title?: string } = {},
): Figure {
  const { title = "Predicted against measured ranks", ...more } = options;
  return curvesFigure({
    ...{ title, x: "measured rank", y: "predicted rank", ...more },
    panels: targets.map(({ target, observed, predicted, agreement }) => ({
      name: `${target}, ρ ${agreement.spearman?.toFixed(3) ?? "unknown"}`,
      series: [
        { name: "equal ranks", kind: "line", x: [1, observed.length], y: [1, observed.length], look: 5 },
        { name: "a run", kind: "points", x: ranksOf(observed), y: ranksOf(predicted), look: 0 },
      ],
    })),
  });
}

/** Ranks from 1, equal values their middle one. */
function ranksOf(values: Float64Array): number[] {
  const sorted = values.toSorted();
  return Array.from(values, (value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

/**
 * Spearman against the number of mixtures that a law was fitted to: lines join the means over subsets, marks are subsets.
 *
 * @throws {RangeError} when no law has a number of mixtures with a rank correlation.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { transferByRunsFigure } from "@mixlab/mixlab/analysis";
 *
 * const counts = [{ mixtures: 64, spearman: [0.9, 0.94], mean: 0.92 }, { mixtures: 512, spearman: [0.96], mean: 0.96 }];
 * const [means, subsets] = transferByRunsFigure([{ law: "log-linear", counts }]).data;
 * deepEqual(means.y, [0.92, 0.96]);
 * deepEqual(subsets.x, [64, 64, 512]);
 * ```
 */
export function transferByRunsFigure(
  found: readonly TransferByRuns[],
  options: FigureOptions & { readonly title?: string } = {},
): Figure {
  const { title = "Rank correlation by number of small runs", ...more } = options;
  const known = found.map(({ law, counts }) => ({ law, counts: counts.filter((one) => one.mean !== null) }));
  return curvesFigure({
    ...{ title, x: "mixtures that the law was fitted to", y: "Spearman", ...more },
    panels: [{
      name: "larger model's runs",
      series: known.filter(({ counts }) => counts.length > 0).flatMap(({ law, counts }, look) => {
        const each = counts.flatMap(({ mixtures, spearman }) =>
          spearman.filter((rho) => rho !== null).map((rho) => ({ mixtures, rho }))
        );
        return [{
          ...{ name: law, kind: "line" as const, look },
          ...{ x: counts.map(({ mixtures }) => mixtures), y: counts.map(({ mean }) => mean!) },
        }, {
          ...{ name: `${law}, a subset`, kind: "points" as const, look },
          ...{ x: each.map(({ mixtures }) => mixtures), y: each.map(({ rho }) => rho) },
        }];
      }),
    }],
  });
}
