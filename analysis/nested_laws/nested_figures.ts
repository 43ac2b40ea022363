/**
 * Figures of nested laws.
 *
 * @module
 */
import { mean } from "simple-statistics";
import type { Figure } from "../../lib/figures/figure.ts";
import { powerLawFigure } from "../../lib/figures/power_law.ts";
import { predictedAgainstObservedFigure } from "../../lib/figures/predicted_against_observed.ts";
import { parametersOf, type PowerTable } from "../../lib/laws/power/power_table.ts";
import { predictTable } from "../../lib/laws/predict_table.ts";
import { columnOf } from "../../lib/numerics/matrix.ts";
import type { RunKey, RunTable } from "../../lib/tables/run_table.ts";
import type { NestedLaws } from "./nested_laws.ts";

const POINTS = 40;

/**
 * Power laws of three runs of a table (that with the lowest mean loss where it was fitted last, the middle one, and that
 * with the highest), with their 95 % intervals up to `to`, and what the table holds besides the fitted points.
 *
 * @throws {RangeError} when `to` is not above 0.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { fitPowerTable, parseTable } from "@mixlab/mixlab";
 * import { powerLawsFigure } from "@mixlab/mixlab/analysis";
 *
 * const rows = [1, 2, 3].flatMap((run) =>
 *   [100, 200, 400, 800].map((s) => `${run},${s},0.${run},0.${10 - run},${run + (100 / s) ** 0.5}`)
 * );
 * const table = parseTable(["run,step,share:a,share:b,loss:a", ...rows].join("\n"));
 * const laws = fitPowerTable(table, { along: "steps", to: 400 });
 * const shown = powerLawsFigure(table, laws, 800).data.filter(({ showlegend }) => showlegend);
 * equal(shown.length, 6); // three runs: fitted, and not fitted
 * ```
 */
export function powerLawsFigure(
  table: RunTable,
  laws: PowerTable,
  to: number,
  sizes?: Readonly<Record<string, number>>,
): Figure {
  const { runs, targets, fits, along } = laws, k = targets.length;
  const xOf = (run: RunKey) =>
    along === "steps" ? run.step : along === "tokens" ? run.tokens : parametersOf(run, sizes);
  const order = runs.map((_, r) => r).sort((a, b) => level(a) - level(b));
  const chosen = [...new Set([order[0], order[order.length >> 1], order[order.length - 1]])];
  const panels = targets.map((target, i) => ({
    target,
    curves: chosen.map((r) => {
      const fit = fits[r * k + i], { from } = fit.range, own = pointsOf(runs[r], i);
      const end = Math.max(to, fit.range.to),
        x = Array.from({ length: POINTS }, (_, p) => from * (end / from) ** (p / (POINTS - 1)));
      const ends = x.map((at) => fit.interval(at));
      return {
        name: named(runs[r]),
        fitted: split(own.filter(({ x }) => x >= fit.range.from && x <= fit.range.to)),
        unseen: split(own.filter(({ x }) => x > fit.range.to && x <= end)),
        law: {
          x,
          loss: x.map(fit.predict),
          ...(ends[0] && { lower: ends.map((e) => e!.low), upper: ends.map((e) => e!.high) }),
        },
      };
    }),
  }));
  const what = along === "steps" ? "updates" : along;
  return powerLawFigure({ panels, x: what, ...(table.synthetic && { synthetic: true }) });

  function level(r: number): number {
    return mean(targets.map((_, i) => fits[r * k + i].predict(fits[r * k + i].range.to)));
  }
  function pointsOf(run: RunKey, i: number) {
    return table.runs.flatMap((other, n) =>
      other.id === run.id && other.seed === run.seed && xOf(other) !== undefined &&
        (along === "parameters" ? other.step === run.step : parametersOf(other, sizes) === parametersOf(run, sizes))
        ? [{ x: xOf(other)!, loss: table.losses.data[n * k + i] }]
        : []
    ).sort((a, b) => a.x - b.x);
  }
}

function named({ id, seed }: RunKey): string {
  return `run ${id}${seed === undefined ? "" : `, seed ${seed}`}`;
}

function split(points: readonly { readonly x: number; readonly loss: number }[]) {
  return { x: points.map(({ x }) => x), loss: points.map(({ loss }) => loss) };
}

/**
 * Losses measured at the target against those that the nested laws say, which have not seen them ("other runs"), and
 * those of the law that was fitted to them ("in-sample"); undefined where nothing was measured there.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { nestedAgainstMeasuredFigure, nestedLaws } from "@mixlab/mixlab/analysis";
 *
 * const rows = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((p, n) =>
 *   [1, 2, 4, 8].map((s) => `${n},${100 * s},${p},${1 - p},${1 + Math.exp(-p) + s ** -0.5}`)
 * );
 * const nested = nestedLaws(parseTable(["run,step,share:a,share:b,loss:a", ...rows].join("\n")));
 * equal(nestedAgainstMeasuredFigure(nested)!.data.length, 3); // the diagonal, in-sample, other runs
 * ```
 */
export function nestedAgainstMeasuredFigure({ measured, law, lawOfMeasured }: NestedLaws): Figure | undefined {
  if (measured === undefined) return undefined;
  const outside = predictTable(law, measured), inside = lawOfMeasured && predictTable(lawOfMeasured, measured);
  return predictedAgainstObservedFigure({
    panels: measured.targets.map((target, i) => ({
      target,
      observed: columnOf(measured.losses, i),
      ...(inside && { inSample: columnOf(inside, i) }),
      outOfSample: columnOf(outside, i),
      label: measured.runs.map(named),
    })),
    note: "other runs: by the nested laws, which have seen none of these losses" +
      (inside ? "; in-sample: by the mixing law that was fitted to them." : "."),
    ...(measured.synthetic && { synthetic: true }),
  });
}
