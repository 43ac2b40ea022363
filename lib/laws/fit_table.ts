/**
 * The whole answer to a table of runs: a law, its quality, the best mixture, and how sure all of it is.
 *
 * @module
 */
import { mean } from "simple-statistics";
import { outOfRange } from "../errors.ts";
import { columnOf, type Matrix } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";
import { type BestAnswer, compareBest } from "./best_answer.ts";
import { bestMixture, type BestMixtureOptions } from "./best/best_mixture.ts";
import { bestSweptRun } from "./best/best_swept_run.ts";
import type { PaperAnswer } from "./best/paper_answer.ts";
import { type ComparedLaw, compareLaws } from "./compare_laws.ts";
import { isCurveLaw } from "./curve_law.ts";
import { type Interval, interval, smallSampleFactor } from "./intervals.ts";
import type { At, FitOptions, FittedLaw, Law, Warning } from "./law.ts";
import { distinctMixtures, varyingDomains } from "./mixtures.ts";
import { predictTable } from "./predict_table.ts";
import { averageQuality, type Quality, quality } from "./quality.ts";
import { lawNamed } from "./registry.ts";
import { dealMixtures, leaveGroupsOut } from "./refit_law.ts";
import { bootstrap, leaveOneOut } from "./resample.ts";
import { type SeedVariance, seedVariance } from "./seed_variance.ts";
import { verdict } from "./verdict.ts";
import { zeroShareWarnings } from "./zero_shares.ts";

/**
 * What to fit and what to look for.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, ok } from "node:assert/strict";
 * import { fitTable, type FitTableOptions, parseTable } from "@mixlab/mixlab";
 *
 * const table = parseTable(`run,share:code,share:web,loss:code,loss:web
 * 1,0.05,0.95,2.12,3.23
 * 2,0.25,0.75,1.80,3.38
 * 3,0.55,0.45,1.48,3.71
 * 4,0.85,0.15,1.29,4.29
 * 5,0.95,0.05,1.25,4.57`);
 * const options: FitTableOptions = {
 *   law: "auto", // the one with the lowest leave-one-out error
 *   delta: 0.02, // Huber's loss, nats per token
 *   best: { objective: { kind: "target", target: "code" }, caps: { code: 0.3 } },
 *   replicates: 20,
 *   seed: 1,
 * };
 * const answer = fitTable(table, options);
 * equal(answer.law.name, answer.comparison![0].law);
 * deepEqual(answer.best.atCap, ["code"]);
 * ok(answer.replicates.length === 20);
 * ```
 */
export interface FitTableOptions extends FitOptions {
  /**
   * Name of the law, a law of your own such as {@link curveLaw} makes, or "auto" for the one with the lowest
   * leave-one-out error. Default: "log-linear", and for tables of segments "linear-dynamic".
   */
  readonly law?: string | Law;
  /** What the best mixture should be best for, and within which limits. */
  readonly best?: BestMixtureOptions;
  /** Bootstrap replicates; 0 for none. Default: 200, and 0 for laws whose fit takes long (boosted trees). */
  readonly replicates?: number;
  /**
   * Leave mixtures out in this many random groups, one refit a group. Default: one by one, and in 10 groups for laws
   * whose fit takes long (boosted trees).
   */
  readonly folds?: number;
  /** Seed of everything random. Default: 0. */
  readonly seed?: number;
  /** Called with the name of each law that "auto" is about to try: comparing takes minutes for large tables. */
  readonly onLaw?: (name: string) => void;
  /** Called after each refit of a law whose fit takes long, with how many of how many are done. */
  readonly onRefit?: (done: number, total: number) => void;
}

