/**
 * Figures of how many runs are enough, and of what a design is worth.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { curvesFigure } from "../../lib/figures/curves.ts";
import type { Figure } from "../../lib/figures/figure.ts";
import type { ErrorByRuns } from "./error_by_runs.ts";
import type { PlantedDesign } from "./planted_designs.ts";

/**
 * Errors against the number of runs: each subset a point, their mean a line.
 *
 * @param found what `errorByRuns` says.
 *
 * @example
 * ```ts
 * import { errorByRunsFigure } from "@mixlab/mixlab/analysis";
 * import { deepEqual } from "node:assert/strict";
 *
 * const { data } = errorByRunsFigure([{ runs: 8, errors: [0.2, 0.4], excess: [0, 0.02] }]);
 * deepEqual(data.map(({ y }) => y), [[0.2, 0.4], [0.3], [0, 0.02], [0.01]]);
 * ```
 */
export function errorByRunsFigure(found: readonly ErrorByRuns[]): Figure {
  const panel = (name: string, values: (one: ErrorByRuns) => readonly number[]) => ({
    name,
    series: [
      {
        ...{ name: "a subset", kind: "points" as const },
        x: found.flatMap((one) => values(one).map(() => one.runs)),
        y: found.flatMap((one) => [...values(one)]),
      },
      {
        ...{ name: "mean", kind: "both" as const },
        x: found.map(({ runs }) => runs),
        y: found.map((one) => mean([...values(one)])),
      },
    ],
  });
  return curvesFigure({
    title: "How many runs are enough?",
    ...{ x: "mixtures fitted", y: "nats per token", sameY: false },
    panels: [
      panel("error on mixtures not fitted", ({ errors }) => errors),
      panel("cost of its best mixture", ({ excess }) => excess),
    ],
  });
}

/**
 * What designs of several sizes are worth on a planted law.
 *
 * @param found what `plantedDesigns` says.
 *
 * @example
 * ```ts
 * import { plantedDesignsFigure } from "@mixlab/mixlab/analysis";
 * import { match } from "node:assert/strict";
 *
 * const one = { name: "cover", runs: 10, error: 0.02, excess: 0.001 };
 * const { layout } = plantedDesignsFigure([one, { ...one, runs: 20, error: 0.01 }]);
 * match((layout.title as { text: string }).text, /synthetic data/);
 * ```
 */
export function plantedDesignsFigure(found: readonly PlantedDesign[]): Figure {
  const names = [...new Set(found.map(({ name }) => name))];
  const panel = (name: string, value: (one: PlantedDesign) => number) => ({
    name,
    series: names.map((design) => {
      const own = found.filter((one) => one.name === design);
      return { name: design, kind: "both" as const, x: own.map(({ runs }) => runs), y: own.map(value) };
    }),
  });
  return curvesFigure({
    title: "What a design is worth",
    ...{ x: "runs", y: "nats per token", sameY: false, synthetic: true },
    panels: [
      panel("error over all mixtures", ({ error }) => error),
      panel("cost of its best mixture", ({ excess }) => excess),
    ],
  });
}
