/**
 * The best mixture under a fitted law.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { RunTable } from "../../tables/run_table.ts";
import type { At, FittedLaw } from "../law.ts";
import { rowOf } from "../../numerics/matrix.ts";
import { bestRowOf } from "./best_swept_run.ts";
import { boxOf, requireRoom, type TokenSupply } from "./constraints.ts";
import { solveConvex } from "./convex.ts";
import { divergence, type Goal, goalValue } from "./goal.ts";
import { solveMultistart } from "./multistart.ts";
import { byName } from "./names.ts";
import { narrow } from "./narrow.ts";
import { priorShares } from "./prior.ts";
import { type Objective, objectiveOf, targetWeights } from "./objective.ts";
import { solveSimulation } from "./solve_simulation.ts";

/**
 * What the mixture should be best for, and within which limits.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { bestMixture, type BestMixtureOptions, lawFromParameters } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("linear", ["code", "web"], [
 *   { target: "code", parameters: { "a:code": 1, "a:web": 3 } },
 * ]);
 * const code = (options: BestMixtureOptions) => bestMixture(law, options).mixture.code;
 *
 * equal(code({}), 1); // nothing holds it back
 * equal(code({ caps: { code: 0.3 } }), 0.3);
 * equal(code({ floors: { web: 0.2 } }), 0.8);
 * equal(code({ tokens: { available: { code: 1e9, web: 99e9 }, budget: 20e9, epochs: 4 } }), 0.2); // 4 passes over 1e9
 * ok(Math.abs(code({ kl: 2 }) - 1 / (1 + Math.exp(-1))) < 1e-6); // pulled to even shares: p ∝ exp(−a / λ)
 * ```
 */
export interface BestMixtureOptions {
  /** What is minimised. Default: the mean over the targets. */
  readonly objective?: Objective;
  /** Shares to pull to, one a domain, sum 1; a share of 0 keeps that domain out when kl > 0. Default: even shares. */
  readonly prior?: Readonly<Record<string, number>>;
  /** Weight λ ≥ 0 (nats) of the pull λ · KL(p ‖ prior). Default: 0. */
  readonly kl?: number;
  /** Largest shares by domain. */
  readonly caps?: Readonly<Record<string, number>>;
  /** Least shares by domain. */
  readonly floors?: Readonly<Record<string, number>>;
  /** Tokens there are; caps follow from them. */
  readonly tokens?: TokenSupply;
  /** Losses at the start of the segment, for laws of segments. */
  readonly at?: At;
  /** Shares (m) near the answer, to save time. */
  readonly start?: ArrayLike<number>;
  /** Seed of the random starts or draws, for laws that are not convex. Default: 0. */
  readonly seed?: number;
  /**
   * Random starts, for laws that are not convex; default: 20. Under a law of steps: mixtures drawn, of which the best
   * 0.128 % are averaged; default: 100,000.
   */
  readonly draws?: number;
  /** The runs: the best of them is one more start, for laws that are not convex. */
  readonly runs?: RunTable;
}

/**
 * The best mixture, its predicted losses, and what is proven of it.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, ok } from "node:assert/strict";
 * import { type BestMixture, bestMixture, lawFromParameters } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("log-linear", ["code", "web"], [
 *   { target: "code", parameters: { c: 1, "v:code": -1.5, "v:web": 0.2 } },
 *   { target: "web", parameters: { c: 2.9, "v:code": 0.6, "v:web": -1.2 } },
 * ]);
 * const best: BestMixture = bestMixture(law);
 * deepEqual(best.predicted, { code: law.predict(best.shares)[0], web: law.predict(best.shares)[1] }); // nats per token
 * equal(best.method, "interior point");
 * ok(best.gap! < 1e-9, best.proof); // no mixture is better by more than this
 * deepEqual([best.atCap, best.atZero], [[], []]);
 * ```
 */
