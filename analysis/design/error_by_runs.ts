/**
 * How many runs a law needs: it is refitted to subsets of the mixtures, drawn by a seed, and judged on the mixtures that it
 * has not seen; and its best mixture is judged by the law of all runs.
 *
 * Errors of more runs are smaller for two reasons that this tells apart from nothing else: parameters are known better, and the
 * runs that are left to judge on are fewer. Subsets overlap, so their spread is not that of new sweeps. Ours.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { got, outOfRange } from "../../lib/errors.ts";
import { bestMixture } from "../../lib/laws/best/best_mixture.ts";
import { objectiveOf, targetWeights } from "../../lib/laws/best/objective.ts";
import { judgeOn } from "../../lib/laws/judge_on.ts";
import type { FittedLaw, Law } from "../../lib/laws/law.ts";
import { distinctMixtures } from "../../lib/laws/mixtures.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { random } from "../../lib/numerics/random.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { rowsOfTable } from "../shared/rows_of_table.ts";

/**
 * Errors of fits to one number of mixtures.
 *
 * @example
 * ```ts
 * import { readTable } from "@mixlab/mixlab";
 * import { type ErrorByRuns, errorByRuns } from "@mixlab/mixlab/analysis";
 * import { equal } from "node:assert/strict";
 *
 * const [ten]: readonly ErrorByRuns[] = errorByRuns(await readTable("data/six_domains.csv"), { counts: [10], subsets: 3 });
 * equal(ten.runs, 10);
 * equal(ten.errors.length, 3);
 * ```
 */
export interface ErrorByRuns {
  /** Mixtures that were fitted. */
  readonly runs: number;
  /** By subset: mean absolute error on the mixtures not fitted, mean over targets (nats per token). */
  readonly errors: readonly number[];
  /**
   * By subset: predicted mean loss of its best mixture, less that of the best mixture of all runs, both by the law of all
   * runs (nats per token).
   */
  readonly excess: readonly number[];
}

/**
 * Options of {@link errorByRuns}.
 *
 * @example
 * ```ts
 * import { readTable } from "@mixlab/mixlab";
 * import { errorByRuns, type ErrorByRunsOptions } from "@mixlab/mixlab/analysis";
 * import { throws } from "node:assert/strict";
 *
 * const table = await readTable("data/three_domains.csv");
 * const options: ErrorByRunsOptions = { counts: [24] };
 * throws(() => errorByRuns(table, options), /counts: wanted whole numbers from 1 to 23/); // none would be left to judge on
 * ```
 */
export interface ErrorByRunsOptions {
  /** Name of the law, or a law of your own. Default "log-linear". */
  readonly law?: string | Law;
  /** Numbers of mixtures. Default: about a fifth, a third, a half and four fifths of them. */
  readonly counts?: readonly number[];
  /** Subsets of each number. Default 12. */
  readonly subsets?: number;
  /** Seed of the draws. Default 0. */
  readonly seed?: number;
}

/**
 * Refits a law to subsets of a table's mixtures (all seeds of a mixture together) and says how it fares on the others.
 *
 * @param table the runs.
 * @param options law, numbers, subsets, seed.
 * @returns errors by number of mixtures, ascending
 * @throws {RangeError} when a number is out of range, or the law cannot be fitted to a subset.
 *
 * @example
 * ```ts
 * import { readTable } from "@mixlab/mixlab";
 * import { errorByRuns } from "@mixlab/mixlab/analysis";
 * import { ok } from "node:assert/strict";
 *
 * const table = await readTable("data/three_domains.csv");
 * const [few, many] = errorByRuns(table, { counts: [5, 18], subsets: 8 });
 * const worst = ({ errors }: { errors: readonly number[] }) => Math.max(...errors);
 * ok(worst(many) < worst(few));
 * ```
 */
export function errorByRuns(table: RunTable, options: ErrorByRunsOptions = {}): readonly ErrorByRuns[] {
  const groups = distinctMixtures(table), all = groups.length, { subsets = 12, seed = 0 } = options;
  const law = typeof options.law === "object" ? options.law : lawNamed(options.law ?? "log-linear");
  if (!Number.isSafeInteger(subsets) || subsets < 1) {
    throw outOfRange(`subsets: wanted a whole number ≥ 1, got ${got(subsets)}`);
  }
  const counts = options.counts ?? [0.2, 0.33, 0.5, 0.8].map((part) => Math.round(part * all));
  const wrong = counts.find((count) => !Number.isSafeInteger(count) || count < 1 || count >= all);
  if (wrong !== undefined) {
    throw outOfRange(`counts: wanted whole numbers from 1 to ${all - 1}, one below all mixtures, got ${got(wrong)}`);
  }
  const whole = law.fit(table), weights = targetWeights({ kind: "mean" }, whole.targets), rng = random(seed);
  const lossOf = (best: FittedLaw) => objectiveOf(weights, whole.predict(bestMixture(best, { seed }).shares));
  const least = lossOf(whole);
  return [...new Set(counts)].sort((a, b) => a - b).map((runs) => {
    const errors: number[] = [], excess: number[] = [];
    for (let s = 0; s < subsets; s++) {
      const order = rng.shuffle([...groups]),
        part = (rows: number[][]) =>
          rowsOfTable(table, rows.flat().sort((a, b) => a - b), `${table.source}: subset ${s} of ${runs} mixtures`);
      const fitted = law.fit(part(order.slice(0, runs)));
      errors.push(mean(judgeOn(fitted, part(order.slice(runs))).quality.map(({ mae }) => mae)));
      excess.push(lossOf(fitted) - least);
    }
    return { runs, errors, excess };
  });
}
