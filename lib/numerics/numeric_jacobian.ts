/**
 * Jacobians by finite differences.
 *
 * @module
 */
import { norm2 } from "./qr.ts";

/** Fills out (n) with the values at beta; false when one of them is not finite. */
export type Values = (beta: number[], out: Float64Array) => boolean;

/** Settings of `numericJacobian`. */
export interface Differences {
  /** Bounds that no evaluation may pass (p each). */
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** Norms of the columns of an earlier Jacobian (p), for the size of the steps; 0 when unknown. */
  readonly norms: Float64Array;
  /** Fourth-order formulas, with twice the evaluations. */
  readonly fine: boolean;
}

/**
 * Derivatives of n values by p parameters, column after column (entry (i, j) at j n + i).
 *
 * Central differences, one-sided at a bound or beside a place without values. A step is a small part of what the
 * parameter must move to change the values by their own size, so it suits parameters of any scale, 0 included. The
 * fine form (five points) compares two step sizes and takes smaller ones until they agree.
 *
 * @param at values at beta (n).
 * @returns false when no derivative could be had.
 */
export function numericJacobian(
  values: Values,
  beta: readonly number[],
  at: Float64Array,
  size: number,
  out: Float64Array,
  settings: Differences,
): boolean {
  const n = at.length, trial = beta.slice();
  const { lower, upper, norms, fine } = settings;
  const buffers = Array.from({ length: 4 }, () => new Float64Array(n));
  const part = Number.EPSILON ** (fine ? 1 / 5 : 1 / 3);
  for (let j = 0; j < beta.length; j++) {
    const column = out.subarray(j * n, (j + 1) * n);
    if (lower[j] === upper[j]) {
      column.fill(0);
      continue;
    }
    const scale = (norm: number) => {
      const natural = norm > 0 && size > 0 ? size / norm : 0;
      if (natural === 0) return Math.abs(beta[j]) || 1;
      return Math.min(Math.max(Math.abs(beta[j]), 1e-3 * natural), natural);
    };
    if (!derive(j, part * scale(norms[j]), column)) return false;
    if (norms[j] === 0) { // the first step was a guess
      const norm = norm2(column), better = scale(norm);
      if (norm > 0 && better !== scale(0) && !derive(j, part * better, column)) return false;
    }
  }
  return true;

  function evaluate(j: number, step: number, out: Float64Array): boolean {
    trial[j] = beta[j] + step;
    const fine = trial[j] >= lower[j] && trial[j] <= upper[j] && values(trial, out);
    trial[j] = beta[j];
    return fine;
  }

  function derive(j: number, wanted: number, column: Float64Array): boolean {
    let step = wanted;
    for (let attempt = 0; attempt < 6; attempt++, step /= 8) {
      // A step that is a difference of two float64 numbers, so that dividing by it is exact.
      const h = (beta[j] + step) - beta[j];
      if (h === 0) return false;
      const disagreement = fine ? fivePoint(j, h, column) : central(j, h, column);
      if (disagreement <= 1e-5) return true;
      if (disagreement < Infinity && attempt >= 3) return true;
      if (disagreement === Infinity && (oneSided(j, h, column) || oneSided(j, -h, column))) return true;
    }
    return false;
  }

  function central(j: number, h: number, column: Float64Array): number {
    const [ahead, behind] = buffers;
    if (!evaluate(j, h, ahead) || !evaluate(j, -h, behind)) return Infinity;
    for (let i = 0; i < n; i++) column[i] = (ahead[i] - behind[i]) / (2 * h);
    return 0;
  }

  /** Relative difference between the derivatives from the two step sizes. */
  function fivePoint(j: number, h: number, column: Float64Array): number {
    const [ahead, behind, further, back] = buffers;
    if (!evaluate(j, h, ahead) || !evaluate(j, -h, behind)) return Infinity;
    if (!evaluate(j, 2 * h, further) || !evaluate(j, -2 * h, back)) return Infinity;
    let apart = 0, whole = 0;
    for (let i = 0; i < n; i++) {
      const near = (ahead[i] - behind[i]) / (2 * h), far = (further[i] - back[i]) / (4 * h);
      column[i] = near + (near - far) / 3;
      apart += (near - far) ** 2;
      whole += near * near;
    }
    return whole > 0 ? Math.sqrt(apart / whole) : 0;
  }

  function oneSided(j: number, h: number, column: Float64Array): boolean {
    const [a, b, c, d] = buffers;
    if (!evaluate(j, h, a) || !evaluate(j, 2 * h, b)) return false;
    if (!fine) {
      for (let i = 0; i < n; i++) column[i] = (-3 * at[i] + 4 * a[i] - b[i]) / (2 * h);
      return true;
    }
    if (!evaluate(j, 3 * h, c) || !evaluate(j, 4 * h, d)) return false;
    for (let i = 0; i < n; i++) {
      column[i] = (-25 * at[i] + 48 * a[i] - 36 * b[i] + 16 * c[i] - 3 * d[i]) / (12 * h);
    }
    return true;
  }
}
