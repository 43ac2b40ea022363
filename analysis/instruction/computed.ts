/**
 * What this project computed from Aioli's published parameters of instruction tuning, for machines that do not have them. A
 * test compares these numbers with the parameters themselves.
 *
 * @module
 */

/**
 * Best mixtures of Aioli's published static laws of instruction tuning by seed: shares of the nine tasks to three decimals, and
 * the predicted gain of the mean loss over even shares (nats per token).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { COMPUTED_INSTRUCTION } from "@mixlab/mixlab/analysis";
 *
 * equal(COMPUTED_INSTRUCTION.length, 4);
 * ```
 */
export const COMPUTED_INSTRUCTION: readonly {
  readonly seed: number;
  readonly shares: readonly number[];
  readonly gain: number;
}[] = [
  { seed: 0, shares: [0.127, 0.063, 0.094, 0.07, 0.163, 0.082, 0.19, 0.049, 0.163], gain: 0.0193 },
  { seed: 1, shares: [0.132, 0.025, 0.095, 0.066, 0.166, 0.158, 0.214, 0, 0.143], gain: 0.0204 },
  { seed: 2, shares: [0.162, 0.075, 0.07, 0.053, 0.145, 0.069, 0.159, 0.058, 0.21], gain: 0.0144 },
  { seed: 3, shares: [0.115, 0.004, 0.085, 0.085, 0.146, 0.049, 0.166, 0.167, 0.183], gain: 0.0185 },
];
