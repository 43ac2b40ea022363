import { got, outOfRange } from "../../errors.ts";
import { checkShares, normalise } from "../../mixture/simplex.ts";
import { counterRandom } from "../../numerics/counter_random.ts";
import { wholeNumber } from "../../text/whole_number.ts";
import { addReports, noSteps } from "../add_reports.ts";
import type { CombineOptions, GradientBatch, Learner, StepOptions, StepReport, TokenBatch } from "../learner.ts";
import { countsOf, drawnRows, exactRows, normalAt } from "./draw.ts";
import { gramMatrix } from "./gram.ts";
import { resolveSimulated, type SimulatedOptions } from "./options.ts";
import { parseSimulatedState, type SimulatedState } from "./state.ts";
import { checkNumbers, effects, type SimulatedWorld, trainingLosses } from "./world.ts";

/**
 * A learner whose law is planted: methods run on it in a second, without a model.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { linearWorld, type SimulatedLearner, simulatedLearner } from "@mixlab/mixlab";
 *
 * const world = linearWorld({ domains: ["web", "code"], A_km: [[0.01, 0], [0, 0.01]], start_k: [5, 5] });
 * const one: SimulatedLearner = simulatedLearner(world, { seed: 0 }), other = simulatedLearner(world, { seed: 0 });
 * await one.train([0.5, 0.5], 10);
 * other.restore(JSON.parse(JSON.stringify(one.state())));
 * await one.train([0.5, 0.5], 10);
 * await other.train([0.5, 0.5], 10);
 * deepEqual(await other.evaluate("val"), await one.evaluate("val"));
 * ```
 */
export interface SimulatedLearner extends Learner {
  /** Losses of the domains (m) that it is trained on now, without noise, nats per token: what a reference hands on. */
  trainingLosses(): Float64Array;
  /** Where it stands. */
  state(): SimulatedState;
  /**
   * Goes on from a state of a learner with the same world and options.
   * @throws {TypeError | RangeError} when it is no such state.
   */
  restore(state: unknown): void;
}

/**
 * A learner that obeys a planted law exactly. The shares that act in an update are those of the rows that were drawn; with
 * `reweigh` those of the tokens' weights, with `combine` those of the gradients' weights, both scaled to sum 1, for under
 * AdamW the size of a gradient does not matter (so `clip` changes nothing here); an update in which all weights are 0 teaches
 * nothing. Gradients are such that the product of those of domain j and target i is A_ij, the fall of loss i in one update
 * of pure domain j.
 *
 * @throws {TypeError | RangeError} when an option is not right.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { linearWorld, simulatedLearner } from "@mixlab/mixlab";
 *
 * const world = linearWorld({ domains: ["web", "code"], A_km: [[0.5, 0], [0.25, 1]], start_k: [9, 9] });
 * const learner = simulatedLearner(world, { seed: 0 });
 * const { rows, tokens } = await learner.train([0.75, 0.25], 4, { batches: "exact" });
 * deepEqual([rows, tokens], [[24, 8], 4 * 8 * 64]);
 * deepEqual([...await learner.evaluate("val")], [9 - 4 * 0.375, 9 - 4 * (0.1875 + 0.25)]);
 * equal(learner.step, 4);
 * ```
 */
