/**
 * What a simulated learner draws. Everything is a function of the seed and of numbers (step, row), so that nothing but the
 * carried remainders of exact batches has to be saved. m domains, B rows a step.
 *
 * @module
 */
import { remainderCounts } from "../../mixture/largest_remainder.ts";
import type { CounterRandom } from "../../numerics/counter_random.ts";

/** Domains of the B rows of a batch, drawn row by row: a domain may have none. */
export function drawnRows(shares_m: ArrayLike<number>, B: number, step: number, rows: CounterRandom): Int32Array {
  return Int32Array.from({ length: B }, (_, b) => fallsTo(shares_m, rows.uniform(step * B + b)));
}

/**
 * Domains of the B rows of a batch in exact shares, domain after domain, and what is owed to each domain then.
 *
 * @param owed_m rows owed to each domain from the batches before (negative: had too many).
 */
export function exactRows(
  shares_m: ArrayLike<number>,
  B: number,
  owed_m: ArrayLike<number>,
): { readonly domains_B: Int32Array; readonly owed_m: Float64Array } {
  const counts_m = remainderCounts(shares_m, B, owed_m), domains_B = new Int32Array(B);
  let b = 0;
  counts_m.forEach((n, j) => domains_B.fill(j, b, b += n));
  return { domains_B, owed_m: Float64Array.from(owed_m, (owed, j) => owed + B * shares_m[j] - counts_m[j]) };
}

/** How often each of n things was drawn. */
export function countsOf(drawn: ArrayLike<number>, n: number): number[] {
  const counts = new Array<number>(n).fill(0);
  for (let i = 0; i < drawn.length; i++) counts[drawn[i]]++;
  return counts;
}

/** Standard normal number n of a stream (Box and Muller, "A note on the generation of random normal deviates", 1958). */
export function normalAt(stream: CounterRandom, n: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform(2 * n)));
  return radius * Math.cos(2 * Math.PI * stream.uniform(2 * n + 1));
}

/** The domain on whose stretch of [0, 1) u lies; never one of share 0. */
function fallsTo(shares_m: ArrayLike<number>, u: number): number {
  let end = 0, last = 0;
  for (let j = 0; j < shares_m.length; j++) {
    if (!(shares_m[j] > 0)) continue;
    last = j;
    end += shares_m[j];
    if (u < end) return j;
  }
  return last; // shares sum to 1 to rounding only: the last one takes the rest
}
