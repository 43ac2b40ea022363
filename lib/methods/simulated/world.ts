/**
 * Planted laws of learning: how losses fall, step by step, whatever a mixing method does. m domains, k targets.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";

/**
 * Where a simulated learner stands.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import type { WorldState } from "@mixlab/mixlab";
 *
 * const mean = ({ step, given_m }: WorldState) => Array.from(given_m, (sum) => sum / step);
 * deepEqual(mean({ step: 4, losses_k: [2, 3], given_m: [3, 1] }), [0.75, 0.25]);
 * ```
 */
export interface WorldState {
  /** Updates done. */
  readonly step: number;
  /** Losses of the targets now (k), nats per token. */
  readonly losses_k: ArrayLike<number>;
  /** Sum over the updates done of the shares that acted (m). */
  readonly given_m: ArrayLike<number>;
}

/**
 * A planted law. The loss of a domain in training is that of the target with its name; a domain that is no target has the
 * mean loss of the targets.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { simulatedLearner, type SimulatedWorld } from "@mixlab/mixlab";
 *
 * // A world of one's own: both losses shrink by an eighth in a step of pure web, and by nothing else.
 * const world: SimulatedWorld = {
 *   ...{ domains: ["web", "noise"], targets: ["web", "code"], start_k: [4, 3] },
 *   after: (shares_m, { losses_k }) => Float64Array.from(losses_k, (loss) => loss * (1 - shares_m[0] / 8)),
 * };
 * const learner = simulatedLearner(world, { seed: 0 });
 * await learner.train([1, 0], 1);
 * deepEqual([...await learner.evaluate("val")], [3.5, 2.625]);
 * ```
 */
export interface SimulatedWorld {
  /** The m training domains. */
  readonly domains: readonly string[];
  /** The k targets. */
  readonly targets: readonly string[];
  /** Their losses before the first update (k), nats per token. */
  readonly start_k: readonly number[];
  /**
   * Their losses after one update more, in which `shares` act. It must follow from its arguments alone.
   *
   * @param shares_m shares of tokens (m), sum 1.
   */
  after(shares_m: ArrayLike<number>, now: WorldState): Float64Array;
  /**
   * Effects of one update of each pure domain now (k rows of m, one after the other), where the law has them without
   * rounding. Default: from `after`.
   */
  effects?(now: WorldState): Float64Array;
}

/**
 * By how much one update of pure domain j would lower the loss of target i now: A_ij in nats per token, k rows of m. In a
 * linear world an update on shares p lowers loss i by Σ_j A_ij p_j exactly.
 */
export function effects(world: SimulatedWorld, now: WorldState): Float64Array {
  if (world.effects) return world.effects(now);
  const m = world.domains.length, k = world.targets.length, A_km = new Float64Array(k * m);
  for (let j = 0; j < m; j++) {
    const pure_m = new Float64Array(m);
    pure_m[j] = 1;
    const after_k = world.after(pure_m, now);
    for (let i = 0; i < k; i++) A_km[i * m + j] = now.losses_k[i] - after_k[i];
  }
  return A_km;
}

/** Losses of the domains in training (m): see {@link SimulatedWorld}. */
export function trainingLosses({ domains, targets }: SimulatedWorld, losses_k: ArrayLike<number>): Float64Array {
  const mean = Array.from(losses_k).reduce((sum, loss) => sum + loss, 0) / losses_k.length;
  return Float64Array.from(domains, (domain) => {
    const i = targets.indexOf(domain);
    return i < 0 ? mean : losses_k[i];
  });
}

/** @throws {RangeError} when a list has another length, or an entry is no finite number. */
export function checkNumbers(at: string, values: ArrayLike<number>, names: readonly string[]): void {
  if (values.length !== names.length) {
    throw outOfRange(
      `${at}: wanted ${names.length} numbers, one for each of ${names.join(", ")}, got ${values.length}`,
    );
  }
  for (let i = 0; i < names.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw outOfRange(`${at}: ${names[i]}: wanted a finite number, got ${got(values[i])}`);
    }
  }
}

/** @throws {RangeError} when a table has other rows or columns, or an entry is no finite number. */
export function checkTable(
  at: string,
  rows: ArrayLike<ArrayLike<number>>,
  rowNames: readonly string[],
  columnNames: readonly string[],
): void {
  if (rows.length !== rowNames.length) {
    throw outOfRange(
      `${at}: wanted ${rowNames.length} rows, one for each of ${rowNames.join(", ")}, got ${rows.length}`,
    );
  }
  rowNames.forEach((name, i) => checkNumbers(`${at}: ${name}`, rows[i], columnNames));
}
