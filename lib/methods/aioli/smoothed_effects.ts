import { got, outOfRange } from "../../errors.ts";

/**
 * Effects of single domains from what smoothed one-hots did, in closed form. With share f of the own domain in each proxy
 * mixture and g = (1 − f)/(m − 1) of every other, W = (f − g) I + g J, and W A_i = β_i has the solution
 *
 *     A_ij = mean_j β_i + (β_ij − mean_j β_i) / (f − g)
 *
 * so differences between domains, and their noise, are amplified by 1/(f − g).
 *
 * Source: LearnParams of Aioli (arXiv 2411.05735, algorithm 2), where the system is solved as it stands.
 *
 * @param beta_km drop of the loss of target i (k rows) on proxy mixture j (m columns), nats per token.
 * @param f share of a mixture's own domain, above 1/m and up to 1 (there A = β).
 * @returns A (k rows of m), in the units of β.
 * @throws {RangeError} when rows differ in length, there are fewer than two columns, or f is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { smoothedEffects } from "@mixlab/mixlab";
 *
 * const A_km = smoothedEffects([[0.1, 0.02], [0.03, 0.2]], 0.625);
 * deepEqual(A_km.map((row) => row.map((a) => a.toFixed(3))), [["0.220", "-0.100"], ["-0.225", "0.455"]]);
 * ```
 */
export function smoothedEffects(beta_km: readonly (readonly number[])[], f: number): number[][] {
  const m = beta_km[0]?.length ?? 0, gain = noiseGain(m, f);
  return beta_km.map((beta_m, i) => {
    if (beta_m.length !== m) {
      throw outOfRange(`smoothedEffects: wanted ${m} drops in every row, got ${beta_m.length} in row ${i + 1}`);
    }
    const mean = beta_m.reduce((sum, drop) => sum + drop, 0) / m;
    return beta_m.map((drop) => mean + (drop - mean) * gain);
  });
}

/**
 * By how much smoothed one-hots amplify the differences between domains, and the noise in them: 1/(f − g) with
 * g = (1 − f)/(m − 1). 1 for pure domains; without bound as f goes to 1/m.
 *
 * @param m domains, at least 2.
 * @param f share of a mixture's own domain, above 1/m and up to 1.
 * @throws {RangeError} when m or f is out of range.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { noiseGain } from "@mixlab/mixlab";
 *
 * equal(noiseGain(2, 0.625), 4); // Aioli's configuration of two domains
 * ```
 */
export function noiseGain(m: number, f: number): number {
  if (!(m >= 2)) throw outOfRange(`noiseGain: m: wanted at least 2 domains, got ${got(m)}`);
  if (!(f > 1 / m && f <= 1)) {
    throw outOfRange(
      `noiseGain: f: wanted a share above 1/m = ${Number((1 / m).toPrecision(6))} and up to 1, got ${got(f)}`,
    );
  }
  return 1 / (f - (1 - f) / (m - 1));
}
