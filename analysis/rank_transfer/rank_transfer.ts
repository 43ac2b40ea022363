/**
 * RegMix's rank transfer: a regression of losses on mixtures, fitted to runs of a small model, ranks the runs of a larger
 * one. Losses themselves do not carry over, since a larger model's are lower; ranks do.
 *
 *     f_i fitted to (p_n, L_i(p_n)) of the small model;   Spearman of f_i(p) and L_i(p) over runs of the large one
 *
 * Source: RegMix (arXiv 2407.01492, sections 3.2 and 3.3, tables 2 and 3). Its regressions are LightGBM (`boosted-trees`) and
 * linear ones (`linear`: least squares, which ranks its tables as its ridge regression does); `log-linear` is that of Data
 * Mixing Laws. The mean over the targets is ranked as well: it is what a mixture is chosen by.
 *
 * Where the larger model was trained on mixtures that the fit has seen, `unseen` is told too: each run is then predicted
 * by a fit without the runs of its mixture.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { outOfRange } from "../../lib/errors.ts";
import { judgeOn } from "../../lib/laws/judge_on.ts";
import type { FitOptions, FittedLaw, Law } from "../../lib/laws/law.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { leaveOneOut } from "../../lib/laws/resample.ts";
import { columnOf, type Matrix, matrix } from "../../lib/numerics/matrix.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { lossesByMixture, mixtureKeys } from "./common_mixtures.ts";
import { type RankAgreement, rankAgreement } from "./rank_agreement.ts";

/**
 * How well one target's runs are ranked.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { type RankedTarget, rankTransfer } from "@mixlab/mixlab/analysis";
 *
 * const small = parseTable("run,share:a,share:b,loss:t\n1,0.2,0.8,3.1\n2,0.5,0.5,2.6\n3,0.9,0.1,2.2\n");
 * const large = parseTable("run,share:a,share:b,loss:t\n1,0.1,0.9,2.7\n2,0.4,0.6,2.2\n3,0.7,0.3,1.9\n");
 * const [target]: readonly RankedTarget[] = rankTransfer(small, large, { laws: ["linear"] }).laws[0].targets;
 * equal(target.agreement.spearman, 1);
 * equal(target.unseen, null); // the fit saw none of these mixtures
 * ```
 */
export interface RankedTarget {
  /** The target, or "mean" for the mean over the targets. */
  readonly target: string;
  /** Measured losses of the larger model (N), nats per token. */
  readonly observed: Float64Array;
  /** What ranks them (N): losses predicted by the small model's law, or its measured ones. */
  readonly predicted: Float64Array;
  /** How far the two agree. */
  readonly agreement: RankAgreement;
  /** The same, each run predicted without its mixture; null where the fit has seen none of them, or too few are left. */
  readonly unseen: RankAgreement | null;
}

/**
 * How well one law of the small model ranks.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { type LawRanks, rankTransfer } from "@mixlab/mixlab/analysis";
 *
 * const [small, large] = await Promise.all(
 *   ["tiny", "pythia-14m"].map((model) => readTable(["data/two_sizes.csv"], { where: `model=${model}` })),
 * );
 * const [law]: readonly LawRanks[] = rankTransfer(small, large, { laws: ["log-linear"], replicates: 0 }).laws;
 * ok(law.meanSpearman! > 0.98 && law.mean.agreement.spearman! < law.meanSpearman!);
 * ```
 */
export interface LawRanks {
  /** Name of the law. */
  readonly law: string;
  /** The fit to the small model's runs. */
  readonly fitted: FittedLaw;
  /** The targets (k). */
  readonly targets: readonly RankedTarget[];
  /** The mean loss over the targets. */
  readonly mean: RankedTarget;
  /** Mean of Spearman over the targets; null where one has none. */
  readonly meanSpearman: number | null;
}

