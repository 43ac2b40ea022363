import { outOfRange } from "../errors.ts";

/** The largest loss whose perplexity a number can hold, rounded down. */
const LARGEST = Math.floor(Math.log(Number.MAX_VALUE));

/**
 * The average perplexity over k targets: the mean of exp(loss), as the papers average.
 *
 * @param losses_k mean nats per token.
 * @throws {RangeError} when there is no loss, or one is not finite or so large that its perplexity is no number.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { averagePerplexity } from "@mixlab/mixlab";
 *
 * equal(averagePerplexity([Math.log(20), Math.log(30)]).toFixed(9), "25.000000000");
 * ```
 */
export function averagePerplexity(losses_k: ArrayLike<number>): number {
  const k = losses_k.length;
  if (k === 0) throw outOfRange("losses: wanted one a target, got none");
  let sum = 0;
  for (let i = 0; i < k; i++) {
    if (!Number.isFinite(losses_k[i])) throw outOfRange(`losses[${i}]: wanted a finite number, got ${losses_k[i]}`);
    sum += Math.exp(losses_k[i]);
  }
  if (sum < Infinity) return sum / k;
  throw outOfRange(
    `losses: wanted nats per token whose exponentials are numbers, all below ${LARGEST}, got ` +
      `${Math.max(...Array.from(losses_k))}`,
  );
}
