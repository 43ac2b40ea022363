import { wholeNumber } from "../../text/whole_number.ts";
import { languageModelLearner } from "../../learners/language_model_learner.ts";
import type { MethodEnvironment } from "../../learners/method_environment.ts";
import type { SweepRun } from "../plan.ts";
import type { SweepRate } from "./rate.ts";

/**
 * Options of {@link measureRate}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RateOptions } from "@mixlab/mixlab/train";
 *
 * const quick: RateOptions = { seconds: 1 };
 * equal(quick.seconds, 1);
 * ```
 */
export interface RateOptions {
  /** How long to train and to evaluate, in all, beside opening. Default 3; a large model takes two updates in any case. */
  readonly seconds?: number;
}

/** The least that is measured after what compiles. */
const LEAST_UPDATES = 2;

/**
 * Measures how fast a run goes, by a short trial of its learner on its engine: opening, updates and evaluated rows, each
 * after one that compiles. Nothing is written. Checkpoints are not counted: they take far less than what lies between them.
 *
 * @throws {TypeError | RangeError} when the run's settings are not right.
 * @throws {TrainingDiverged} when a loss, a gradient or a parameter is not a finite number.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { measureRate, type MethodEnvironment, type SweepRun } from "@mixlab/mixlab/train";
 *
 * const hours = async (environment: MethodEnvironment, run: SweepRun) =>
 *   run.steps * (await measureRate(environment, run)).update / 3600;
 * equal(hours.length, 2);
 * ```
 */
export async function measureRate(
  environment: MethodEnvironment,
  run: SweepRun,
  { seconds = 3 }: RateOptions = {},
): Promise<SweepRate> {
  wholeNumber("measureRate: seconds", Math.ceil(seconds), 0, 3600);
  const clock = stopwatch(), { seed, steps, shares, learner: own, labels: { model = "own" } } = run;
  const made = environment.learner({ seed, steps, ...(own && { learner: own }) });
  await using engine = await made.open(made.model);
  await engine.write("parameters", made.parameters());
  const learner = await languageModelLearner({ ...made.settings, engine, source: environment.source });
  await learner.train(shares, 1);
  const opened = clock();
  let updates = 0;
  const training = stopwatch();
  // A learner may outlive its schedule's steps in a trial of a very short run; the last learning rate stays.
  while (updates < LEAST_UPDATES || training() < seconds / 2) {
    await learner.train(shares, 1);
    updates++;
  }
  const update = training() / updates, compiling = stopwatch();
  // So many rows of each target that no batch is filled up.
  const { batch: B } = made.settings.evaluation, each = B / commonDivisor(B, learner.targets.length);
  await learner.evaluateRows("val", each);
  const first = compiling(), evaluating = stopwatch();
  let rows = 0;
  do {
    const { domains } = await learner.evaluateRows("val", each);
    rows += domains.reduce((sum, { sequences }) => sum + sequences, 0);
  } while (evaluating() < seconds / 2);
  const evaluated = evaluating(), row = evaluated / rows;
  const trialSeconds = clock(), passes = Math.max(0, first - row * each * learner.targets.length);
  return { model, begin: Math.max(0, opened - update) + passes, update, row, from: { trialSeconds } };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Seconds since it was made. */
function stopwatch(): () => number {
  const began = performance.now();
  return () => (performance.now() - began) / 1000;
}
