/**
 * Fits of any law to parts of a table, each from the beginning: what laws that are no curve are judged by.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { type Matrix, matrix, rowOf } from "../numerics/matrix.ts";
import { random } from "../numerics/random.ts";
import type { RunTable } from "../tables/run_table.ts";
import type { FitOptions, FittedLaw, Law } from "./law.ts";
import { distinctMixtures } from "./mixtures.ts";

/** Called after each refit. */
export type OnRefit = () => void;

/**
 * The rows of a table in groups to leave out: all runs of a mixture in one group, mixtures dealt out in random order, so
 * that groups differ by at most one mixture. As many groups as mixtures, when more are asked for.
 */
export function dealMixtures(table: RunTable, groups: number, seed: number): number[][] {
  if (!Number.isInteger(groups) || groups < 2) {
    throw outOfRange(`folds: wanted a whole number of groups ≥ 2, got ${got(groups)}`);
  }
  const mixtures = random(seed).shuffle(distinctMixtures(table));
  const out = Array.from({ length: Math.min(groups, mixtures.length) }, (): number[] => []);
  mixtures.forEach((rows, g) => out[g % out.length].push(...rows));
  return out;
}

/** N × k predictions of each group's runs by a fit to all others; undefined when those are too few for the law. */
export function leaveGroupsOut(
  law: Law,
  table: RunTable,
  options: FitOptions,
  groups: readonly (readonly number[])[],
  onRefit?: OnRefit,
): Matrix | undefined {
  const N = table.runs.length, k = table.targets.length, out = matrix(N, k);
  const given = options.weights ?? new Float64Array(N).fill(1);
  const without = groups.map((rows) => given.map((w, n) => rows.includes(n) ? 0 : w));
  if (without.some((weights) => !weights.some((w) => w > 0))) return undefined;
  if (without.some((weights) => law.obstacle(table, { ...options, weights }) !== undefined)) return undefined;
  groups.forEach((rows, g) => {
    const fitted = law.fit(table, { ...options, weights: without[g] });
    for (const n of rows) {
      const at = table.startLosses && { startLosses: rowOf(table.startLosses, n) };
      out.data.set(fitted.predict(rowOf(table.shares, n), at), n * k);
    }
    onRefit?.();
  });
  return out;
}

/** Refits under exponential weights, one a mixture (the Bayesian bootstrap, Rubin 1981). */
export function bootstrapByRefits(
  law: Law,
  table: RunTable,
  { replicates, seed, onRefit, ...options }: FitOptions & {
    readonly replicates: number;
    readonly seed: number;
    readonly onRefit?: OnRefit;
  },
): FittedLaw[] {
  const groups = distinctMixtures(table), rng = random(seed);
  return Array.from({ length: replicates }, () => {
    const weights = options.weights?.slice() ?? new Float64Array(table.runs.length).fill(1);
    for (const rows of groups) {
      const factor = rng.exponential();
      for (const n of rows) weights[n] *= factor;
    }
    const fitted = law.fit(table, { ...options, weights });
    onRefit?.();
    return fitted;
  });
}
