/**
 * Methods compared as the papers compare them: by the average test perplexity of their final runs against stratified
 * sampling, seed by seed.
 *
 *     PPL = (1/k) Σ_i exp(L_i)          d_s = PPL_s(method) − PPL_s(baseline)
 *     mean over the n seeds ± t_{0.975, n−1} · s / √n
 *
 * Source: Aioli (arXiv 2411.05735), Table 1, which prints differences averaged over seeds; the pairing by seed and
 * Student's interval are ours. A seed decides first parameters and data of both runs of a pair, so what it does to both
 * alike drops out of the difference.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { studentInterval } from "../numerics/student_interval.ts";
import { averagePerplexity } from "./average_perplexity.ts";

/**
 * The final run of a method under one seed, as it is judged.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { JudgedRun } from "@mixlab/mixlab";
 *
 * const run: JudgedRun = { method: "aioli", seed: 0, losses: [3.1, 2.4], extra: { runs: 0, steps: 0, tokens: 0 } };
 * equal(run.losses.length, 2);
 * ```
 */
export interface JudgedRun {
  /** Name of the method. */
  readonly method: string;
  /** Its seed: runs of one seed are compared with each other. */
  readonly seed: number;
  /** Losses of the k targets (nats per token), on the split that methods are judged by. */
  readonly losses: ArrayLike<number>;
  /** What its preparation cost: runs, updates and tokens. Default: nothing. */
  readonly extra?: MethodCost;
}

/**
 * A cost.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MethodCost } from "@mixlab/mixlab";
 *
 * const nothing: MethodCost = { runs: 0, steps: 0, tokens: 0 };
 * equal(nothing.tokens, 0);
 * ```
 */
export interface MethodCost {
  /** Runs. */
  readonly runs: number;
  /** Updates of all of them. */
  readonly steps: number;
  /** Tokens of all of them. */
  readonly tokens: number;
}

/**
 * A method among others. Lists have a number a seed, in the order of the seeds.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { compareMethods, type ComparedMethod } from "@mixlab/mixlab";
 *
 * const { methods } = compareMethods([{ method: "stratified", seed: 0, losses: [Math.log(20)] }]);
 * const { mean, difference }: ComparedMethod = methods[0];
 * equal(mean.toFixed(9), "20.000000000");
 * equal(difference, null); // it is what others are compared with
 * ```
 */
export interface ComparedMethod {
  /** Name of the method. */
  readonly method: string;
  /** Average perplexity under each seed. */
  readonly perplexities: readonly number[];
  /** Their mean. */
  readonly mean: number;
  /** Its interval; null with one seed. */
  readonly interval: readonly [number, number] | null;
  /** What separates it from the baseline; null for the baseline itself. */
  readonly difference: {
    /** Average perplexity minus that of the baseline under the same seed: below 0 is better. */
    readonly bySeed: readonly number[];
    /** Their mean. */
    readonly mean: number;
    /** Student's interval of the mean; null with one seed. */
    readonly interval: readonly [number, number] | null;
    /** Seeds under which it has the lower perplexity. */
    readonly wins: number;
    /** "cannot tell" where the interval holds 0; null with one seed, which has no interval. */
    readonly verdict: "better" | "worse" | "cannot tell" | null;
  } | null;
  /** What its preparation cost, as the mean over seeds. */
  readonly extra: MethodCost;
}

/**
 * Methods, compared.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { compareMethods, type Comparison } from "@mixlab/mixlab";
 *
 * const comparison: Comparison = compareMethods([{ method: "stratified", seed: 7, losses: [3] }]);
 * deepEqual([comparison.baseline, comparison.seeds], ["stratified", [7]]);
 * ```
 */
export interface Comparison {
  /** The method that the others are compared with. */
  readonly baseline: string;
  /** The n seeds. */
  readonly seeds: readonly number[];
  /** Level of the intervals. */
  readonly level: number;
  /** The baseline first, then the others in the order of their first runs. */
  readonly methods: readonly ComparedMethod[];
}