export function simulatedLearner(world: SimulatedWorld, options: SimulatedOptions): SimulatedLearner {
  const { seed, batch: B, context: T, noise, learningRate, reference, expected } = resolveSimulated(world, options);
  const { domains, targets } = world, m = domains.length, k = targets.length;
  checkNumbers("simulatedLearner: start_k", world.start_k, targets);
  const draws = counterRandom(seed), rows = draws.stream("rows"), tokenNoise = draws.stream("tokens");
  const evaluations = { val: draws.stream("val"), test: draws.stream("test") }, targetRows = draws.stream("targets");
  let step = 0, losses_k: Float64Array = Float64Array.from(world.start_k);
  let given_m: Float64Array = new Float64Array(m), owed_m: Float64Array = new Float64Array(m);
  const now = () => ({ step, losses_k, given_m });

  function oneStep(shares_m: Float64Array, { batches = "multinomial", reweigh, combine }: StepOptions): StepReport {
    const drawn = batches === "exact"
      ? exactRows(shares_m, B, owed_m)
      : { domains_B: drawnRows(shares_m, B, step, rows), owed_m };
    const { domains_B } = drawn, training_m = trainingLosses(world, losses_k);
    const exactly = expected && !reweigh && !combine;
    const rows_m = exactly ? Array.from(shares_m, (p) => B * p) : countsOf(domains_B, m);
    const acting_m = reweigh
      ? reweighed(reweigh, domains_B, training_m)
      : combine
      ? combined(combine, rows_m)
      : exactly
      ? shares_m
      : Float64Array.from(rows_m, (n) => n / B);
    if (acting_m) {
      losses_k = world.after(acting_m, now());
      given_m = given_m.map((sum, j) => sum + acting_m[j]);
    }
    owed_m = drawn.owed_m;
    step++;
    const counted = rows_m.map((n) => n * T);
    return { steps: 1, tokens: B * T, rows: rows_m, targets: counted, sums: counted.map((n, j) => n * training_m[j]) };
  }

  /** Shares of the domains in the sum of the tokens' weights; undefined where all are 0. */
  function reweighed(
    reweigh: (batch: TokenBatch) => Float32Array,
    domains_B: Int32Array,
    training_m: Float64Array,
  ): Float64Array | undefined {
    const losses_BT = new Float32Array(B * T), weights_m = new Float64Array(m);
    for (let n = 0; n < B * T; n++) {
      const off = noise > 0 ? noise * normalAt(tokenNoise, step * B * T + n) : 0;
      losses_BT[n] = training_m[domains_B[Math.floor(n / T)]] + off;
    }
    const reference_BT = reference && Float32Array.from(losses_BT, (_, n) => reference[domains_B[Math.floor(n / T)]]);
    const weights_BT = reweigh({
      ...{ step, learningRate: learningRate(step), context: T, domains_B, losses_BT },
      ...(reference_BT && { reference_BT }),
    });
    if (weights_BT.length !== B * T) {
      throw outOfRange(`reweigh: wanted ${B * T} weights, one a token, got ${weights_BT.length}`);
    }
    weights_BT.forEach((weight, n) => weights_m[domains_B[Math.floor(n / T)]] += weight);
    return scaled(weights_m, (j) => `reweigh: the weight of ${domains[j]}`);
  }

  /** Shares of the domains in the sum of the gradients; undefined where all are 0. */
  function combined({ target, weigh }: CombineOptions, rows_m: number[]): Float64Array | undefined {
    const A_nm = target ? targetGradients(target) : [];
    const batch: GradientBatch = {
      ...{ step, learningRate: learningRate(step), gram: gramMatrix(A_nm, rows_m), targets: A_nm.length, rows_m },
    };
    const weights_m = weigh(batch);
    if (weights_m.length !== m) throw outOfRange(`combine: wanted ${m} weights, one a domain, got ${weights_m.length}`);
    return scaled(rows_m.map((n, j) => n > 0 ? weights_m[j] : 0), (j) => `combine: the weight of ${domains[j]}`);
  }

  /** Rows of A, one a target with a share, or their mean over the target rows of this step. */
  function targetGradients({ rows: R, shares, separate }: NonNullable<CombineOptions["target"]>): Float64Array[] {
    const A_km = effects(world, now()), row = (i: number) => A_km.subarray(i * m, (i + 1) * m);
    const { shares: shares_k } = checkShares(shares, { what: () => "combine: the shares of the targets" });
    if (shares_k.length !== k) throw outOfRange(`combine: wanted ${k} shares, one a target, got ${shares_k.length}`);
    if (separate) return targets.map((_, i) => row(i).map((effect) => shares_k[i] > 0 ? effect : 0));
    wholeNumber("combine: target.rows", R, 1, 2 ** 20);
    const parts_k = expected ? shares_k : countsOf(drawnRows(shares_k, R, step, targetRows), k).map((n) => n / R);
    const mean_m = new Float64Array(m);
    for (let i = 0; i < k; i++) row(i).forEach((effect, j) => mean_m[j] += parts_k[i] * effect);
    return [mean_m];
  }

  return {
    ...{ domains, targets, batch: B, context: T },
    get step() {
      return step;
    },
    // deno-lint-ignore require-await -- errors are to come as rejections
    async train(shares_m, steps, stepOptions = {}) {
      if (shares_m.length !== m) throw outOfRange(`train: wanted ${m} shares, one a domain, got ${shares_m.length}`);
      const { shares } = checkShares(shares_m, { name: (j) => `the share of ${domains[j]}` });
      wholeNumber("train: steps", steps, 0, Number.MAX_SAFE_INTEGER, "≥ 0");
      let report = noSteps(m);
      for (let n = 0; n < steps; n++) report = addReports(report, oneStep(shares, stepOptions));
      return report;
    },
    // deno-lint-ignore require-await -- errors are to come as rejections
    async evaluate(split, signal) {
      signal?.throwIfAborted();
      if (!Object.hasOwn(evaluations, split)) throw outOfRange(`evaluate: wanted val, test, got ${got(split)}`);
      return losses_k.map((loss, i) => noise > 0 ? loss + noise * normalAt(evaluations[split], step * k + i) : loss);
    },
    trainingLosses: () => trainingLosses(world, losses_k),
    state: () => ({
      ...{ format: "mixlab/simulated", version: 1, seed, step },
      ...{ losses: [...losses_k], given: [...given_m], owed: [...owed_m] },
    }),
    restore(value) {
      const state = parseSimulatedState(value, world, seed);
      step = state.step;
      losses_k = Float64Array.from(state.losses);
      given_m = Float64Array.from(state.given);
      owed_m = Float64Array.from(state.owed);
    },
  };
}

/** Weights scaled to sum 1; undefined where all are 0. */
function scaled(weights_m: ArrayLike<number>, name: (j: number) => string): Float64Array | undefined {
  return Array.from(weights_m).every((weight) => weight === 0) ? undefined : normalise(weights_m, name);
}
