/**
 * Figures of compared beliefs.
 *
 * @module
 */
import type { Figure } from "../../lib/figures/figure.ts";
import { effectSumsFigure } from "./effect_sums_figure.ts";
import { type ComparedEffects, similarityByMethod } from "./method_effects.ts";
import { similaritiesFigure } from "./similarities_figure.ts";

/** The methods, in order. */
export const methodsOf = (compared: readonly ComparedEffects[]) => [...new Set(compared.map(({ method }) => method))];

/** A list scaled to length 1; as it is where all of it is 0. */
export function unit(values: readonly number[], by: readonly number[] = values): number[] {
  const length = Math.hypot(...by);
  return values.map((value) => length === 0 ? value : value / length);
}

/**
 * Similarities as a figure: a row a method, a dot a seed.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { comparedSimilaritiesFigure, methodEffects, readTrajectories } from "@mixlab/mixlab/analysis";
 *
 * const segments = await readTable("data/method_effects_segments.csv", { where: "segment=child,method=doge" });
 * const compared = methodEffects(segments, await readTrajectories("data/method_effects.json"), { replicates: 0 });
 * equal(comparedSimilaritiesFigure(compared).data.at(-1)!.name, "mean");
 * ```
 */
export function comparedSimilaritiesFigure(
  compared: readonly ComparedEffects[],
  options: { readonly synthetic?: boolean } = {},
): Figure {
  return similaritiesFigure({
    ...options,
    intervalName: "95 % interval of children",
    methods: similarityByMethod(compared).map(({ method: name, chance }) => ({
      name,
      ...(chance !== null && { chance }),
      seeds: compared.filter(({ method }) => method === name).map(({ seed, similarity, similarityInterval }) => ({
        name: `seed ${seed}`,
        ...(similarity.similarity !== null && { similarity: similarity.similarity }),
        ...(similarityInterval && { interval: similarityInterval }),
      })),
    })),
  });
}

/**
 * Column sums of beliefs and of A* as a figure: means over seeds of the sums scaled to length 1, the least and most of the
 * seeds as intervals; of one seed the children's interval of A*.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { comparedSumsFigure, methodEffects, readTrajectories } from "@mixlab/mixlab/analysis";
 *
 * const segments = await readTable("data/method_effects_segments.csv", { where: "segment=child,method=doge" });
 * const compared = methodEffects(segments, await readTrajectories("data/method_effects.json"), { replicates: 0 });
 * const figure = comparedSumsFigure(segments.domains, compared);
 * deepEqual(figure.data.map(({ name }) => name), ["believed, A", "best, A*"]);
 * ```
 */
export function comparedSumsFigure(
  domains: readonly string[],
  compared: readonly ComparedEffects[],
  options: { readonly synthetic?: boolean } = {},
): Figure {
  const seeds = new Set(compared.map(({ seed }) => seed)).size;
  return effectSumsFigure({
    ...options,
    domains,
    intervalName: seeds > 1 ? "least to most of the seeds" : "95 % of A*, of children",
    panels: methodsOf(compared).map((name) => {
      const own = compared.filter(({ method }) => method === name), { similarity: alike } = similarityOf(own);
      const series = (label: string, lists: readonly (readonly number[])[]) => {
        const column = (j: number) => lists.map((list) => list[j]);
        const sums = domains.map((_, j) => column(j).reduce((sum, value) => sum + value, 0) / lists.length);
        const ends = (pick: (...values: number[]) => number) => domains.map((_, j) => pick(...column(j)));
        return {
          name: label,
          sums,
          ...(lists.length > 1 && { interval: { lower: ends(Math.min), upper: ends(Math.max) } }),
        };
      };
      const best = series("best, A*", own.map(({ optimalSums }) => unit(optimalSums))), [only] = own;
      const one = own.length === 1 && only.sumIntervals &&
        [0, 1].map((end) => unit(only.sumIntervals!.map((ends) => ends[end]), only.optimalSums));
      return {
        name,
        ...(alike !== null && { note: `similarity ${alike.toFixed(2)}` }),
        series: [
          series("believed, A", own.map(({ believedSums }) => unit(believedSums))),
          one ? { ...best, interval: { lower: one[0], upper: one[1] } } : best,
        ],
      };
    }),
  });
}

function similarityOf(own: readonly ComparedEffects[]): { readonly similarity: number | null } {
  const told = own.flatMap(({ similarity }) => similarity.similarity ?? []);
  return { similarity: told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0) / told.length };
}
