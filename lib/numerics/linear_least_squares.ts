/**
 * Linear least squares.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import { type Matrix, matrix } from "./matrix.ts";
import { svd } from "./svd.ts";

/**
 * A linear fit, with what the data can say of it: its rank, its errors, and how near the columns are to being
 * dependent.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { type LinearFit, linearLeastSquares, matrix } from "@mixlab/mixlab";
 *
 * // Shares sum to 1, so an intercept beside them is one column too many: rank 2 of 3, and no standard errors.
 * const withIntercept: LinearFit = linearLeastSquares(
 *   matrix(4, 3, [1, 0, 1, 1, 0.3, 0.7, 1, 0.6, 0.4, 1, 1, 0]),
 *   [3, 2.7, 2.4, 2],
 * );
 * equal(withIntercept.rank, 2);
 * equal(withIntercept.condition, Infinity);
 * deepEqual(withIntercept.standardErrors, [null, null, null]);
 * ```
 */
export interface LinearFit {
  /** Parameters b (p); where the columns are dependent, those of least norm. */
  readonly parameters: Float64Array;
  /** Standard errors (p); null where the data do not give one: n ≤ rank, or dependent columns. */
  readonly standardErrors: (number | null)[];
  /** s² (XᵀWX)⁻¹ with s² = rss / (n − rank): p × p; null with the standard errors. */
  readonly covariance: Matrix | null;
  /** Σ w (y − X b)². */
  readonly rss: number;
  /** Independent columns, to working precision. */
  readonly rank: number;
  /** Largest over smallest singular value of √w X; Infinity when columns are dependent. */
  readonly condition: number;
}

/**
 * The b that minimises Σ w (y − X b)², by singular values; of all such b the one of least norm.
 *
 * @param x n × p.
 * @param y n numbers.
 * @param weights n numbers ≥ 0, default 1; a row with weight 0 is left out.
 * @throws {RangeError} when lengths differ, a number is not finite, no weight is > 0, or the parameters would
 *   overflow.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { linearLeastSquares, matrix } from "@mixlab/mixlab";
 *
 * // A linear mixing law: each parameter is the loss (nats per token) of a pure domain.
 * const shares = matrix(4, 2, [0.1, 0.9, 0.4, 0.6, 0.7, 0.3, 0.9, 0.1]);
 * const { parameters: [code, web], standardErrors } = linearLeastSquares(shares, [2.81, 2.58, 2.3, 2.11]);
 * ok(Math.abs(code - 2.03) < 0.01 && Math.abs(web - 2.91) < 0.01);
 * ok(standardErrors.every((error) => error! < 0.02));
 * ```
 */
export function linearLeastSquares(x: Matrix, y: ArrayLike<number>, weights?: ArrayLike<number>): LinearFit {
  const n = x.rows, p = x.columns, who = "linearLeastSquares";
  if (y.length !== n) throw outOfRange(`${who}: wanted ${n} values of y, one a row of x, got ${y.length}`);
  if (weights && weights.length !== n) throw outOfRange(`${who}: wanted ${n} weights, got ${weights.length}`);
  const scaled = matrix(n, p), target = new Float64Array(n);
  let rows = 0;
  for (let i = 0; i < n; i++) {
    const w = weights ? weights[i] : 1;
    if (!(w >= 0 && w < Infinity)) throw outOfRange(`${who}: wanted weights ≥ 0, got weights[${i}] = ${got(w)}`);
    if (w === 0) continue;
    rows++;
    const root = Math.sqrt(w);
    target[i] = root * y[i];
    if (!Number.isFinite(target[i])) throw outOfRange(`${who}: wanted finite y, got y[${i}] = ${got(y[i])}`);
    for (let j = 0; j < p; j++) {
      const value = scaled.data[i * p + j] = root * x.data[i * p + j];
      if (!Number.isFinite(value)) {
        throw outOfRange(`${who}: wanted finite x, got row ${i}, column ${j}: ${got(x.data[i * p + j])}`);
      }
    }
  }
  if (rows === 0) throw outOfRange(`${who}: wanted at least one row with weight > 0, got none`);

  const { u, s, v } = svd(scaled), q = s.length;
  const floor = Math.max(n, p) * Number.EPSILON * s[0];
  let rank = 0;
  while (rank < q && s[rank] > floor) rank++;
  const parameters = new Float64Array(p);
  for (let k = 0; k < rank; k++) {
    let dot = 0;
    for (let i = 0; i < n; i++) dot += u.data[i * q + k] * target[i];
    for (let j = 0; j < p; j++) parameters[j] += v.data[j * q + k] * dot / s[k];
  }
  if (!parameters.every(Number.isFinite)) {
    throw outOfRange(`${who}: wanted x and y of such sizes that the parameters are within float64; rescale them`);
  }
  let rss = 0;
  for (let i = 0; i < n; i++) {
    let residual = target[i];
    for (let j = 0; j < p; j++) residual -= scaled.data[i * p + j] * parameters[j];
    rss += residual * residual;
  }
  const known = rank === p && rows > p;
  const covariance = known ? matrix(p, p) : null;
  if (covariance) {
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) {
        let sum = 0;
        for (let k = 0; k < p; k++) sum += v.data[i * q + k] / s[k] * (v.data[j * q + k] / s[k]);
        covariance.data[i * p + j] = sum * rss / (rows - p);
      }
    }
  }
  return {
    parameters,
    standardErrors: Array.from({ length: p }, (_, j) => covariance ? Math.sqrt(covariance.data[j * p + j]) : null),
    covariance,
    rss,
    rank,
    condition: rank === p ? s[0] / s[p - 1] : Infinity,
  };
}