export interface BestMixture {
  /** Share of tokens by domain. */
  readonly mixture: Readonly<Record<string, number>>;
  /** The same shares in the law's order (m). */
  readonly shares: Float64Array;
  /** What was minimised, pull and all (nats per token). */
  readonly objective: number;
  /** The objective without the pull (nats per token). */
  readonly loss: number;
  /** KL(p ‖ prior) in nats. */
  readonly divergence: number;
  /** Predicted loss by target (nats per token). */
  readonly predicted: Readonly<Record<string, number>>;
  /** No mixture within the limits is better by more than this (nats per token); null where nothing is proven. */
  readonly gap: number | null;
  /** How it was found. */
  readonly method: "interior point" | "multi-start" | "simulation";
  /** A sentence on what is proven. */
  readonly proof: string;
  /** For the worst target: the weights of the targets whose weighted mean has the same best mixture. */
  readonly multipliers?: Readonly<Record<string, number>>;
  /** Passes over each domain's tokens, when tokens are given. */
  readonly epochs?: Readonly<Record<string, number>>;
  /** Domains at their cap. */
  readonly atCap: readonly string[];
  /** Domains left out: share 0. */
  readonly atZero: readonly string[];
  /** Steps of the solver. */
  readonly iterations: number;
}

/** The goal that options state for a law. */
export function goalOf(law: FittedLaw, options: BestMixtureOptions = {}): Goal {
  const kl = options.kl ?? 0;
  if (typeof kl !== "number") throw wrongKind(`kl: wanted a number ≥ 0, got ${got(kl)}`);
  if (!(kl >= 0 && kl < Infinity)) throw outOfRange(`kl: wanted a finite number ≥ 0 (nats), got ${got(kl)}`);
  if (law.segments && options.at?.startLosses === undefined) {
    throw outOfRange(
      `best mixture: the law ${got(law.law)} predicts from the losses at the start of a segment; give at.startLosses ` +
        `(${law.targets.length} losses)`,
    );
  }
  const { domains } = law, prior = priorShares(options.prior, domains), box = boxOf(options, domains);
  if (kl > 0) {
    const held = domains.findIndex((_, j) => prior[j] === 0 && box.lower[j] > 0);
    if (held >= 0) {
      throw outOfRange(
        `floors.${domains[held]}: wanted 0, since the pull to a prior share of 0 keeps the domain out, got ` +
          got(box.lower[held]),
      );
    }
    requireRoom(box.upper.map((cap, j) => prior[j] > 0 ? cap : 0), domains, options, " over the domains of the prior");
  }
  if (options.start && !(options.start.length === domains.length && Array.from(options.start).every(Number.isFinite))) {
    throw outOfRange(`start: wanted ${domains.length} finite shares, got ${got(Array.from(options.start).join(", "))}`);
  }
  return {
    law,
    at: options.at,
    weights: targetWeights(options.objective ?? { kind: "mean" }, law.targets),
    kl,
    prior,
    box,
  };
}

/**
 * The mixture with the least predicted loss: minimise objective(losses(p)) + kl · KL(p ‖ prior) over the shares p ≥ 0,
 * Σ p = 1, within caps and floors.
 *
 * Under a convex law the answer is exact, by an interior-point method, and comes with a proof: the duality gap (the
 * Frank–Wolfe gap, with the pull kept exact, and with the best multipliers for the worst target). Under any other law
 * it is the best of seeded local searches and nothing is proven. Caps from tokens and the pull are those of Olmix
 * (arXiv 2602.12237): cap_j = available_j · epochs / budget.
 *
 * @param law any fitted law.
 * @returns shares of tokens and losses in nats per token.
 * @throws {TypeError} when an option is of the wrong kind.
 * @throws {RangeError} when a name is unknown (the nearest is suggested), a number is out of range, or no mixture is
 * within the limits.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, ok, throws } from "node:assert/strict";
 * import { bestMixture, lawFromParameters } from "@mixlab/mixlab";
 *
 * // Losses of code and web text under a law that was fitted, or printed in a paper.
 * const law = lawFromParameters("log-linear", ["code", "web"], [
 *   { target: "code", parameters: { c: 1, "v:code": -1.5, "v:web": 0.2 } },
 *   { target: "web", parameters: { c: 2.9, "v:code": 0.6, "v:web": -1.2 } },
 * ]);
 * const best = bestMixture(law); // for the mean loss
 * equal(best.mixture.code.toFixed(3), "0.384");
 * ok(best.gap! < 1e-9); // proven: nothing is better by more than this (nats per token)
 *
 * // Code counts three times, but there are only 10e9 tokens of it, to be seen at most 4 times in 100e9.
 * const wanted = bestMixture(law, {
 *   objective: { kind: "weighted", weights: { code: 3, web: 1 } },
 *   tokens: { available: { code: 10e9, web: 1000e9 }, budget: 100e9, epochs: 4 },
 * });
 * equal(wanted.mixture.code.toFixed(3), "0.400");
 * deepEqual(wanted.atCap, ["code"]);
 * equal(wanted.epochs!.code, 4);
 *
 * throws(() => bestMixture(law, { caps: { cod: 0.3 } }), /did you mean "code"/);
 * ```
 */
