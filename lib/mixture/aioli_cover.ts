import { got, outOfRange, wrongKind } from "../errors.ts";
import { numpyRandomState } from "../numerics/numpy/numpy_random_state.ts";
import { wholeNumber } from "../text/whole_number.ts";
import { mergeClosest } from "./merge_closest.ts";

/** Most differences of shares in the n² distances between points of m shares: some seconds. */
const MOST_DIFFERENCES = 1e9;

/**
 * Options of {@link aioliCover}: domains, mixtures wanted, and where the points come from.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { aioliCover, type AioliCoverOptions } from "@mixlab/mixlab";
 *
 * // The cover of which Aioli's repository ships five for its nine instruction tasks.
 * const options: AioliCoverOptions = { m: 9, N: 50, alpha: 1.5, seed: 0 };
 * equal(aioliCover(options).length, 50);
 * ```
 */
export interface AioliCoverOptions {
  /** Domains: m, from 2 to 1,000. */
  readonly m: number;
  /** Mixtures wanted: N, at least 1. */
  readonly N: number;
  /** The concentration of every domain, > 0. Default 1.5, as in the script; the shipped cover of three domains has 1. */
  readonly alpha?: number;
  /** N · 2^oversample points are drawn: a whole number ≥ 0. Default 4. */
  readonly oversample?: number;
  /** numpy's seed, a whole number from 0 to 2^32 − 1. */
  readonly seed: number;
}

/**
 * Aioli's sweep mixtures: N mixtures spread over the simplex, the same ones that the `dirichlet_cover.py` of
 * HazyResearch/aioli (commit a236112) prints.
 *
 * It draws N · 2^oversample points from a Dirichlet distribution with numpy's legacy generator; then, while more than N
 * are left, the two points that lie closest give way to their midpoint. Ends of the simplex are seldom among them: points
 * wander inwards. The time is that of n² distances of n = N · 2^oversample points, and those of m shares: for 800 points of
 * m = 9 under a tenth of a second, for 8,192 three seconds; n² m may be up to 10⁹.
 *
 * @returns N mixtures of m shares, not rounded; {@link writeMixtureRows} writes them as the script does.
 * @throws {TypeError} when an option is no number.
 * @throws {RangeError} when an option is out of range, or n² m is above 10⁹ for the n points drawn.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { aioliCover } from "@mixlab/mixlab";
 *
 * // The first mixture of the file k_3_n_9_seed_0.txt: arxiv, book, stackexchange.
 * const [first] = aioliCover({ m: 3, N: 9, alpha: 1, seed: 0 });
 * deepEqual([...first].map((p) => p.toFixed(6)), ["0.290991", "0.305786", "0.403223"]);
 * ```
 */
export function aioliCover(options: AioliCoverOptions): Float64Array[] {
  const { alpha = 1.5 } = options;
  const m = wholeNumber("aioliCover: m", options.m, 2, 1000);
  const N = wholeNumber("aioliCover: N", options.N, 1, 2 ** 15);
  const doublings = wholeNumber("aioliCover: oversample", options.oversample ?? 4, 0, 13);
  if (typeof alpha !== "number") throw wrongKind(`aioliCover: alpha: wanted a number, got ${got(alpha)}`);
  if (!(alpha > 0 && alpha < Infinity)) {
    throw outOfRange(`aioliCover: alpha: wanted a finite concentration > 0, got ${got(alpha)}`);
  }
  const seed = wholeNumber("aioliCover: seed", options.seed, 0, 2 ** 32 - 1, "from 0 to 2^32 − 1");
  const n = N * 2 ** doublings;
  if (n * n * m > MOST_DIFFERENCES) {
    throw outOfRange(
      `aioliCover: wanted n² m of at most 1e9 for n = N · 2^oversample points, got ${n}² · ${m}; lower oversample or N`,
    );
  }
  const rng = numpyRandomState(seed), alpha_m = new Float64Array(m).fill(alpha);
  return mergeClosest(Array.from({ length: n }, () => rng.dirichlet(alpha_m)), N);
}
