/**
 * Figures of the static law.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { curvesFigure } from "../../lib/figures/curves.ts";
import type { Figure } from "../../lib/figures/figure.ts";
import { mixturesFigure, type NamedMixture } from "../../lib/figures/mixtures.ts";
import { columnOf } from "../../lib/numerics/matrix.ts";
import type { TableAnswer } from "../../lib/laws/fit_table.ts";
import type { StaticForm } from "./static_law.ts";
import { along } from "../fitted/along.ts";

const POINTS = 41;

/**
 * The loss of each target against the share of its own domain: a panel a target, the curve of the law as that share moves
 * and all others keep the proportions of the mean mixture, and the runs moved to that line by the law (observed less
 * predicted, plus the curve). Targets that are no domain are left out.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { ownShareFigure, staticLaw } from "@mixlab/mixlab/analysis";
 *
 * const { forms: [each] } = staticLaw(await readTable(["data/three_domains.csv"]), { replicates: 0 });
 * const figure = ownShareFigure(each.all);
 * deepEqual(figure.data.slice(0, 4).map(({ name }) => name), ["seed 0", "seed 1", "seed 2", "law"]);
 * ```
 */
export function ownShareFigure({ table, fitted, predicted }: TableAnswer): Figure {
  const k = table.targets.length, seeds = [...new Set(table.runs.map(({ seed }) => seed))];
  const centre = table.domains.map((_, j) => mean([...columnOf(table.shares, j)]));
  const panels = table.targets.flatMap((target, i) => {
    const own = table.domains.indexOf(target);
    if (own < 0) return [];
    const x = [...columnOf(table.shares, own)], low = Math.min(...x), high = Math.max(...x);
    const grid = Array.from({ length: POINTS }, (_, t) => low + (high - low) * t / (POINTS - 1));
    const at = (share: number) => fitted.predict(along(centre, own, share))[i];
    const moved = columnOf(table.losses, i).map((loss, n) => loss - predicted.data[n * k + i] + at(x[n]));
    const points = seeds.map((seed, s) => {
      const rows = table.runs.flatMap((run, n) => run.seed === seed ? [n] : []);
      return {
        ...{ name: seed === undefined ? "runs" : `seed ${seed}`, kind: "points" as const, look: s + 1 },
        ...{
          x: rows.map((n) => x[n]),
          y: rows.map((n) => moved[n]),
          label: rows.map((n) => `run ${table.runs[n].id}`),
        },
      };
    });
    // the line last: it lies over the points
    const line = { name: "law", kind: "line" as const, x: grid, y: grid.map(at), look: 0 };
    return [{ name: target, x: `share of ${target}`, series: [...points, line] }];
  });
  return curvesFigure({
    ...{ title: "Loss against own share", x: "share of tokens", y: "loss (nats per token)", panels },
    note: "Other domains as in the mean mixture; runs are moved there by the law.",
    // many targets differ more from each other than any changes
    sameY: panels.length <= 3,
    ...(table.synthetic && { synthetic: true }),
  });
}

/**
 * The best mixtures of the law of each seed and of all runs, with their intervals, beside stratified sampling.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { staticLaw, staticOptimaFigure } from "@mixlab/mixlab/analysis";
 *
 * const { forms: [each] } = staticLaw(await readTable(["data/three_domains.csv"]), { replicates: 20 });
 * deepEqual(staticOptimaFigure(each).data.map(({ name }) => name), [
 *   ...["seed 0", "seed 1", "seed 2", "all seeds", "stratified"],
 * ]);
 * ```
 */
export function staticOptimaFigure({ bySeed, all }: StaticForm): Figure {
  const { domains, synthetic } = all.table;
  const named = (name: string, { best }: TableAnswer): NamedMixture => ({
    ...{ name, shares: domains.map((domain) => best.mixture[domain]) },
    ...(best.intervals && {
      interval: {
        lower: domains.map((domain) => best.intervals![domain][0]),
        upper: domains.map((domain) => best.intervals![domain][1]),
      },
    }),
  });
  return mixturesFigure({
    title: "Best shares for the mean loss",
    domains,
    mixtures: [
      ...(bySeed.length > 1 ? bySeed.map(({ seed, answer }) => named(`seed ${seed ?? "none"}`, answer)) : []),
      named(bySeed.length > 1 ? "all seeds" : "best", all),
      { name: "stratified", shares: domains.map(() => 1 / domains.length), reference: true },
    ],
    ...(all.best.intervals && { note: "Bars: 95 % intervals of the bootstrap over mixtures." }),
    ...(synthetic && { synthetic: true }),
  });
}
