/**
 * How many runs of the small model a ranking needs: laws are fitted to subsets of its mixtures, drawn by a seed, and each
 * fit ranks the larger model's runs. Source: RegMix (arXiv 2407.01492, section 3.3, figure on the number of proxies); subsets
 * are ours.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { got, outOfRange } from "../../lib/errors.ts";
import { judgeOn } from "../../lib/laws/judge_on.ts";
import type { FitOptions, Law } from "../../lib/laws/law.ts";
import { distinctMixtures } from "../../lib/laws/mixtures.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { random } from "../../lib/numerics/random.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { rowsOfTable } from "../shared/rows_of_table.ts";

/**
 * Spearman of one law by the number of mixtures that it was fitted to.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { transferByRuns, type TransferByRuns } from "@mixlab/mixlab/analysis";
 *
 * const [small, large] = await Promise.all(
 *   ["tiny", "pythia-14m"].map((model) => readTable(["data/two_sizes.csv"], { where: `model=${model}` })),
 * );
 * const found: readonly TransferByRuns[] = transferByRuns(small, large, { laws: ["linear"], counts: [6, 24], subsets: 4 });
 * equal(found[0].counts[0].spearman.length, 4);
 * equal(found[0].counts[1].spearman.length, 1); // all of them: there is one such subset
 * ```
 */
export interface TransferByRuns {
  /** Name of the law. */
  readonly law: string;
  /** By number of mixtures, ascending; those that the law cannot do with are left out. */
  readonly counts: readonly {
    /** Mixtures that were fitted. */
    readonly mixtures: number;
    /** For each subset, the mean of Spearman over the targets; null where a target's predictions do not vary. */
    readonly spearman: readonly (number | null)[];
    /** Mean over the subsets that have one; null without any. */
    readonly mean: number | null;
  }[];
}

/**
 * Options of {@linkcode transferByRuns}; those of a fit as well.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { transferByRuns, type TransferByRunsOptions } from "@mixlab/mixlab/analysis";
 *
 * const [small, large] = await Promise.all(
 *   ["tiny", "pythia-14m"].map((model) => readTable(["data/two_sizes.csv"], { where: `model=${model}` })),
 * );
 * const options: TransferByRunsOptions = { laws: ["log-linear"], counts: [6], subsets: 3, seed: 1 };
 * const other = transferByRuns(small, large, { ...options, seed: 2 });
 * ok(transferByRuns(small, large, options)[0].counts[0].mean !== other[0].counts[0].mean);
 * ```
 */
export interface TransferByRunsOptions extends FitOptions {
  /** Laws, by name or as such. Default: boosted-trees, log-linear, linear. */
  readonly laws?: readonly (string | Law)[];
  /** Numbers of mixtures. Default: an eighth, a quarter, half and all of the small model's. */
  readonly counts?: readonly number[];
  /** Subsets of each number. Default: 5. */
  readonly subsets?: number;
  /** Seed of the subsets, which are the same for all laws. Default: 0. */
  readonly seed?: number;
}

/**
 * Spearman of laws fitted to fewer runs, over the larger model's runs.
 *
 * @param small runs of the small model; all runs of a mixture are in a subset, or none.
 * @param large runs of the larger model.
 * @throws {RangeError} when there is no such number of mixtures, or the tables share no target.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { transferByRuns } from "@mixlab/mixlab/analysis";
 *
 * const [small, large] = await Promise.all(
 *   ["tiny", "pythia-14m"].map((model) => readTable(["data/two_sizes.csv"], { where: `model=${model}` })),
 * );
 * const [{ counts }] = transferByRuns(small, large, { laws: ["log-linear"], counts: [6, 24] });
 * ok(counts[0].mean! < counts[1].mean!); // more runs rank better
 * ```
 */
export function transferByRuns(
  small: RunTable,
  large: RunTable,
  options: TransferByRunsOptions = {},
): readonly TransferByRuns[] {
  const { laws = ["boosted-trees", "log-linear", "linear"], subsets = 5, seed = 0, counts, ...fit } = options;
  if (!Number.isInteger(subsets) || subsets < 1) {
    throw outOfRange(`subsets: wanted a whole number ≥ 1, got ${got(subsets)}`);
  }
  const groups = distinctMixtures(small), all = groups.length;
  const wanted = [...new Set(counts ?? [8, 4, 2, 1].map((part) => Math.floor(all / part)))].sort((a, b) => a - b);
  const wrong = wanted.find((count) =>
    !Number.isInteger(count) || count > all || count < (counts === undefined ? 0 : 1)
  );
  if (wrong !== undefined) {
    throw outOfRange(`counts: wanted whole numbers from 1 to ${all} mixtures, got ${got(wrong)}`);
  }
  const rng = random(seed);
  const drawn = wanted.map((count) => ({
    mixtures: count,
    tables: Array.from({ length: count === all ? 1 : subsets }, (_, s) => {
      const chosen = rng.shuffle([...groups.keys()]).slice(0, count);
      return rowsOfTable(small, chosen.flatMap((g) => groups[g]), `${count} mixtures, subset ${s}`);
    }),
  }));
  return laws.map((one) => typeof one === "string" ? lawNamed(one) : one).map((law) => ({
    law: law.name,
    counts: drawn.flatMap(({ mixtures, tables }) => {
      if (mixtures === 0 || tables.some((table) => law.obstacle(table, fit) !== undefined)) return [];
      const spearman = tables.map((table) => spearmanOf(law, table, large, fit));
      const known = spearman.filter((rho) => rho !== null);
      return [{ mixtures, spearman, mean: known.length === 0 ? null : mean(known) }];
    }),
  }));
}

function spearmanOf(law: Law, table: RunTable, large: RunTable, options: FitOptions): number | null {
  const each = judgeOn(law.fit(table, options), large).quality.map(({ spearman }) => spearman);
  return each.every((rho) => rho !== null) ? mean(each) : null;
}
