/**
 * RegMix's sweep of mixtures (Liu et al., "RegMix: Data Mixture as Regression for Language Model Pre-training",
 * arXiv:2407.01492, section 3 and `mixture_config/synthesize_mixture.py` of sail-sg/regmix):
 *
 *     q = normalise(p^0.5),   cap_i = min(15 p_i, 1)
 *     w ~ Dirichlet(s q),     s one of 15 strengths, log-spaced from 0.1 to 5
 *     w is rejected where some w_i > cap_i; shares below 2·10⁻⁴ become 0, the others multiples of 2·10⁻⁴
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { random } from "../numerics/random.ts";
import { wholeNumber } from "../text/whole_number.ts";
import { dirichlet } from "./dirichlet.ts";
import { checkCaps, checkShares, normalise } from "./simplex.ts";

/** Mixtures whose shares differ by less than this in all are one mixture. */
const APART = 1e-5;

/**
 * Options of {@link regMixMixtures}. The defaults are RegMix's constants.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { regMixMixtures, type RegMixMixturesOptions } from "@mixlab/mixlab";
 *
 * // No domain repeated more than twice.
 * const options: RegMixMixturesOptions = { prior: [0.7, 0.2, 0.1], n: 20, seed: 1, maxEpochs: 2 };
 * ok(regMixMixtures(options).every((p) => p[1] <= 0.4 && p[2] <= 0.2));
 * ```
 */
export interface RegMixMixturesOptions {
  /** The m domains' shares of the tokens there are, with sum 1 (off by up to 0.01: corrected). */
  readonly prior: ArrayLike<number>;
  /** Mixtures wanted, at least 1. */
  readonly n: number;
  /** A whole number from 0 to 2^53 − 1. */
  readonly seed: number;
  /** The power of the prior about which mixtures are drawn, > 0: 1 is the prior itself, near 0 all domains alike. Default 0.5. */
  readonly temperature?: number;
  /** Sums of concentrations, each > 0: small ones give mixtures of few domains. Default 15, log-spaced from 0.1 to 5. */
  readonly strengths?: readonly number[];
  /** n · multiplier mixtures are drawn, and n of those that are accepted are returned; at least 1. Default 100. */
  readonly multiplier?: number;
  /**
   * No share is above maxEpochs times its prior: how often a domain would be repeated in training on as many tokens as
   * there are. At least 1; default 15.
   */
  readonly maxEpochs?: number;
  /** Least share of each domain (m), kept like the caps: mixtures that break it are rejected. Default 0. */
  readonly floors?: ArrayLike<number>;
  /** Largest share of each domain (m), beside maxEpochs. Default 1. */
  readonly caps?: ArrayLike<number>;
  /** Shares below become 0, the others are rounded to its multiples; from 0 (all is kept as drawn) to below 1. Default 2e-4. */
  readonly minimumWeight?: number;
}

/**
 * Mixtures to train RegMix's proxies on, drawn about the tokens there are.
 *
 * Other than RegMix's script: rows are normalised once more after rounding, and refused where a cap is broken by that; one
 * strength is drawn, and then a mixture, where the script draws a mixture of each strength and keeps one (the same
 * distribution, a fifteenth of the work); and the random numbers are Mixlab's, so that these are not the rows that RegMix
 * drew with its seed 42.
 *
 * @returns n mixtures of m shares, no two of them alike, in random order.
 * @throws {TypeError} when an option is no number.
 * @throws {RangeError} when an option is out of range, or fewer than n different mixtures were accepted.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { regMixMixtures } from "@mixlab/mixlab";
 *
 * const prior = [0.6, 0.3, 0.09, 0.01]; // web, code, books, maths: shares of tokens
 * const sweep = regMixMixtures({ prior, n: 64, seed: 0 });
 * equal(sweep.length, 64);
 * ok(sweep.every((p) => Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-12));
 * ok(sweep.every((p) => p[3] <= 0.15)); // 15 epochs of the maths there is
 * ```
 */
export function regMixMixtures(options: RegMixMixturesOptions): Float64Array[] {
  const { prior_m, n, draws, floors_m, caps_m, concentrations, minimum, rng } = settle(options);
  const accepted: Float64Array[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const drawn = dirichlet(rng, concentrations[rng.below(concentrations.length)]);
    if (!keeps(drawn, floors_m, caps_m)) continue;
    const rounded = rounding(drawn, minimum);
    if (rounded !== undefined && keeps(rounded, floors_m, caps_m)) accepted.push(rounded);
  }
  const different = distinct(accepted);
  if (different.length < n) {
    throw outOfRange(
      `regMixMixtures: wanted ${n} different mixtures of ${prior_m.length} domains, got ${different.length} of ${draws} ` +
        `draws within ${options.maxEpochs ?? 15} epochs${
          options.floors || options.caps ? ", floors and caps" : ""
        }; raise multiplier, maxEpochs or the strengths`,
    );
  }
  return rng.shuffle(different).slice(0, n);
}