export function bestMixture(law: FittedLaw, options: BestMixtureOptions = {}): BestMixture {
  const goal = goalOf(law, options), { domains, targets } = law;
  let found: { shares: Float64Array; iterations: number }, gap: number | null = null, proof: string;
  let multipliers: Float64Array | undefined;
  if (law.convex) {
    const exact = solveConvex(goal, { start: options.start });
    found = exact;
    gap = exact.gap;
    proof = `exact: no mixture within the limits is better by more than ${gap.toExponential(1)} nats per token`;
    if (goal.weights === "worst") multipliers = exact.weights;
  } else if (law.stepwise) {
    const search = solveSimulation(goalOf(narrow(law, options.objective), options), options);
    found = search;
    proof = `not proven: the law is a step function; mean of the ${search.top} best of ${search.draws} draws from ` +
      `Dirichlet(prior), the best of which comes to ${search.lowest.toFixed(4)} nats per token`;
  } else {
    const starts: ArrayLike<number>[] = [];
    if (options.start) starts.push(options.start);
    if (options.runs) starts.push(bestRunOf(options.runs, law, goal));
    const search = solveMultistart(goal, { seed: options.seed, draws: options.draws, starts });
    found = search;
    proof =
      `not proven: the law is not convex; best of ${search.searches} local searches, of which ${search.agreeing} ` +
      `came to the same value`;
  }
  const { shares } = found, losses = law.predict(shares, options.at);
  return {
    mixture: byName(domains, shares),
    shares,
    objective: goalValue(goal, shares, losses),
    loss: objectiveOf(goal.weights, losses),
    divergence: divergence(shares, goal.prior),
    predicted: byName(targets, losses),
    gap,
    method: law.convex ? "interior point" : law.stepwise ? "simulation" : "multi-start",
    proof,
    ...(multipliers && { multipliers: byName(targets, multipliers) }),
    ...(options.tokens && { epochs: epochsOf(shares, options.tokens, domains) }),
    atCap: domains.filter((_, j) => goal.box.upper[j] < 1 && shares[j] >= goal.box.upper[j]),
    atZero: domains.filter((_, j) => shares[j] === 0),
    iterations: found.iterations,
  };
}

/** Shares of the best run. */
function bestRunOf(runs: RunTable, law: FittedLaw, goal: Goal): Float64Array {
  const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((x, i) => x === b[i]);
  if (!same(runs.domains, law.domains) || !same(runs.targets, law.targets)) {
    throw outOfRange(`runs: wanted the domains and targets of the law in its order, got others in ${runs.source}`);
  }
  return rowOf(runs.shares, bestRowOf(runs, goal.weights));
}

/** Passes over each domain's tokens: share × budget / available; 0 for a domain that is left out. */
function epochsOf(shares: Float64Array, tokens: TokenSupply, domains: readonly string[]): Record<string, number> {
  return byName(
    domains,
    shares.map((p, j) => p === 0 ? 0 : p * tokens.budget / tokens.available[domains[j]]),
  );
}