/**
 * What `rankTransfer` finds.
 *
 * @example
 * ```ts
 * import { deepEqual, match } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { rankTransfer, type RankTransfer } from "@mixlab/mixlab/analysis";
 *
 * const [small, large] = await Promise.all(
 *   ["tiny", "pythia-14m"].map((model) => readTable(["data/two_sizes.csv"], { where: `model=${model}` })),
 * );
 * const found: RankTransfer = rankTransfer(small, large, { replicates: 0 });
 * deepEqual(found.laws.map(({ law }) => law), ["log-linear", "linear"]);
 * match(found.without[0].why, /boosted-trees keeps at least 20 runs in a leaf/);
 * ```
 */
export interface RankTransfer {
  /** The targets that both tables have (k). */
  readonly targets: readonly string[];
  /** Runs of the larger model whose mixture the fits have seen. */
  readonly seen: number;
  /** The laws, in the order asked for. */
  readonly laws: readonly LawRanks[];
  /** Laws that the small model's table does not allow, and why. */
  readonly without: readonly { readonly law: string; readonly why: string }[];
  /** How far the small model's measured losses on the same mixtures rank them; null with fewer than three in common. */
  readonly measured: { readonly targets: readonly RankedTarget[]; readonly mean: RankedTarget } | null;
}

/**
 * Options of {@linkcode rankTransfer}; those of a fit as well.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { rankTransfer, type RankTransferOptions } from "@mixlab/mixlab/analysis";
 *
 * const [small, large] = await Promise.all(
 *   ["tiny", "pythia-14m"].map((model) => readTable(["data/two_sizes.csv"], { where: `model=${model}` })),
 * );
 * const options: RankTransferOptions = { laws: ["boosted-trees"], leafRuns: 5, replicates: 0 };
 * equal(rankTransfer(small, large, options).without.length, 0);
 * ```
 */
export interface RankTransferOptions extends FitOptions {
  /** Laws, by name or as such. Default: boosted-trees, log-linear, linear. */
  readonly laws?: readonly (string | Law)[];
  /** Runs of the small model on mixtures of the larger one's. Default: those that the laws are fitted to. */
  readonly measured?: RunTable;
  /** Draws of runs for the intervals of Spearman; 0 for none. Default: 500. */
  readonly replicates?: number;
  /** Seed of the draws. Default: 0. */
  readonly seed?: number;
  /** How many of the runs predicted to be best `regretTop` takes. Default: 5. */
  readonly top?: number;
}

/** The regressions that RegMix and Data Mixing Laws use. */
const LAWS: readonly string[] = ["boosted-trees", "log-linear", "linear"];

/**
 * Fits laws to a small model's runs and judges how they rank those of a larger one.
 *
 * @param small runs of the small model, which the laws are fitted to.
 * @param large runs of the larger model.
 * @throws {RangeError} when the tables share no target or differ in domains, or there is a law of segments among `laws`.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { rankTransfer } from "@mixlab/mixlab/analysis";
 *
 * const [small, large] = await Promise.all(
 *   ["tiny", "pythia-14m"].map((model) => readTable(["data/two_sizes.csv"], { where: `model=${model}` })),
 * );
 * const { laws: [logLinear], measured } = rankTransfer(small, large, { laws: ["log-linear"], replicates: 0 });
 * const [legal] = logLinear.targets;
 * ok(legal.agreement.spearman! > 0.99);
 * ok(legal.unseen!.spearman! > 0.98); // each run predicted without its mixture
 * ok(legal.agreement.spearman! > measured!.targets[0].agreement.spearman!); // a law smooths the small model's noise
 * ok(legal.agreement.bias > 0.1); // nats per token: the larger model is better at all mixtures
 * ```
 */
