/**
 * Standard errors of a nonlinear fit.
 *
 * @module
 */
import { inverseUpper } from "./gauss_newton.ts";
import type { Minimum } from "./levenberg_marquardt.ts";
import { residualVariance } from "./linearise.ts";
import { type Matrix, matrix } from "./matrix.ts";
import { factorColumns, norm2 } from "./qr.ts";
import { conditionNumber } from "./svd.ts";

/** What the Jacobian at a minimum tells about the parameters. */
export interface Uncertainty {
  readonly standardErrors: (number | null)[];
  readonly covariance: Matrix | null;
  readonly condition: number;
}

/** s² (JᵀWJ)⁻¹ over the parameters that are not at a bound. */
export function uncertainty(
  end: Pick<Minimum, "parameters" | "residuals" | "jacobian" | "converged">,
  weights: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  delta?: number,
): Uncertainty {
  const { parameters, residuals, jacobian } = end;
  const n = residuals.length, p = parameters.length;
  const free = parameters.flatMap((b, j) => b > lower[j] && b < upper[j] ? [j] : []);
  const k = free.length, norms = new Float64Array(k), a = new Float64Array(n * k);
  free.forEach((j, f) => {
    for (let i = 0; i < n; i++) a[f * n + i] = Math.sqrt(weights[i]) * jacobian[j * n + i];
    norms[f] = norm2(a, f * n, (f + 1) * n);
    for (let i = 0; i < n; i++) a[f * n + i] /= norms[f] || 1;
  });
  const scaled = matrix(n, k);
  for (let i = 0; i < n; i++) {
    for (let f = 0; f < k; f++) scaled.data[i * k + f] = a[f * n + i];
  }
  const condition = k === 0 ? 1 : conditionNumber(scaled);
  const none = { standardErrors: new Array<null>(p).fill(null), covariance: null, condition };
  const variance = residualVariance(residuals, weights, k, delta);
  if (!end.converged || k === 0 || n <= k || !Number.isFinite(condition) || !Number.isFinite(variance)) return none;

  const qr = factorColumns(a, n, k), inverse = inverseUpper(qr, k), covariance = matrix(p, p);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let l = Math.max(i, j); l < k; l++) sum += inverse[i * k + l] * inverse[j * k + l];
      const row = qr.pivot[i], column = qr.pivot[j];
      covariance.data[free[row] * p + free[column]] = variance * sum / norms[row] / norms[column];
    }
  }
  const standardErrors = new Array<number | null>(p).fill(null);
  for (const j of free) standardErrors[j] = Math.sqrt(covariance.data[j * p + j]);
  return { standardErrors, covariance, condition };
}
