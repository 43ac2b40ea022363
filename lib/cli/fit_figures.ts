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
import type { TableAnswer } from "../laws/fit_table.ts";
import { type Interval, interval } from "../laws/intervals.ts";
import { columnOf, rowOf } from "../numerics/matrix.ts";
import type { RunKey } from "../tables/run_table.ts";
import type { FitReport } from "./fit_command.ts";

/** A figure with the name of its files and what it shows. */
export interface NamedFigure {
  readonly name: string;
  readonly figure: Figure;
  readonly caption: string;
  /** The figure as SVG, once it is drawn. */
  readonly svg?: string;
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
  const lines = table.domains.map((_, j) => follow(answer, j));
  table.targets.forEach((target, i) => {
    out.push({
      name: `loss_against_share_${fileName(target)}`,
      caption: `Loss of ${target} as the share of one domain moves and the others keep the proportions of the mean ` +
        `mixture. Points are runs, moved to that line by the fitted law: observed minus predicted there, plus the curve.`,
      figure: lossAgainstShareFigure({
        target,
        panels: panels(answer, i, lines, label),
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

/** The law along the line on which one domain's share moves, for all targets (k). */
interface Line {
  readonly grid: readonly number[];
  /** Predicted losses at each point of the grid. */
  readonly curve: readonly Float64Array[];
  /** 95 % interval of each target's loss at each point; undefined without replicates. */
  readonly bands?: readonly (readonly Interval[])[];
  /** Predicted losses of each run moved to the line (N). */
  readonly moved: readonly Float64Array[];
}

/** Follows the share of domain j through the range of the runs. */
function follow({ table, fitted, replicates, factor, at }: TableAnswer, j: number): Line {
  const N = table.runs.length, k = table.targets.length, x = columnOf(table.shares, j);
  const mean = table.domains.map((_, i) => columnOf(table.shares, i).reduce((s, p) => s + p, 0) / N);
  const low = x.reduce((a, b) => Math.min(a, b)), high = x.reduce((a, b) => Math.max(a, b));
  const grid = low === high ? [low] : Array.from({ length: POINTS }, (_, t) => low + (high - low) * t / (POINTS - 1));
  const mixtures = grid.map((share) => along(mean, j, share));
  const curve = mixtures.map((p) => fitted.predict(p, at));
  const moved = Array.from(x, (share) => fitted.predict(along(mean, j, share), at));
  if (replicates.length === 0) return { grid, curve, moved };
  const bands = mixtures.map((p, g) => {
    const all = replicates.map((law) => law.predict(p, at));
    return Array.from({ length: k }, (_, i) => interval(curve[g][i], all.map((l) => l[i]), factor!));
  });
  return { grid, curve, bands, moved };
}

/** One panel a domain. */
function panels(answer: TableAnswer, i: number, lines: readonly Line[], label: string[]): SharePanel[] {
  const { table } = answer, k = table.targets.length;
  const observed = columnOf(table.losses, i);
  return table.domains.map((domain, j) => {
    const x = columnOf(table.shares, j), { grid, curve, bands, moved } = lines[j];
    return {
      domain,
      observed: {
        x,
        y: observed.map((y, n) => y - answer.predicted.data[n * k + i] + moved[n][i]),
        label,
      },
      curve: { x: grid, y: curve.map((l) => l[i]) },
      ...(bands && { band: { x: grid, lower: bands.map((b) => b[i][0]), upper: bands.map((b) => b[i][1]) } }),
    };
  });
}

/** The mixture with the given share of domain j, the others in the proportions of a mixture. */
function along(mixture: readonly number[], j: number, share: number): number[] {
  const rest = 1 - mixture[j];
  return mixture.map((p, i) =>
    i === j ? share : rest > 0 ? p * (1 - share) / rest : (1 - share) / (mixture.length - 1)
  );
}
