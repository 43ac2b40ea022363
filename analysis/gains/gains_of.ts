/**
 * What methods gain over a baseline, in one table: perplexity, loss, and each target by itself.
 *
 *     PPL = (1/k) Σ_i exp(L_i)        L = (1/k) Σ_i L_i        difference = method − baseline, paired by seed
 *
 * Source: Aioli (arXiv 2411.05735), Table 2, which prints differences in average test perplexity; pairing, intervals and the
 * adjustment for several methods (Holm) are ours. Below 0 is better; the gain is the difference with its sign turned.
 *
 * @module
 */
import { compareMethods, type MethodCost } from "../../lib/methods/compare.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { holm } from "./holm.ts";
import { type JudgedRow, type JudgedRows, judgedRuns } from "./judged_runs.ts";
import { type PairedDifference, pairedDifference, type Verdict } from "./paired_difference.ts";

/**
 * What a method gained.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { gainsOf, type MethodGain } from "@mixlab/mixlab/analysis";
 * import { parseTable } from "@mixlab/mixlab";
 *
 * const { methods } = gainsOf(parseTable(`run,seed,method,extra_runs,extra_steps,extra_tokens,share:a,share:b,loss:a,loss:b
 * s,0,stratified,0,0,0,0.5,0.5,3,2
 * d,0,doge,1,500,2000000,0.8,0.2,2.9,2`));
 * const doge: MethodGain = methods[0];
 * equal(doge.gain, -doge.perplexity.mean);
 * equal(doge.gainPerMillionTokens, doge.gain / 2); // two million tokens were spent on its proxy
 * ```
 */
export interface MethodGain {
  /** Name of the method. */
  readonly method: string;
  /** Mean over seeds of its average perplexity. */
  readonly averagePerplexity: number;
  /** Difference in average perplexity. */
  readonly perplexity: PairedDifference;
  /** Difference in mean loss, nats per token. */
  readonly loss: PairedDifference;
  /** Differences by target (k): perplexity, and loss in nats per token. */
  readonly byTarget: readonly { readonly perplexity: PairedDifference; readonly loss: PairedDifference }[];
  /** How much lower its average perplexity is: above 0 is better. */
  readonly gain: number;
  /** p-value of the perplexity, adjusted for all methods of the table; null with one seed. */
  readonly adjustedP: number | null;
  /** What remains of the verdict then; null with one seed. */
  readonly adjustedVerdict: Verdict | null;
  /** Mean over seeds of what its preparation cost; null where the table does not say. */
  readonly extra: MethodCost | null;
  /** The gain for each million tokens of preparation; null where it needs none, or the table does not say. */
  readonly gainPerMillionTokens: number | null;
  /** Mean over seeds of the mixture that it found (m). */
  readonly shares: readonly number[];
}

/**
 * What the methods of a table gained.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { type Gains, gainsOf } from "@mixlab/mixlab/analysis";
 * import { parseTable } from "@mixlab/mixlab";
 *
 * const gains: Gains = gainsOf(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * s,0,stratified,0.5,0.5,3,2
 * d,0,doge,0.8,0.2,2.9,2`));
 * deepEqual([gains.baseline.method, gains.seeds, gains.tally], ["stratified", [0], null]); // one seed has no interval
 * ```
 */
export interface Gains {
  /** Training domains (m). */
  readonly domains: readonly string[];
  /** Targets (k). */
  readonly targets: readonly string[];
  /** The seeds. */
  readonly seeds: readonly number[];
  /** Level of the intervals. */
  readonly level: number;
  /** What the others are compared with: mean over seeds of its average perplexity and mean loss, and by target (k). */
  readonly baseline: {
    readonly method: string;
    readonly averagePerplexity: number;
    readonly averageLoss: number;
    readonly perplexityByTarget: readonly number[];
  };
  /** The others, in the order of the table. */
  readonly methods: readonly MethodGain[];
  /** Whether the losses were computed from a planted law. */
  readonly synthetic: boolean;
  /** How many methods are better, worse, or cannot be told from the baseline, by their own intervals; null with one seed. */
  readonly tally: { readonly better: number; readonly worse: number; readonly cannotTell: number } | null;
}