function settle(options: RegMixMixturesOptions) {
  const at = (name: string) => `regMixMixtures: ${name}`;
  const n = wholeNumber(at("n"), options.n, 1, 1_000_000);
  const multiplier = wholeNumber(at("multiplier"), options.multiplier ?? 100, 1, 1_000_000);
  const draws = n * multiplier;
  if (draws > 1e9) throw outOfRange(`${at("n")}: wanted n · multiplier of at most 1e9, got ${draws}`);
  if (options.prior.length === 0) throw outOfRange(`${at("prior")}: wanted at least one domain, got none`);
  const { shares: prior_m } = checkShares(options.prior, { what: () => at("prior") });
  const temperature = positive(at("temperature"), options.temperature ?? 0.5);
  const maxEpochs = positive(at("maxEpochs"), options.maxEpochs ?? 15);
  const strengths = (options.strengths ?? STRENGTHS).map((s, i) => positive(at(`strengths[${i}]`), s));
  if (strengths.length === 0) throw outOfRange(`${at("strengths")}: wanted at least one, got none`);
  const minimum = options.minimumWeight ?? 2e-4;
  if (typeof minimum !== "number") throw wrongKind(`${at("minimumWeight")}: wanted a number, got ${got(minimum)}`);
  if (!(minimum >= 0 && minimum < 1)) {
    throw outOfRange(`${at("minimumWeight")}: wanted a share in [0, 1), got ${got(minimum)}`);
  }
  if (maxEpochs < 1) {
    throw outOfRange(
      `${at("maxEpochs")}: wanted at least 1, for no mixture repeats every domain less, got ${maxEpochs}`,
    );
  }
  const m = prior_m.length, own = options.caps ?? new Float64Array(m).fill(1);
  const floors_m = Float64Array.from(options.floors ?? new Float64Array(m));
  if (floors_m.length !== m || own.length !== m) {
    throw outOfRange(`regMixMixtures: wanted ${m} floors and ${m} caps, got ${floors_m.length} and ${own.length}`);
  }
  const caps_m = checkCaps(prior_m.map((p, i) => Math.min(maxEpochs * p, own[i], 1)));
  const tempered_m = normalise(prior_m.map((p) => p ** temperature));
  const concentrations = strengths.map((s) => tempered_m.map((q) => s * q));
  return { prior_m, n, draws, floors_m, caps_m, concentrations, minimum, rng: random(options.seed) };
}

/** 15 strengths from 0.1 to 5, each the same multiple of the one before. */
const STRENGTHS = Array.from({ length: 15 }, (_, i) => 0.1 * 50 ** (i / 14));

function positive(at: string, value: unknown): number {
  if (typeof value !== "number") throw wrongKind(`${at}: wanted a number, got ${got(value)}`);
  if (!(value > 0 && value < Infinity)) throw outOfRange(`${at}: wanted a finite number > 0, got ${got(value)}`);
  return value;
}

/** Whether no share is below its floor or above its cap, but for rounding. */
function keeps(shares: Float64Array, floors_m: Float64Array, caps_m: Float64Array): boolean {
  return shares.every((p, i) => p >= floors_m[i] - 1e-12 && p <= caps_m[i] + 1e-12);
}

/** Shares as multiples of the minimum, normalised; undefined when all of them were below it. */
function rounding(shares: Float64Array, minimum: number): Float64Array | undefined {
  if (minimum === 0) return shares;
  let kept = 0;
  for (const p of shares) if (p >= minimum) kept += p;
  if (kept === 0) return undefined;
  // In whole multiples: their sum is exact, and so is the order of shares.
  const parts = shares.map((p) => p < minimum ? 0 : Math.round(p / kept / minimum));
  const sum = parts.reduce((a, b) => a + b, 0);
  return sum === 0 ? undefined : parts.map((n) => n / sum);
}

/** Mixtures in order, without those that are next to the same again. */
function distinct(mixtures: Float64Array[]): Float64Array[] {
  mixtures.sort((a, b) => {
    const j = a.findIndex((p, j) => p !== b[j]);
    return j < 0 ? 0 : a[j] - b[j];
  });
  const out: Float64Array[] = [];
  for (const p of mixtures) {
    const before = out.at(-1);
    if (before === undefined || p.reduce((sum, share, j) => sum + Math.abs(share - before[j]), 0) >= APART) out.push(p);
  }
  return out;
}
