/**
 * What methods gave, in numbers: the same for the same runs.
 *
 * @module
 */
import { averagePerplexity } from "../methods/average_perplexity.ts";
import {
  type ComparedMethod,
  compareMethods,
  type Comparison,
  type JudgedRun,
  type MethodCost,
} from "../methods/compare.ts";
import type { RunOutcome } from "../methods/run_spec.ts";
import type { MixAsk } from "./mix_ask.ts";
import type { SeedResult } from "./mix_run.ts";

/** Losses and perplexities of the targets (k). */
export interface Losses {
  readonly losses: readonly number[];
  readonly averageLoss: number;
  readonly averagePerplexity: number;
}

/** A method under a seed. */
export interface MixAnswer extends SeedResult {
  readonly start: Losses;
  readonly val: Losses;
  readonly test: Losses | null;
  readonly cost: { readonly preparation: MethodCost; readonly final: MethodCost; readonly evaluations: number };
  /** Updates of the final run that served estimation. */
  readonly estimation: number;
}

/** All of them. */
export interface MixAnswers {
  readonly answers: readonly MixAnswer[];
  /** What methods are judged by: test, or val where a final run has no test split. */
  readonly split: "test" | "val";
  /** Methods against the baseline, where several were asked for. */
  readonly comparison: Comparison | undefined;
  /** One method under several seeds. */
  readonly alone: ComparedMethod | undefined;
}

/** Sums up. */
export function mixAnswers(ask: MixAsk, results: readonly SeedResult[]): MixAnswers {
  const answers = results.map((one): MixAnswer => {
    const { preparation, final } = one.result;
    return {
      ...one,
      start: lossesOf(final.start),
      val: lossesOf(final.val),
      test: final.test === null ? null : lossesOf(final.test),
      cost: {
        preparation: costOf(preparation),
        final: costOf([final]),
        evaluations: [...preparation, final].reduce((sum, { evaluations }) => sum + evaluations, 0),
      },
      estimation: final.rounds.reduce((sum, { estimation }) => sum + estimation.steps, 0),
    };
  });
  const split = answers.every(({ test }) => test !== null) ? "test" : "val";
  const runs = answers.map(({ method, seed, cost, ...splits }): JudgedRun => ({
    ...{ method, seed },
    losses: splits[split]!.losses,
    extra: cost.preparation,
  }));
  const compared = compareMethods(runs, { baseline: ask.methods[0].method.name });
  return {
    ...{ answers, split },
    comparison: ask.compare ? compared : undefined,
    alone: !ask.compare && ask.seeds.length > 1 ? compared.methods[0] : undefined,
  };
}

function lossesOf(losses: readonly number[]): Losses {
  return {
    losses,
    averageLoss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
    averagePerplexity: averagePerplexity(losses),
  };
}

function costOf(runs: readonly RunOutcome[]): MethodCost {
  const sum = (of: "steps" | "tokens") => runs.reduce((total, run) => total + run[of], 0);
  return { runs: runs.length, steps: sum("steps"), tokens: sum("tokens") };
}
