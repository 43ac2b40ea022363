/**
 * Where a simulated learner stands, as plain JSON. m domains, k targets.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import { count, finite, list, stateOf } from "../../text/json_values.ts";
import type { SimulatedWorld } from "./world.ts";

/**
 * State of a simulated learner: plain JSON, from which it goes on to the same bytes.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { linearWorld, simulatedLearner, type SimulatedState } from "@mixlab/mixlab";
 *
 * const world = linearWorld({ domains: ["web", "code"], A_km: [[0.01, 0], [0, 0.01]], start_k: [5, 5] });
 * const state: SimulatedState = simulatedLearner(world, { seed: 0 }).state();
 * equal(state.step, 0);
 * ```
 */
export interface SimulatedState {
  /** Always "mixlab/simulated". */
  readonly format: "mixlab/simulated";
  /** Version of this layout. */
  readonly version: 1;
  /** Seed of the learner. */
  readonly seed: number;
  /** Updates done. */
  readonly step: number;
  /** Losses of the targets (k), without noise. */
  readonly losses: readonly number[];
  /** Sum over the updates of the shares that acted (m). */
  readonly given: readonly number[];
  /** Rows that exact batches owe to each domain (m). */
  readonly owed: readonly number[];
}

/**
 * Checks a state.
 *
 * @throws {TypeError} when it is no state of a simulated learner.
 * @throws {RangeError} when it is one of another seed, or of other numbers of domains or targets.
 */
export function parseSimulatedState(value: unknown, world: SimulatedWorld, seed: number): SimulatedState {
  const state = stateOf("mixlab/simulated", value);
  if (state.seed !== seed) {
    throw outOfRange(`state: seed: wanted that of the learner, ${seed}, got ${got(state.seed)}`);
  }
  const numbers = (name: "losses" | "given" | "owed", wanted: readonly string[]) => {
    const values = list(state[name], `state: ${name}`);
    if (values.length !== wanted.length) {
      throw outOfRange(`state: ${name}: wanted one of each of ${wanted.join(", ")}, got ${values.length}`);
    }
    return values.map((x, i) => finite(x, `state: ${name}: ${wanted[i]}`));
  };
  return {
    format: "mixlab/simulated",
    version: 1,
    seed,
    step: count(state.step, "state: step"),
    losses: numbers("losses", world.targets),
    given: numbers("given", world.domains),
    owed: numbers("owed", world.domains),
  };
}
