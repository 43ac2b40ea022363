import { got, outOfRange, wrongKind } from "../errors.ts";
import { numpyRandomState } from "../numerics/numpy/numpy_random_state.ts";
import { wholeNumber } from "../text/whole_number.ts";
import { mergeClosest } from "./merge_closest.ts";
import { checkCaps } from "./simplex.ts";

/** Points drawn for one that is within the caps, at most: beyond it the caps leave too little of the simplex. */
const MOST_DRAWS = 1000;
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
  /** Least share of each domain (m), together at most 1: what they leave is drawn, p = floors + (1 − Σ floors) q. Default 0. */
  readonly floors?: ArrayLike<number>;
  /** Largest share of each domain (m), together at least 1: points beyond are drawn again. Default 1. */
  readonly caps?: ArrayLike<number>;
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
 * Under floors and caps, which the script does not have, all points and so all midpoints keep them.
 *
 * @returns N mixtures of m shares, not rounded; {@link writeMixtureRows} writes them as the script does.
 * @throws {TypeError} when an option is no number.
 * @throws {RangeError} when an option is out of range, n² m is above 10⁹ for the n points drawn, no mixture is within floors
 * and caps, or fewer than one draw in a thousand is.
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
  const rng = numpyRandomState(seed), { free, place } = withinBounds(options, m);
  const alpha_m = new Float64Array(free).fill(alpha), points: Float64Array[] = [];
  for (let draws = 0; points.length < n; draws++) {
    if (draws === n * MOST_DRAWS) {
      throw outOfRange(
        `aioliCover: wanted ${n} points within the caps, got ${points.length} of ${draws} draws; raise the caps or alpha`,
      );
    }
    const point = place(rng.dirichlet(alpha_m));
    if (point !== undefined) points.push(point);
  }
  return mergeClosest(points, N);
}

/** How many domains are drawn, and what becomes of a draw under floors and caps: undefined when it is beyond a cap. */
function withinBounds(options: AioliCoverOptions, m: number) {
  if (options.floors === undefined && options.caps === undefined) return { free: m, place: (q: Float64Array) => q };
  const floors = Float64Array.from(options.floors ?? new Float64Array(m));
  const caps = checkCaps(options.caps ?? new Float64Array(m).fill(1)), least = floors.reduce((a, b) => a + b, 0);
  if (floors.length !== m || caps.length !== m) {
    throw outOfRange(`aioliCover: wanted ${m} floors and ${m} caps, got ${floors.length} and ${caps.length}`);
  }
  if (!(floors.every((floor, j) => floor >= 0 && floor <= caps[j] + 1e-12) && least <= 1 + 1e-12)) {
    throw outOfRange(
      `aioliCover: wanted floors from 0 to the caps with a sum of at most 1, got ${got(floors.join(", "))}`,
    );
  }
  // A domain whose floor is its cap is not drawn: no draw would hit it.
  const open = Array.from({ length: m }, (_, j) => j).filter((j) => caps[j] - floors[j] > 1e-12);
  const rest = Math.max(0, 1 - least);
  if (open.length === 0) throw outOfRange("aioliCover: wanted room between floors and caps, got one mixture alone");
  return {
    free: open.length,
    place(q: Float64Array): Float64Array | undefined {
      const p = floors.slice();
      open.forEach((j, at) => p[j] += rest * q[at]);
      return p.every((share, j) => share <= caps[j] + 1e-12) ? p : undefined;
    },
  };
}