/**
 * Options of `gainsOf`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { GainsOptions } from "@mixlab/mixlab/analysis";
 *
 * const options: GainsOptions = { baseline: "doremi", split: "val" };
 * equal(options.level, undefined); // 0.95
 * ```
 */
export interface GainsOptions extends JudgedRows {
  /** The method that the others are compared with. Default "stratified". */
  readonly baseline?: string;
  /** Level of the intervals. Default 0.95. */
  readonly level?: number;
}

/**
 * Compares the methods of a table, seed by seed.
 *
 * @param table a row a method and seed (columns `method`, `seed`), losses on the split that methods are judged by, shares
 * that they found; where there are columns `split` and `setting`, the options say which rows.
 * @throws {RangeError} when the baseline is missing, a method lacks a seed or has it twice, or the options name what the
 * table does not have.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { gainsOf } from "@mixlab/mixlab/analysis";
 *
 * const { methods, tally } = gainsOf(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * s,0,stratified,0.5,0.5,3.0,2.0
 * s,1,stratified,0.5,0.5,3.1,2.1
 * s,2,stratified,0.5,0.5,3.2,2.2
 * x,0,aioli,0.6,0.4,2.9,2.0
 * x,1,aioli,0.6,0.4,3.0,2.1
 * x,2,aioli,0.6,0.4,3.1,2.2`));
 * equal(methods[0].loss.mean.toFixed(3), "-0.050");
 * equal(methods[0].perplexity.verdict, "better");
 * deepEqual(tally, { better: 1, worse: 0, cannotTell: 0 });
 * ```
 */
export function gainsOf(table: RunTable, options: GainsOptions = {}): Gains {
  const { baseline = "stratified", level = 0.95 } = options, rows = judgedRuns(table, options);
  const { seeds, methods: [base, ...compared] } = compareMethods(rows, { baseline, level });
  const inOrder = (method: string) =>
    seeds.map((seed) => rows.find((row) => row.method === method && row.seed === seed)!);
  const own = inOrder(baseline);
  const found = compared.map(({ method, mean, extra }) => {
    const rows = inOrder(method),
      against = (of: (row: JudgedRow) => number) => pairedDifference(rows.map(of), own.map(of), level);
    const perplexity = against((row) => row.perplexity), known = rows.every((row) => row.extra !== undefined);
    return {
      ...{ method, averagePerplexity: mean, perplexity, loss: against((row) => row.loss) },
      byTarget: table.targets.map((_, i) => ({
        perplexity: against(({ losses }) => Math.exp(losses[i])),
        loss: against(({ losses }) => losses[i]),
      })),
      gain: 0 - perplexity.mean,
      extra: known ? extra : null,
      gainPerMillionTokens: known && extra.tokens > 0 ? (0 - perplexity.mean) / (extra.tokens / 1e6) : null,
      shares: table.domains.map((_, j) => average(rows.map(({ shares }) => shares[j]))),
    };
  });
  const several = seeds.length > 1, adjusted = several ? holm(found.map(({ perplexity }) => perplexity.p!)) : [];
  const methods = found.map((one, n): MethodGain => ({
    ...one,
    adjustedP: several ? adjusted[n] : null,
    adjustedVerdict: !several ? null : adjusted[n] >= 1 - level ? "cannot tell" : one.gain > 0 ? "better" : "worse",
  }));
  const count = (verdict: Verdict) => methods.filter(({ perplexity }) => perplexity.verdict === verdict).length;
  return {
    ...{ domains: table.domains, targets: table.targets, seeds, level },
    baseline: {
      ...{ method: baseline, averagePerplexity: base.mean, averageLoss: average(own.map(({ loss }) => loss)) },
      perplexityByTarget: table.targets.map((_, i) => average(own.map(({ losses }) => Math.exp(losses[i])))),
    },
    ...{ methods, synthetic: table.synthetic ?? false },
    tally: several ? { better: count("better"), worse: count("worse"), cannotTell: count("cannot tell") } : null,
  };
}

function average(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
