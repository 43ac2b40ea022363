/**
 * The undamped step, and what it says about convergence.
 *
 * @module
 */
import type { LocalModel } from "./linearise.ts";
import { factorColumns, type PivotedQR } from "./qr.ts";
import { stepWithin, unpivoted } from "./trust_region_step.ts";

/** The step to the minimum of the local model within the bounds. */
export interface GaussNewton {
  /** Indices of the parameters that no bound holds. */
  readonly free: number[];
  /** QR of the free columns of A, each scaled to norm 1. */
  readonly qr: PivotedQR;
  /** Qᵀ c. */
  readonly c: Float64Array;
  /** Free directions that the data determine. */
  readonly rank: number;
  /** The step of the free parameters; undefined when rank-deficient. */
  readonly step: Float64Array | undefined;
  /** Roots of the diagonal of (AᵀA)⁻¹ for the free parameters; undefined when rank-deficient. */
  readonly spread: Float64Array | undefined;
}

/** A parameter at a bound is held there when the objective falls only beyond it. */
export function gaussNewton(
  local: LocalModel,
  beta: readonly number[],
  lower: Float64Array,
  upper: Float64Array,
  tolerance: number,
): GaussNewton {
  const { a, norms } = local, n = local.c.length, free: number[] = [];
  for (let j = 0; j < beta.length; j++) {
    if (lower[j] === upper[j]) continue;
    if (beta[j] === lower[j] || beta[j] === upper[j]) {
      let slope = 0;
      for (let i = 0; i < n; i++) slope += a[j * n + i] * local.c[i];
      if (beta[j] === lower[j] ? slope > 0 : slope < 0) continue;
    }
    free.push(j);
  }
  const scaled = new Float64Array(n * free.length);
  free.forEach((j, f) => {
    for (let i = 0; i < n; i++) scaled[f * n + i] = a[j * n + i] / (norms[j] || 1);
  });
  const qr = factorColumns(scaled, n, free.length);
  const c = local.c.slice();
  qr.applyQt(c);
  let rank = 0;
  while (rank < qr.rank && Math.abs(qr.r(rank, rank)) > tolerance * Math.abs(qr.r(0, 0))) rank++;
  if (rank < free.length || rank === 0) return { free, qr, c, rank, step: undefined, spread: undefined };

  const k = free.length, step = new Float64Array(k), spread = new Float64Array(k);
  for (let i = k - 1; i >= 0; i--) {
    let value = -c[i];
    for (let j = i + 1; j < k; j++) value -= qr.r(i, j) * step[j];
    step[i] = value / qr.r(i, i);
  }
  const solved = new Float64Array(k);
  for (let i = 0; i < k; i++) solved[qr.pivot[i]] = step[i] / norms[free[qr.pivot[i]]];
  const inverse = inverseUpper(qr, k);
  for (let i = 0; i < k; i++) {
    let sum = 0;
    for (let j = i; j < k; j++) sum += inverse[i * k + j] ** 2;
    spread[qr.pivot[i]] = Math.sqrt(sum) / norms[free[qr.pivot[i]]];
  }
  const b = unpivoted(qr, Float64Array.from(free, (j) => 1 / norms[j]));
  const from = Float64Array.from(free, (j) => lower[j] - beta[j]);
  const to = Float64Array.from(free, (j) => upper[j] - beta[j]);
  const whole = stepWithin(b, c.subarray(0, b.rows), 0, solved, new Float64Array(k).fill(1), from, to);
  return { free, qr, c, rank, step: whole, spread };
}

/** R⁻¹ (k × k, row after row), in pivoted order. */
export function inverseUpper(qr: PivotedQR, k: number): Float64Array {
  const inverse = new Float64Array(k * k);
  for (let column = 0; column < k; column++) {
    for (let i = column; i >= 0; i--) {
      let value = i === column ? 1 : 0;
      for (let j = i + 1; j <= column; j++) value -= qr.r(i, j) * inverse[j * k + column];
      inverse[i * k + column] = value / qr.r(i, i);
    }
  }
  return inverse;
}

/**
 * The largest |step| / (|β| + standard error) over the free parameters: near 0 only at a minimum. On a slope that
 * flattens towards infinity the undamped step stays as large as the parameter itself, however small the gradient.
 * Infinity where the data do not determine a parameter: dependent columns, or an effect lost in rounding.
 */
export function settledness(
  newton: GaussNewton,
  local: LocalModel,
  beta: readonly number[],
  start: readonly number[],
  size: number,
): number {
  const { free, step, spread } = newton;
  if (!step || !spread) return Infinity;
  const deviation = Number.isFinite(local.variance) ? Math.sqrt(local.variance) : 0;
  const rounding = Number.EPSILON * size;
  let worst = 0;
  free.forEach((j, f) => {
    const blurred = rounding * spread[f];
    const known = Math.max(Math.abs(beta[j]), Math.abs(start[j]));
    if (known > 0 && blurred > 0.01 * known) worst = Infinity;
    const excess = Math.max(0, Math.abs(step[f]) - blurred);
    if (excess > 0) worst = Math.max(worst, excess / (Math.abs(beta[j]) + deviation * spread[f]));
  });
  return worst;
}