/**
 * The answer to a table: the law and its quality, the best mixture and its rivals, warnings, and a verdict in words.
 *
 * @example
 * ```ts
 * import { equal, match } from "node:assert/strict";
 * import { fitTable, parseTable, type TableAnswer } from "@mixlab/mixlab";
 *
 * const answer: TableAnswer = fitTable(parseTable(`run,share:code,share:web,loss:code
 * 1,0.1,0.9,1.95
 * 2,0.4,0.6,1.60
 * 3,0.9,0.1,1.26`));
 *
 * // Three runs for three parameters: a curve through every point. The answer says so, and gives no probability.
 * equal(answer.leftOut, undefined);
 * equal(answer.best.probabilityBeatsPrior, null);
 * match(answer.verdict.join(" "), /The data cannot tell how sure this is/);
 * match(answer.warnings[0].message, /in-sample errors say nothing/);
 * ```
 */
export interface TableAnswer {
  /** The table. */
  readonly table: RunTable;
  /** The law that was fitted. */
  readonly law: Law;
  /** The fit. */
  readonly fitted: FittedLaw;
  /** Different mixtures in the table. */
  readonly mixtures: number;
  /** N × k in-sample predictions. */
  readonly predicted: Matrix;
  /** N × k predictions by fits that had not seen the run's mixture; undefined when there is one mixture too few. */
  readonly leftOut?: Matrix;
  /** Groups in which mixtures were left out; undefined when it was one by one. */
  readonly folds?: number;
  /** In-sample quality by target (k). */
  readonly inSample: readonly Quality[];
  /** Leave-one-out quality by target (k). */
  readonly outOfSample?: readonly Quality[];
  /** Means over targets. */
  readonly average: { readonly inSample: Quality; readonly outOfSample?: Quality };
  /** Quality over all losses of all targets as one list, around one grand mean, as Aioli's linreg has it. */
  readonly flattened: { readonly mse: number; readonly r2: number | null };
  /** Variance between seeds, when mixtures were run several times. */
  readonly seeds?: SeedVariance;
  /** All laws, when the law was chosen. */
  readonly comparison?: readonly ComparedLaw[];
  /** Bootstrap replicates of the fit. */
  readonly replicates: readonly FittedLaw[];
  /** By how much deviations of replicates are stretched for few mixtures; undefined when errors cannot be judged. */
  readonly factor?: number;
  /** 95 % intervals of parameters by target and name; empty without replicates. */
  readonly parameterIntervals: readonly Readonly<Record<string, Interval>>[];
  /** The best mixture. */
  readonly best: BestAnswer;
  /** Other ways to answer, as the papers' code has them. */
  readonly bestRun: PaperAnswer;
  /** Losses at the start of a segment with which the best mixture was sought. */
  readonly at?: At;
  /** What a person should know. */
  readonly warnings: readonly Warning[];
  /** The answer in plain sentences. */
  readonly verdict: readonly string[];
}

/**
 * Fits a law to a table and says how good it is, which mixture is best, and how sure that is.
 *
 * Uncertainty is from refits under random weights over whole mixtures (Bayesian bootstrap), deviations stretched for
 * few mixtures; see `intervals.ts`. A probability is the part of refits in which the best mixture has a lower predicted
 * objective than its rival: it knows of the noise in these runs, not of what the law cannot express.
 *
 * @throws {TypeError} when an option is of the wrong kind.
 * @throws {RangeError} when the law does not fit the table's shape, a target has the same loss in every run, or an option
 *   is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, match, ok } from "node:assert/strict";
 * import { fitTable, parseTable } from "@mixlab/mixlab";
 *
 * // Eight small trainings on code and web text, each measured on both (nats per token).
 * const table = parseTable(`run,share:code,share:web,loss:code,loss:web
 * 1,0.05,0.95,2.121,3.228
 * 2,0.15,0.85,1.950,3.296
 * 3,0.25,0.75,1.797,3.376
 * 4,0.40,0.60,1.619,3.522
 * 5,0.55,0.45,1.482,3.712
 * 6,0.70,0.30,1.370,3.963
 * 7,0.85,0.15,1.288,4.287
 * 8,0.95,0.05,1.247,4.566`);
 * const answer = fitTable(table, { seed: 1 });
 *
 * // The law: losses flatten out at c, and c + exp(v) is the loss of training on one domain alone.
 * const { c, vertex } = answer.fitted.perTarget[0];
 * deepEqual([c!, vertex!.code!, vertex!.web!].map((x) => x.toFixed(2)), ["1.01", "-1.52", "0.20"]);
 *
 * // Its quality, on mixtures that it has not seen.
 * ok(answer.average.outOfSample!.mae < 0.004);
 *
 * // The best mixture, and how sure that is.
 * const { mixture, intervals, gap, probabilityBeatsPrior } = answer.best;
 * equal(mixture.code.toFixed(2), "0.38");
 * ok(intervals!.code[0] > 0.36 && intervals!.code[1] < 0.41); // 95 %
 * ok(gap! < 1e-9); // exact: no mixture is better by more than this
 * ok(probabilityBeatsPrior! > 0.99);
 *
 * // And all of it in words: "Best mixture under log-linear: web 61.7 %, code 38.3 %; …", "It beats the prior …"
 * match(answer.verdict[1], /^It beats the prior mixture by 0\.0130 nats/);
 * ```
 */
