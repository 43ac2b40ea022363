/**
 * Options of the optimiser.
 *
 * @module
 */
import type { Update } from "../engine/engine.ts";
import { got, outOfRange, wrongKind } from "../errors.ts";

/**
 * AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2), with clipping before it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { ADAMW, type AdamW } from "@mixlab/mixlab/train";
 *
 * const pythia: AdamW = { ...ADAMW, betas: [0.9, 0.95] };
 * equal(pythia.clip, 1);
 * ```
 */
export type AdamW = Readonly<Pick<Update, "betas" | "epsilon" | "weightDecay" | "clip">>;

/**
 * The defaults: β 0.9 and 0.999, ε 1e-8, λ 0.01, global norm at most 1, as Aioli and DoReMi train. Decay falls on
 * matrices and embeddings, not on biases and LayerNorm.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { ADAMW } from "@mixlab/mixlab/train";
 *
 * deepEqual(ADAMW.betas, [0.9, 0.999]);
 * ```
 */
export const ADAMW: AdamW = Object.freeze({ betas: [0.9, 0.999] as const, epsilon: 1e-8, weightDecay: 0.01, clip: 1 });

/**
 * The options with their defaults, checked.
 *
 * @throws {TypeError} when an option is of the wrong kind.
 * @throws {RangeError} when a number is out of range.
 */
export function adamwOptions(options: Partial<AdamW> = {}): AdamW {
  const { betas, epsilon, weightDecay, clip } = { ...ADAMW, ...options };
  if (!Array.isArray(betas) || betas.length !== 2) throw wrongKind(`betas: wanted two numbers, got ${got(betas)}`);
  for (const beta of betas) check("betas", beta, beta >= 0 && beta < 1, "numbers from 0 to below 1");
  check("epsilon", epsilon, epsilon > 0 && epsilon < Infinity, "a number > 0");
  check("weight decay", weightDecay, weightDecay >= 0 && weightDecay < Infinity, "a number ≥ 0");
  check("clip", clip, clip > 0, "a number > 0, or Infinity for none");
  return { betas: [betas[0], betas[1]], epsilon, weightDecay, clip };
}

function check(name: string, value: unknown, inRange: boolean, wanted: string): void {
  if (typeof value !== "number") throw wrongKind(`${name}: wanted ${wanted}, got ${got(value)}`);
  if (!inRange) throw outOfRange(`${name}: wanted ${wanted}, got ${got(value)}`);
}