/**
 * Compares methods, seed by seed.
 *
 * @param runs one a method and seed: all methods under the same seeds.
 * @param options the `baseline`, default "stratified"; the `level` of intervals, default 0.95.
 * @throws {RangeError} when the baseline is missing, a method lacks a seed or has it twice, or a loss is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { compareMethods } from "@mixlab/mixlab";
 *
 * const perplexity = (method: string, values: number[]) =>
 *   values.map((value, seed) => ({ method, seed, losses: [Math.log(value)] }));
 * const { methods } = compareMethods([
 *   ...perplexity("stratified", [30, 31, 32]),
 *   ...perplexity("aioli", [29, 30.2, 30.9]),
 *   ...perplexity("doge", [31, 30, 32]),
 * ]);
 * const [, aioli, doge] = methods.map(({ difference }) => difference);
 * equal(aioli!.mean.toFixed(4), "-0.9667");
 * deepEqual([aioli!.wins, aioli!.verdict], [3, "better"]);
 * deepEqual([doge!.wins, doge!.verdict], [1, "cannot tell"]);
 * ```
 */
export function compareMethods(
  runs: readonly JudgedRun[],
  { baseline = "stratified", level = 0.95 }: { readonly baseline?: string; readonly level?: number } = {},
): Comparison {
  const names = [...new Set(runs.map(({ method }) => method))];
  if (!names.includes(baseline)) {
    throw outOfRange(`baseline: wanted one of ${names.join(", ") || "no methods"}, got ${got(baseline)}`);
  }
  const seeds = runs.filter(({ method }) => method === baseline).map(({ seed }) => seed);
  const rows = new Map(names.map((method) => [method, inOrder(method, runs, seeds)]));
  const base = rows.get(baseline)!.map(({ losses }) => averagePerplexity(losses));
  const compared = (method: string): ComparedMethod => {
    const own = rows.get(method)!, perplexities = own.map(({ losses }) => averagePerplexity(losses));
    return {
      method,
      perplexities,
      ...studentInterval(perplexities, level),
      difference: method === baseline ? null : differenceOf(perplexities.map((value, s) => value - base[s]), level),
      extra: meanCost(own),
    };
  };
  return { baseline, seeds, level, methods: [baseline, ...names.filter((name) => name !== baseline)].map(compared) };
}

/** The runs of a method, in the order of the seeds. */
function inOrder(method: string, runs: readonly JudgedRun[], seeds: readonly number[]): JudgedRun[] {
  const own = runs.filter((run) => run.method === method);
  const twice = own.find(({ seed }, i) => own.findIndex((other) => other.seed === seed) !== i);
  if (twice !== undefined) throw outOfRange(`runs: ${method} has seed ${twice.seed} twice; wanted one run a seed`);
  const strange = own.find(({ seed }) => !seeds.includes(seed));
  if (strange !== undefined) {
    throw outOfRange(`runs: ${method} has seed ${strange.seed}, the baseline has not; wanted the same seeds for all`);
  }
  return seeds.map((seed) => {
    const run = own.find((one) => one.seed === seed);
    if (run === undefined) throw outOfRange(`runs: ${method} lacks seed ${seed}; wanted the same seeds for all`);
    return run;
  });
}

function differenceOf(bySeed: readonly number[], level: number): NonNullable<ComparedMethod["difference"]> {
  const { mean, interval } = studentInterval(bySeed, level);
  return {
    bySeed,
    mean,
    interval,
    wins: bySeed.filter((value) => value < 0).length,
    verdict: interval === null ? null : interval[1] < 0 ? "better" : interval[0] > 0 ? "worse" : "cannot tell",
  };
}

function meanCost(runs: readonly JudgedRun[]): MethodCost {
  const mean = (of: keyof MethodCost) => runs.reduce((sum, { extra }) => sum + (extra?.[of] ?? 0), 0) / runs.length;
  return { runs: mean("runs"), steps: mean("steps"), tokens: mean("tokens") };
}
