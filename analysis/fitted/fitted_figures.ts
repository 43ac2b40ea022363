/**
 * The figures of a fit: a table's answer turned into the plain data that figures draw.
 *
 * @module
 */
import { bestMixtureFigure } from "../../lib/figures/best_mixture.ts";
import { simplexGrid } from "../../lib/figures/isolines.ts";
import { lossAgainstShareFigure, type SharePanel } from "../../lib/figures/loss_against_share.ts";
import { predictedAgainstObservedFigure } from "../../lib/figures/predicted_against_observed.ts";
import type { ReportFigure } from "../../lib/figures/report.ts";
import { ternaryIsolinesFigure } from "../../lib/figures/ternary_isolines.ts";
import { type Objective, objectiveOf, targetWeights } from "../../lib/laws/best/objective.ts";
import type { TableAnswer } from "../../lib/laws/fit_table.ts";
import { type Interval, interval } from "../../lib/laws/intervals.ts";
import { columnOf, rowOf } from "../../lib/numerics/matrix.ts";
import type { RunKey } from "../../lib/tables/run_table.ts";
import { along } from "./along.ts";

/**
 * The figures of a fit, each with its caption.
 *
 * @example
 * ```ts
 * import { fitTable, parseTable } from "@mixlab/mixlab";
 * import { type FittedFigures, fittedFigures } from "@mixlab/mixlab/analysis";
 * import { deepEqual, equal } from "node:assert/strict";
 *
 * const rows = [[0.1, 1.95], [0.4, 1.6], [0.6, 1.45], [0.9, 1.26]].map(([p, loss], n) => `${n},${p},${1 - p},${loss}`);
 * const answer = fitTable(parseTable(`run,share:code,share:web,loss:code\n${rows.join("\n")}`), { replicates: 0 });
 * const figures: FittedFigures = fittedFigures(answer);
 * deepEqual(Object.keys(figures.lossAgainstShare), ["code"]);
 * equal(figures.isolines, undefined); // only for three domains
 * ```
 */
export interface FittedFigures {
  /** Shares of the best mixture, beside the prior and the best run. */
  readonly bestMixture: ReportFigure;
  /** Predicted against observed losses, in sample and with the run's mixture left out. */
  readonly predicted: ReportFigure;
  /** The predicted objective over all mixtures of three domains; undefined for more or fewer, and for segments. */
  readonly isolines?: ReportFigure;
  /** By target: its loss as the share of one domain moves. */
  readonly lossAgainstShare: Readonly<Record<string, ReportFigure>>;
}

/** Points along a curve. */
const POINTS = 41;

/**
 * The figures of a fit, as `deno task fit` draws them.
 *
 * @param answer what `fitTable` says of a table.
 * @param options `objective`: what the isolines are of. Default: the mean over targets.
 * @returns figures with captions, for `show` or a report
 *
 * @example
 * ```ts
 * import { fitTable, parseTable, simplexLattice } from "@mixlab/mixlab";
 * import { fittedFigures } from "@mixlab/mixlab/analysis";
 * import { match } from "node:assert/strict";
 *
 * const rows = simplexLattice(3, 3).map((p, n) => `${n},${p.join()},${2 + Math.exp(-2 * p[0])},${2 + Math.exp(-p[1])}`);
 * const table = parseTable(`run,share:a,share:b,share:c,loss:a,loss:b\n${rows.join("\n")}\n`);
 * const { isolines } = fittedFigures(fitTable(table, { replicates: 0 }), { objective: { kind: "worst" } });
 * match(isolines!.caption!, /objective over all mixtures/);
 * ```
 */
export function fittedFigures(
  answer: TableAnswer,
  { objective = { kind: "mean" } }: { objective?: Objective } = {},
): FittedFigures {
  const { table, best } = answer, { intervals } = best;
  const mark = table.synthetic ? { synthetic: true } : {};
  const label = table.runs.map(runLabel), domains = [...table.domains];
  const bestMixture = {
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
  };
  const predicted = {
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
  };
  const lines = table.domains.map((_, j) => follow(answer, j));
  const lossAgainstShare = Object.fromEntries(table.targets.map((target, i): [string, ReportFigure] => [target, {
    caption: `Loss of ${target} as the share of one domain moves and the others keep the proportions of the mean ` +
      `mixture. Points are runs, moved to that line by the fitted law: observed minus predicted there, plus the curve.`,
    figure: lossAgainstShareFigure({
      target,
      panels: panels(answer, i, lines, label),
      note: "Other domains as in the mean mixture; runs are moved there by the law.",
      ...mark,
    }),
  }]));
  const isolines = isolinesOf(answer, objective, label);
  return { bestMixture, predicted, ...(isolines && { isolines }), lossAgainstShare };
}

function isolinesOf(
  { table, best, fitted }: TableAnswer,
  objective: Objective,
  label: readonly string[],
): ReportFigure | undefined {
  const { domains } = table;
  if (domains.length !== 3 || fitted.segments) return undefined;
  const weights = targetWeights(objective, fitted.targets);
  return {
    caption: "The predicted objective over all mixtures of the three domains.",
    figure: ternaryIsolinesFigure({
      domains,
      quantity: "objective (nats per token)",
      grid: simplexGrid(60, (shares) => objectiveOf(weights, fitted.predict(shares))),
      runs: { shares: table.runs.map((_, n) => Array.from(rowOf(table.shares, n))), label },
      best: domains.map((d) => best.mixture[d]),
      prior: domains.map((d) => best.prior.mixture[d]),
      ...(table.synthetic && { synthetic: true }),
    }),
  };
}

function runLabel(run: RunKey): string {
  return `run ${run.id}${run.seed === undefined ? "" : `, seed ${run.seed}`}`;
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