export function fitTable(table: RunTable, options: FitTableOptions = {}): TableAnswer {
  const { seed = 0, onRefit: _, ...fitting } = options;
  if (options.replicates !== undefined) requireReplicates(options.replicates);
  refuseUnvaried(table);
  const name = options.law ?? (table.startLosses ? "linear-dynamic" : "log-linear");
  const chosen = name === "auto" ? compareLaws(table, fitting) : undefined;
  const law = chosen?.best ?? (typeof name === "string" ? lawNamed(name) : name);
  const fitted = chosen?.fitted ?? law.fit(table, fitting);
  const R = options.replicates ?? (law.costly ? 0 : 200);
  const groups = foldsOf(law, table, options);
  const onRefit = law.costly
    ? counting(options.onRefit, (groups?.length ?? distinctMixtures(table).length) + R)
    : undefined;

  const predicted = predictTable(fitted, table);
  const leftOut = groups
    ? leaveGroupsOut(law, table, fitting, groups, onRefit)
    : chosen?.leftOut ?? leaveOneOut(law, table, fitted, { ...fitting, onRefit });
  const qualityOf = (p: Matrix) => table.targets.map((_, i) => quality(columnOf(table.losses, i), columnOf(p, i)));
  const inSample = qualityOf(predicted), outOfSample = leftOut && qualityOf(leftOut);

  const mixtures = distinctMixtures(table).length;
  // a law without a fixed number of parameters uses up no known number of mixtures
  const factor = isCurveLaw(law)
    ? smallSampleFactor(mixtures, law.spec.parameters(table.domains.length, fitted.toJSON().settings))
    : 1;
  const replicates = R > 0 && factor !== undefined
    ? bootstrap(law, table, fitted, { ...fitting, replicates: R, seed, onRefit })
    : [];
  const at = startOf(table);

  const limits = holdUnvaried(table, options.best ?? {});
  const found = bestMixture(fitted, { ...limits, at, seed, runs: table });
  const bestRun = bestSweptRun(table, limits.objective);
  const best = compareBest(found, fitted, replicates, factor ?? 1, bestRun, limits, at, seed, table);

  const warnings = [...fitted.warnings, ...zeroShareWarnings(law, table, fitted, fitting)];
  if (law.costly && options.replicates === undefined) {
    warnings.push({
      code: "no-intervals",
      message:
        `no intervals and no probabilities: refits of ${law.name} take long; ask for some, such as --bootstrap 20`,
    });
  }
  const seeds = seedVariance(table);
  const answer = {
    table,
    law,
    fitted,
    mixtures,
    predicted,
    ...(leftOut && { leftOut, outOfSample }),
    ...(leftOut && groups && { folds: groups.length }),
    inSample,
    average: { inSample: averageQuality(inSample), ...(outOfSample && { outOfSample: averageQuality(outOfSample) }) },
    flattened: flat(table.losses.data, predicted.data),
    ...(seeds && { seeds }),
    ...(chosen && { comparison: chosen.comparison }),
    replicates,
    ...(factor !== undefined && { factor }),
    parameterIntervals: parameterIntervals(fitted, replicates, factor ?? 1),
    best,
    bestRun,
    ...(at && { at }),
    warnings,
  };
  return { ...answer, verdict: verdict(answer) };
}

