/**
 * The figures of a fit: a table's answer turned into the plain data that figures draw.
 *
 * @module
 */
import { bestMixtureFigure } from "../figures/best_mixture.ts";
import type { Figure } from "../figures/figure.ts";
import { simplexGrid } from "../figures/isolines.ts";
import { lossAgainstShareFigure, type SharePanel } from "../figures/loss_against_share.ts";
import { predictedAgainstObservedFigure } from "../figures/predicted_against_observed.ts";
import { ternaryIsolinesFigure } from "../figures/ternary_isolines.ts";
import { objectiveOf, targetWeights } from "../laws/best/objective.ts";
import { interval } from "../laws/intervals.ts";
import type { FittedLaw } from "../laws/law.ts";
import { columnOf, rowOf } from "../numerics/matrix.ts";
import type { RunKey } from "../tables/run_table.ts";
import type { FitReport } from "./fit_command.ts";

/** A figure with the name of its files and what it shows. */
export interface NamedFigure {
  readonly name: string;
  readonly figure: Figure;
  readonly caption: string;
}

/** Points along a curve. */
const POINTS = 41;

/** All figures of a fit. */
export function fitFigures(report: FitReport): NamedFigure[] {
  const { answer } = report, { table, best, fitted } = answer;
  const mark = table.synthetic ? { synthetic: true } : {};
  const label = table.runs.map(runLabel);
  const out: NamedFigure[] = [];
  const domains = [...table.domains];
  const intervals = best.intervals;
  out.push({
    name: "best_mixture",
    caption: "Shares of the best mixture with 95 % intervals, beside the prior and the best run.",
    figure: bestMixtureFigure({
      domains,
      best: domains.map((d) => best.mixture[d]),
      ...(intervals && {
        interval: { lower: domains.map((d) => intervals[d][0]), upper: domains.map((d) => intervals[d][1]) },
      }),
      prior: domains.map((d) => best.prior.mixture[d]),
      bestRun: domains.map((d) => best.bestRun.mixture[d]),
      ...mark,
    }),
  });
  out.push({
    name: "predicted_against_observed",
    caption: "Predicted against observed losses: by the law fitted to all runs, and with the run's mixture left out.",
    figure: predictedAgainstObservedFigure({
      panels: table.targets.map((target, i) => ({
        target,
        observed: columnOf(table.losses, i),
        inSample: columnOf(answer.predicted, i),
        ...(answer.leftOut && { leaveOneOut: columnOf(answer.leftOut, i) }),
        label,
      })),
      ...mark,
    }),
  });
  if (domains.length === 3 && !fitted.segments) {
    const weights = targetWeights(report.objective, fitted.targets);
    out.push({
      name: "ternary_isolines",
      caption: "The predicted objective over all mixtures of the three domains.",
      figure: ternaryIsolinesFigure({
        domains,
        quantity: "objective (nats per token)",
        grid: simplexGrid(60, (shares) => objectiveOf(weights, fitted.predict(shares))),
        runs: { shares: table.runs.map((_, n) => Array.from(rowOf(table.shares, n))), label },
        best: domains.map((d) => best.mixture[d]),
        prior: domains.map((d) => best.prior.mixture[d]),
        ...mark,
      }),
    });
  }
  table.targets.forEach((target, i) => {
    out.push({
      name: `loss_against_share_${fileName(target)}`,
      caption: `Loss of ${target} as the share of one domain moves and the others keep the proportions of the mean ` +
        `mixture. Points are runs, moved to that line by the fitted law: observed minus predicted there, plus the curve.`,
      figure: lossAgainstShareFigure({
        target,
        panels: panels(report, i, label),
        note: "Other domains as in the mean mixture; runs are moved there by the law.",
        ...mark,
      }),
    });
  });
  return out;
}

function runLabel(run: RunKey): string {
  return `run ${run.id}${run.seed === undefined ? "" : `, seed ${run.seed}`}`;
}

/** A target's name as part of a file name. */
function fileName(target: string): string {
  return target.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_");
}

/** One panel a domain: the law along the line on which that domain's share moves. */
function panels({ answer }: FitReport, i: number, label: string[]): SharePanel[] {
  const { table, fitted, replicates, factor } = answer;
  const m = table.domains.length, N = table.runs.length, k = table.targets.length;
  const mean = Float64Array.from({ length: m }, (_, j) => columnOf(table.shares, j).reduce((s, p) => s + p, 0) / N);
  const observed = columnOf(table.losses, i);
  return table.domains.map((domain, j) => {
    const x = columnOf(table.shares, j);
    const low = Math.min(...x), high = Math.max(...x);
    const grid = low === high ? [low] : Array.from({ length: POINTS }, (_, t) => low + (high - low) * t / (POINTS - 1));
    const at = (law: FittedLaw, share: number) => law.predict(along(mean, j, share), answer.at)[i];
    const curve = grid.map((share) => at(fitted, share));
    const bands = replicates.length === 0
      ? undefined
      : grid.map((share, g) => interval(curve[g], replicates.map((law) => at(law, share)), factor!));
    return {
      domain,
      observed: {
        x,
        y: observed.map((y, n) => y - answer.predicted.data[n * k + i] + at(fitted, x[n])),
        label,
      },
      curve: { x: grid, y: curve },
      ...(bands && { band: { x: grid, lower: bands.map((b) => b[0]), upper: bands.map((b) => b[1]) } }),
    };
  });
}

/** The mixture with the given share of domain j, the others in the proportions of a mixture. */
function along(mixture: Float64Array, j: number, share: number): Float64Array {
  const rest = 1 - mixture[j];
  return mixture.map((p, i) =>
    i === j ? share : rest > 0 ? p * (1 - share) / rest : (1 - share) / (mixture.length - 1)
  );
}
