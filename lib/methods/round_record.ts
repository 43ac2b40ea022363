/**
 * What a method tells of one round.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { RoundRecord } from "@mixlab/mixlab";
 *
 * const line = ({ round, mixture }: RoundRecord) => `round ${round}: ${mixture.web} web`;
 * const record: RoundRecord = {
 *   ...{ kind: "round", round: 0, step: 0, mixture: { web: 0.75, code: 0.25 }, losses: { web: 3.1, code: 2.2 } },
 *   ...{ steps: 250, tokens: 128_000, estimation: { steps: 72, share: 0.288 }, evaluations: 13 },
 * };
 * equal(line(record), "round 0: 0.75 web");
 * ```
 */
export interface RoundRecord {
  /** Always "round". */
  readonly kind: "round";
  /** Number of the round, from 0. */
  readonly round: number;
  /** Updates done when the round began. */
  readonly step: number;
  /** Shares that the method decided on, by domain. */
  readonly mixture: Readonly<Record<string, number>>;
  /** Losses (nats per token) that it decided by, by target; missing where it looked at none. */
  readonly losses?: Readonly<Record<string, number>>;
  /**
   * The estimated effects A_ij of training on domain j upon the loss of target i (k rows of m): positive numbers lower
   * the loss. In units of the method, which the file of the method states.
   */
  readonly A?: readonly (readonly number[])[];
  /** Updates of this round, estimation included. */
  readonly steps: number;
  /** Tokens of this round. */
  readonly tokens: number;
  /** Updates of this round that served estimation, and their share of the round. */
  readonly estimation: { readonly steps: number; readonly share: number };
  /** Passes over the validation split in this round. */
  readonly evaluations: number;
  /**
   * The most by which this update can change the ratio of two shares: exp(η · largest possible difference of scores).
   * Missing where there is no bound, or none that a number can hold.
   */
  readonly tiltBound?: number;
  /** Weights that the method trains with where these are no shares of the batches (DoReMi, DoGE), by domain. */
  readonly weights?: Readonly<Record<string, number>>;
  /** What the reader should know of this round, a sentence each: an estimate that says nothing, much noise. */
  readonly notes?: readonly string[];
}

/** Numbers by name. */
export function byName(names: readonly string[], values: ArrayLike<number>): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}
