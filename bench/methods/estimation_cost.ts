/**
 * What Aioli's estimation costs: visits to proxy mixtures are training steps, and should take their time.
 *
 * @module
 */
import { drive } from "../../lib/methods/drive.ts";
import type { Learner } from "../../lib/methods/learner.ts";
import { ruleNamed } from "../../lib/methods/rules.ts";
import { quantile } from "../train/quantile.ts";
import { smallLearner } from "./small_learner.ts";

/** The cost of estimation. */
export interface EstimationCost {
  /** Its share of the steps, as the run's log says, and of their time, evaluations apart. */
  readonly stepShare: number;
  readonly timeShare: number;
  /** A step of estimation in steps of the rest: median of the rounds' medians. */
  readonly ratio: number;
  /** Evaluations. */
  readonly evaluations: number;
}

/** Rounds of 8 steps, short so that what slows the machine slows both parts; 4 visit the four domains' proxy mixtures. */
const OPTIONS = { updateSteps: 8, lpRounds: 1, lpSteps: 1 };

/** Drives Aioli on a real model and times every step. */
export async function estimationCost(threads: number, rounds: number): Promise<EstimationCost> {
  await using small = await smallLearner(threads);
  const { learner } = small, { domains, targets, batch, context } = learner, ms: number[] = [];
  const even = domains.map(() => 1 / domains.length);
  for (let n = 0; n < 3; n++) await learner.train(even, 1); // the first ones compile
  const timed: Learner = {
    ...{ domains, targets, batch, context },
    get step() {
      return learner.step;
    },
    async train(shares_m, steps, options) {
      const from = performance.now(), report = await learner.train(shares_m, steps, options);
      ms.push(performance.now() - from);
      return report;
    },
    evaluate: (split, signal) => learner.evaluate(split, signal),
  };
  const told: { steps: number; share: number; evaluations: number }[] = [];
  const steps = rounds * OPTIONS.updateSteps;
  const acting = ruleNamed("aioli").run(OPTIONS, {
    ...{ domains, targets, batch, context, steps, seed: 0, valRows: targets.map(() => 50) },
  });
  await drive(acting, timed, {
    onRound: ({ estimation, evaluations }) => told.push({ ...estimation, evaluations }),
  });
  let estimating = 0, all = 0;
  const ratios = told.map(({ steps }, round) => {
    const own = ms.slice(round * OPTIONS.updateSteps, (round + 1) * OPTIONS.updateSteps), visits = own.slice(0, steps);
    estimating += visits.reduce((a, b) => a + b);
    all += own.reduce((a, b) => a + b);
    return quantile(visits) / quantile(own.slice(steps));
  });
  return {
    stepShare: told[0].share,
    timeShare: estimating / all,
    ratio: quantile(ratios),
    evaluations: told.reduce((sum, { evaluations }) => sum + evaluations, 0),
  };
}
