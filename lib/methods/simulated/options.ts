/**
 * Options of a simulated learner.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { wholeNumber } from "../../text/whole_number.ts";
import { checkNumbers, type SimulatedWorld } from "./world.ts";

/**
 * Options of {@link simulatedLearner}. m domains.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { linearWorld, simulatedLearner, type SimulatedOptions } from "@mixlab/mixlab";
 *
 * // Evaluations are off by a hundredth of a nat, the same ones for the same seed.
 * const options: SimulatedOptions = { seed: 3, noise: 0.01 };
 * const world = linearWorld({ domains: ["web", "code"], A_km: [[0.01, 0], [0, 0.01]], start_k: [5, 5] });
 * const one = simulatedLearner(world, options), other = simulatedLearner(world, options);
 * deepEqual(await one.evaluate("val"), await other.evaluate("val"));
 * ```
 */
export interface SimulatedOptions {
  /** Seed of batches and noise: a whole number from 0 to 2^53 − 1. */
  readonly seed: number;
  /** Rows a step, B. Default 8. */
  readonly batch?: number;
  /** Positions a row, T. Default 64. */
  readonly context?: number;
  /**
   * Standard deviation (nats per token) of the normal noise on each evaluation, and on the loss of each token that `reweigh`
   * sees. An evaluation asked twice at the same step gives the same numbers. Default 0.
   */
  readonly noise?: number;
  /** Learning rate that rules are told, a number or a function of the updates done; the world has its own. Default 1e-3. */
  readonly learningRate?: number | ((step: number) => number);
  /** Loss of each domain (m) under a reference, nats per token: what `reweigh` sees. Default: none. */
  readonly reference?: readonly number[];
  /**
   * Whether the asked-for shares themselves act, and are reported, in place of those of the rows that were drawn: no
   * sampling noise. Batches of `reweigh` and `combine` are drawn all the same. Default false.
   */
  readonly expected?: boolean;
}

/** Options with their defaults. */
export type ResolvedSimulatedOptions =
  & Required<Omit<SimulatedOptions, "reference" | "learningRate">>
  & Pick<SimulatedOptions, "reference">
  & { readonly learningRate: (step: number) => number };

/**
 * Checks options and fills in defaults.
 *
 * @throws {TypeError | RangeError} naming the option.
 */
export function resolveSimulated(world: SimulatedWorld, options: SimulatedOptions): ResolvedSimulatedOptions {
  const { seed, batch = 8, context = 64, noise = 0, learningRate = 1e-3, reference, expected = false } = options;
  const at = "simulatedLearner";
  wholeNumber(`${at}: seed`, seed, 0, Number.MAX_SAFE_INTEGER, "from 0 to 2^53 − 1");
  wholeNumber(`${at}: batch`, batch, 1, 2 ** 20);
  wholeNumber(`${at}: context`, context, 1, 2 ** 20);
  atLeastZero(`${at}: noise`, noise);
  if (typeof learningRate !== "function") atLeastZero(`${at}: learningRate`, learningRate);
  if (typeof expected !== "boolean") throw wrongKind(`${at}: expected: wanted true or false, got ${got(expected)}`);
  if (reference !== undefined) checkNumbers(`${at}: reference`, reference, world.domains);
  const rate = typeof learningRate === "function" ? learningRate : () => learningRate;
  return { seed, batch, context, noise, learningRate: rate, expected, ...(reference && { reference }) };
}

function atLeastZero(at: string, value: number): void {
  if (typeof value !== "number") throw wrongKind(`${at}: wanted a number, got ${got(value)}`);
  if (!(value >= 0 && value < Infinity)) throw outOfRange(`${at}: wanted a finite number ≥ 0, got ${got(value)}`);
}