function requireReplicates(R: number): void {
  if (Number.isInteger(R) && R >= 0 && R <= 100_000) return;
  throw outOfRange(`bootstrap: wanted a whole number of replicates from 0 to 100000, got ${R}`);
}

/** Groups in which mixtures are left out; undefined where each is a group of its own. */
function foldsOf(law: Law, table: RunTable, { folds, seed = 0 }: FitTableOptions): number[][] | undefined {
  const wanted = folds ?? (law.costly ? 10 : undefined);
  if (wanted === undefined) return undefined;
  const groups = dealMixtures(table, wanted, seed);
  return groups.length < distinctMixtures(table).length ? groups : undefined;
}

/** Counts refits for whoever wants to know. */
function counting(say: FitTableOptions["onRefit"], total: number): () => void {
  let done = 0;
  return () => say?.(++done, total);
}

function flat(observed: Float64Array, predicted: Float64Array): { mse: number; r2: number | null } {
  const middle = mean([...observed]);
  let squares = 0, total = 0;
  observed.forEach((y, n) => {
    squares += (y - predicted[n]) ** 2;
    total += (y - middle) ** 2;
  });
  return { mse: squares / observed.length, r2: total > 0 ? 1 - squares / total : null };
}

/** The mean of the losses at the segments' start, for laws of segments. */
function startOf(table: RunTable): At | undefined {
  if (table.startLosses === undefined) return undefined;
  return { startLosses: table.targets.map((_, i) => mean([...columnOf(table.startLosses!, i)])) };
}

/** A domain that never varied keeps its share: nothing was learned about any other. */
function holdUnvaried(table: RunTable, options: BestMixtureOptions): BestMixtureOptions {
  const m = table.domains.length, caps = { ...options.caps }, floors = { ...options.floors };
  varyingDomains(table).forEach((varies, j) => {
    if (!varies && m > 1) caps[table.domains[j]] = floors[table.domains[j]] = table.shares.data[j];
  });
  return { ...options, caps, floors };
}

/** A target that no run changes tells nothing of any mixture: no law, no R², no rank correlation. */
function refuseUnvaried({ losses, startLosses, targets, targetPlaces, runs, source }: RunTable): void {
  if (runs.length < 2) return; // there the law says that runs are too few
  targets.forEach((target, i) => {
    const start = startLosses && columnOf(startLosses, i);
    const changes = columnOf(losses, i).map((loss, n) => start ? loss - start[n] : loss);
    if (changes.some((change) => change !== changes[0])) return;
    throw outOfRange(
      `${targetPlaces?.[i] ?? source}: ${target} has the same ${start ? "change of loss" : "loss"} ${
        changes[0]
      } in all ` +
        `${runs.length} runs, so no law can be told from it; wanted losses that differ; leave it out with --targets`,
    );
  });
}

function parameterIntervals(
  fitted: FittedLaw,
  replicates: readonly FittedLaw[],
  factor: number,
): Record<string, Interval>[] {
  if (replicates.length === 0) return fitted.targets.map(() => ({}));
  const theta = replicates.map((r) => r.toJSON().theta), own = fitted.toJSON().theta;
  return fitted.perTarget.map((fit, i) =>
    Object.fromEntries(
      Object.keys(fit.parameters).map((name, q) => [name, interval(own[i][q], theta.map((t) => t[i][q]), factor)]),
    )
  );
}
