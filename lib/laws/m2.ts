/**
 * M2 of Data Mixing Laws (arXiv 2403.16952, section 3, table 1): the curves of M1 with one common height,
 *
 *     L(p) = c + k Σ_j exp(t_j p_j),   c ≥ 0, k ≥ 0.
 *
 * @module
 */
import type { Curve } from "./curve.ts";
import { curveLaw } from "./curve_law.ts";
import { solveWeightedNonNegative } from "./solve_weighted.ts";

/** θ = (c, k, t_1 … t_m). */
function m2Curve(domains: readonly string[]): Curve {
  const m = domains.length, q = m + 2;
  return {
    names: ["c", "k", ...domains.map((d) => `t:${d}`)],
    lower: Float64Array.from([0, 0, ...domains.map(() => -Infinity)]),
    upper: Float64Array.from([Infinity, Infinity, ...domains.map(() => 50)]),
    domainOf: [-1, -1, ...domains.map((_, j) => j)],
    evaluate({ rows, data }, theta, values, jacobian) {
      const k = theta[1];
      for (let n = 0; n < rows; n++) {
        let sum = 0;
        const to = n * q;
        for (let j = 0; j < m; j++) {
          const p = data[n * m + j], e = Math.exp(theta[j + 2] * p);
          sum += e;
          if (jacobian) jacobian[to + 2 + j] = k * p * e;
        }
        values[n] = theta[0] + k * sum;
        if (jacobian) {
          jacobian[to] = 1;
          jacobian[to + 1] = sum;
        }
      }
    },
    addCurvature({ rows, data }, theta, weights, hessian) {
      for (let n = 0; n < rows; n++) {
        if (weights[n] === 0) continue;
        for (let j = 0; j < m; j++) {
          const p = data[n * m + j], t = j + 2, slope = weights[n] * p * Math.exp(theta[t] * p);
          hessian[q + t] += slope;
          hessian[t * q + 1] += slope;
          hessian[t * q + t] += theta[1] * p * slope;
        }
      }
    },
    starts({ rows, data }, y, weights) {
      const bends = [-1, -6, -30].map((t) => new Array<number>(m).fill(t));
      for (let j = 0; j < m; j++) {
        for (const t of [-6, -30, 2]) bends.push(Array.from({ length: m }, (_, i) => i === j ? t : -1));
      }
      return bends.map((t) => {
        const x = new Float64Array(rows * 2);
        for (let n = 0; n < rows; n++) {
          x[2 * n] = 1;
          for (let j = 0; j < m; j++) x[2 * n + 1] += Math.exp(t[j] * data[n * m + j]);
        }
        const [c, k] = solveWeightedNonNegative(x, rows, 2, y, weights);
        return Float64Array.from([c, Math.max(k, 1e-3), ...t]); // at k = 0 no bend has a slope
      });
    },
    value(p, theta) {
      let sum = 0;
      for (let j = 0; j < m; j++) sum += Math.exp(theta[j + 2] * p[j]);
      return theta[0] + theta[1] * sum;
    },
    addShareGradient(p, theta, scale, out) {
      for (let j = 0; j < m; j++) out[j] += scale * theta[1] * theta[j + 2] * Math.exp(theta[j + 2] * p[j]);
    },
    addShareHessian(p, theta, scale, out) {
      for (let j = 0; j < m; j++) {
        out[j * m + j] += scale * theta[1] * theta[j + 2] ** 2 * Math.exp(theta[j + 2] * p[j]);
      }
    },
  };
}

/** M2: L = c + k Σ_j exp(t_j p_j). */
export const m2 = curveLaw({
  name: "m2",
  formula: "L(p) = c + k Σ_j exp(t_j p_j)",
  source: "Data Mixing Laws M2, arXiv 2403.16952 section 3",
  convex: true,
  hasVertices: true,
  parameters: (m) => m + 2,
  curve: m2Curve,
});