export function rankTransfer(small: RunTable, large: RunTable, options: RankTransferOptions = {}): RankTransfer {
  const { laws = LAWS, measured = small, replicates, seed, top, ...fit } = options;
  const judging = { replicates, seed, top }, keys = mixtureKeys(large);
  const known = new Set(mixtureKeys(small)), seen = keys.filter((key) => known.has(key)).length;
  const ranked: LawRanks[] = [], without: { law: string; why: string }[] = [];
  for (const law of laws.map((one) => typeof one === "string" ? lawNamed(one) : one)) {
    if (law.segments) throw outOfRange(`laws: wanted laws of whole runs, got ${law.name}, which is one of segments`);
    const why = law.obstacle(small, fit);
    if (why !== undefined) without.push({ law: law.name, why });
    else ranked.push(ranksOf(law, small, large, fit, seen > 0, judging));
  }
  const targets = small.targets.filter((target) => large.targets.includes(target));
  const missing = targets.find((target) => !measured.targets.includes(target));
  if (missing !== undefined) {
    throw outOfRange(`measured: wanted losses of ${missing}, got ${measured.targets.join(", ")} in ${measured.source}`);
  }
  return { targets, seen, laws: ranked, without, measured: measuredRanks(measured, large, targets, judging) };
}

type Judging = Parameters<typeof rankAgreement>[2];

function ranksOf(
  law: Law,
  small: RunTable,
  large: RunTable,
  options: FitOptions,
  seen: boolean,
  judging: Judging,
): LawRanks {
  const fitted = law.fit(small, options), { targets, predicted } = judgeOn(fitted, large);
  const left = seen ? leaveOneOut(law, small, fitted, options) : undefined;
  const unseen = left && withoutMixture(left, predicted, targets, small, large);
  const observed = (target: string) => columnOf(large.losses, large.targets.indexOf(target));
  const one = (target: string, y: Float64Array, f: Float64Array, u: Float64Array | undefined): RankedTarget => ({
    ...{ target, observed: y, predicted: f, agreement: rankAgreement(y, f, judging) },
    unseen: u === undefined ? null : rankAgreement(y, u, judging),
  });
  const columns = targets.map((target, i) =>
    one(target, observed(target), columnOf(predicted, i), unseen && columnOf(unseen, i))
  );
  const spearmans = columns.map(({ agreement }) => agreement.spearman);
  return {
    ...{ law: law.name, fitted, targets: columns },
    mean: one(
      "mean",
      means(columns.map((column) => column.observed)),
      means(columns.map((column) => column.predicted)),
      unseen && means(targets.map((_, i) => columnOf(unseen, i))),
    ),
    meanSpearman: spearmans.every((rho) => rho !== null) ? mean(spearmans) : null,
  };
}

/** Predictions of the larger model's runs (N × k): by the fit without their mixture, where it was among the fitted ones. */
function withoutMixture(
  left: Matrix,
  predicted: Matrix,
  targets: readonly string[],
  small: RunTable,
  large: RunTable,
): Matrix {
  const rows = new Map(mixtureKeys(small).map((key, n) => [key, n])), k = targets.length;
  const out = matrix(predicted.rows, k, predicted.data);
  mixtureKeys(large).forEach((key, n) => {
    const row = rows.get(key);
    if (row === undefined) return;
    targets.forEach((target, i) => {
      out.data[n * k + i] = left.data[row * left.columns + small.targets.indexOf(target)];
    });
  });
  return out;
}

function means(columns: readonly Float64Array[]): Float64Array {
  return columns[0].map((_, n) => mean(columns.map((column) => column[n])));
}

/** Fewest mixtures in common of which a rank correlation says anything. */
const FEWEST = 3;

function measuredRanks(small: RunTable, large: RunTable, targets: readonly string[], judging: Judging) {
  const ours = lossesByMixture(small), theirs = lossesByMixture(large);
  const common = [...theirs.keys()].filter((key) => ours.has(key));
  if (common.length < FEWEST) return null;
  const columns = targets.map((target): RankedTarget => {
    const [i, o] = [small, large].map((table) => table.targets.indexOf(target));
    const observed = Float64Array.from(common, (key) => theirs.get(key)![o]);
    const predicted = Float64Array.from(common, (key) => ours.get(key)![i]);
    return { target, observed, predicted, agreement: rankAgreement(observed, predicted, judging), unseen: null };
  });
  const observed = means(columns.map((column) => column.observed));
  const predicted = means(columns.map((column) => column.predicted));
  const agreement = rankAgreement(observed, predicted, judging);
  return { targets: columns, mean: { target: "mean", observed, predicted, agreement, unseen: null } };
}
