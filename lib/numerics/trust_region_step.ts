/**
 * The step of a Levenberg–Marquardt iteration.
 *
 * @module
 */
import { type Matrix, matrix } from "./matrix.ts";
import { factorColumns, norm2 } from "./qr.ts";
import { svd } from "./svd.ts";

/** A step and the damping it was found with. */
export interface Step {
  readonly q: Float64Array;
  readonly lambda: number;
}

/**
 * Solves min ‖B q + c‖ with ‖q‖ ≤ Δ, to 10 % in Δ, for any number of radii at little cost each: with singular values
 * the damped step is q(λ) = −Σ v_k s_k (u_kᵀ c) / (s_k² + λ), and λ is found by Newton's iteration on 1/‖q‖ as in
 * Moré, "The Levenberg–Marquardt algorithm: implementation and theory", 1978.
 */
export function trustRegion(b: Matrix, c: Float64Array): (radius: number) => Step {
  const { u, s, v } = svd(b), k = s.length, p = b.columns;
  const floor = Math.max(b.rows, p) * Number.EPSILON * s[0];
  const dots = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < b.rows; i++) dots[j] += u.data[i * k + j] * c[i];
  }
  const along = new Float64Array(k);
  const weigh = (lambda: number) => {
    for (let j = 0; j < k; j++) along[j] = s[j] > floor ? -s[j] * dots[j] / (s[j] * s[j] + lambda) : 0;
    return norm2(along);
  };
  return (radius) => {
    let lambda = 0, length = weigh(0);
    let low = 0, high = norm2(dots.map((d, j) => d * s[j])) / radius;
    for (let i = 0; i < 30 && Math.abs(length - radius) > 0.1 * radius; i++) {
      if (length <= radius && lambda === 0) break;
      if (length > radius) low = Math.max(low, lambda);
      else high = Math.min(high, lambda);
      let slope = 0;
      for (let j = 0; j < k; j++) if (s[j] > floor) slope += along[j] * along[j] / (s[j] * s[j] + lambda);
      lambda += (length - radius) / radius * length * length / slope;
      if (!(lambda > low && lambda < high)) lambda = Math.max(0.001 * high, Math.sqrt(low * high));
      length = weigh(lambda);
    }
    const q = new Float64Array(p);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < k; j++) q[i] += v.data[i * k + j] * along[j];
    }
    return { q, lambda };
  };
}

/** The same damped step with some entries of q given: the others follow. Entries that are NaN are free. */
export function stepWithFixed(b: Matrix, c: Float64Array, lambda: number, fixed: Float64Array): Float64Array {
  const p = b.columns, k = b.rows;
  const free = Array.from({ length: p }, (_, j) => j).filter((j) => Number.isNaN(fixed[j]));
  const q = fixed.map((value) => Number.isNaN(value) ? 0 : value);
  if (free.length === 0) return q;
  const rows = k + free.length, a = new Float64Array(rows * free.length), right = new Float64Array(rows);
  for (let i = 0; i < k; i++) {
    right[i] = -c[i];
    for (let j = 0; j < p; j++) right[i] -= b.data[i * p + j] * q[j];
  }
  free.forEach((j, f) => {
    for (let i = 0; i < k; i++) a[f * rows + i] = b.data[i * p + j];
    a[f * rows + k + f] = Math.sqrt(lambda);
  });
  const solution = factorColumns(a, rows, free.length).solve(right);
  free.forEach((j, f) => q[j] = solution[f]);
  return q;
}

/**
 * A step within a box, in the parameters' own units: what would leave the box is put on its wall, and the others are
 * solved again with the same damping.
 *
 * @param q the step without the box, in scaled units: q = scale × step.
 * @param from lowest step allowed (≤ 0).
 * @param to highest step allowed (≥ 0).
 */
export function stepWithin(
  b: Matrix,
  c: Float64Array,
  lambda: number,
  q: Float64Array,
  scale: Float64Array,
  from: Float64Array,
  to: Float64Array,
): Float64Array {
  const fixed = new Float64Array(q.length).fill(NaN);
  for (let again = true; again;) {
    again = false;
    for (let f = 0; f < q.length; f++) {
      if (!Number.isNaN(fixed[f])) continue;
      const step = q[f] / scale[f];
      if (step >= from[f] && step <= to[f]) continue;
      fixed[f] = (step < from[f] ? from[f] : to[f]) * scale[f];
      again = true;
    }
    if (again) q = stepWithFixed(b, c, lambda, fixed);
  }
  return q.map((value, f) => value / scale[f]);
}

/** R of a pivoted QR with its columns in their own order, each divided by a scale. */
export function unpivoted(
  qr: { rank: number; pivot: Int32Array; r(i: number, j: number): number },
  scale: Float64Array,
) {
  const p = qr.pivot.length, rows = Math.min(p, qr.rank);
  const b = matrix(rows, p);
  for (let i = 0; i < rows; i++) {
    for (let j = i; j < p; j++) b.data[i * p + qr.pivot[j]] = qr.r(i, j) / scale[qr.pivot[j]];
  }
  return b;
}
