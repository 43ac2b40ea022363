/**
 * Random mixtures.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import type { Random } from "../numerics/random.ts";

/**
 * Draw shares from a Dirichlet distribution: m shares ≥ 0 with sum 1 and means α_j / Σ α.
 *
 * Gamma numbers, divided by their sum, are taken in logarithms, so that concentrations however small give shares
 * and never NaN. A concentration of 0 gives a share of exactly 0, its limit.
 *
 * @param rng the source of randomness, moved on.
 * @param alpha m concentrations ≥ 0, at least one of them > 0.
 * @returns m shares of tokens.
 * @throws {RangeError} when a concentration is not a finite number ≥ 0, or none is > 0.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { dirichlet, random } from "@mixlab/mixlab";
 *
 * // A sweep of 1,000 mixtures around 50 % web, 25 % code and 25 % books, never with any arxiv.
 * const rng = random(1);
 * const sweep = Array.from({ length: 1000 }, () => dirichlet(rng, [2, 1, 1, 0]));
 * ok(sweep.every((p) => Math.abs(p[0] + p[1] + p[2] - 1) < 1e-12 && p[3] === 0));
 * const web = sweep.reduce((sum, p) => sum + p[0], 0) / sweep.length;
 * ok(Math.abs(web - 0.5) < 0.03);
 * ```
 */
export function dirichlet(rng: Random, alpha: ArrayLike<number>): Float64Array {
  const m = alpha.length;
  const logs = new Float64Array(m);
  let most = -Infinity, largest = 0;
  for (let j = 0; j < m; j++) {
    const a = alpha[j];
    if (!(a >= 0 && Number.isFinite(a))) {
      throw outOfRange(`dirichlet: wanted finite concentrations ≥ 0, got alpha[${j}] = ${got(a)}`);
    }
    largest = Math.max(largest, a);
    logs[j] = a > 0 ? rng.logGamma(a) : -Infinity;
    most = Math.max(most, logs[j]);
  }
  if (largest === 0) throw outOfRange(`dirichlet: wanted at least one concentration > 0 among ${m}, got none`);
  // Below about 1e-308 even the logarithms are −∞; there the distribution is one of the corners, with odds α.
  if (most === -Infinity) return corner(rng, alpha, largest);
  let sum = 0;
  for (let j = 0; j < m; j++) sum += logs[j] = Math.exp(logs[j] - most);
  for (let j = 0; j < m; j++) logs[j] /= sum;
  return logs;
}

function corner(rng: Random, alpha: ArrayLike<number>, largest: number): Float64Array {
  const shares = new Float64Array(alpha.length);
  let left = rng.uniform() * Array.from(alpha).reduce((sum, a) => sum + a / largest, 0), last = 0;
  for (let j = 0; j < alpha.length; j++) {
    if (alpha[j] === 0) continue;
    last = j;
    left -= alpha[j] / largest;
    if (left < 0) break;
  }
  shares[last] = 1;
  return shares;
}
