/**
 * M3 of Data Mixing Laws (arXiv 2403.16952, section 3, table 1):
 *
 *     L(p) = c + k exp(Π_j t_j p_j) = c + k exp(T Π_j p_j),   c ≥ 0, k > 0.
 *
 * The paper counts m + 2 parameters, but only the product T = Π_j t_j can be told from losses: three are fitted.
 *
 * @module
 */
import type { Curve } from "./curve.ts";
import { curveLaw } from "./curve_law.ts";
import { solveWeightedNonNegative } from "./solve_weighted.ts";

/** θ = (c, log k, T). */
function m3Curve(domains: readonly string[]): Curve {
  const m = domains.length;
  /** Π p over all domains but those named. */
  const product = (p: ArrayLike<number>, at: number, ...without: number[]) => {
    let value = 1;
    for (let j = 0; j < m; j++) if (!without.includes(j)) value *= p[at + j];
    return value;
  };
  return {
    names: ["c", "log k", "T"],
    lower: Float64Array.from([0, -50, -Infinity]),
    upper: Float64Array.from([Infinity, 50, Infinity]),
    domainOf: [-1, -1, -1],
    evaluate({ rows, data }, [c, logK, T], values, jacobian) {
      for (let n = 0; n < rows; n++) {
        const x = product(data, n * m), e = Math.exp(logK + T * x);
        values[n] = c + e;
        jacobian?.set([1, e, e * x], 3 * n);
      }
    },
    addCurvature({ rows, data }, [, logK, T], weights, hessian) {
      for (let n = 0; n < rows; n++) {
        if (weights[n] === 0) continue;
        const x = product(data, n * m), e = weights[n] * Math.exp(logK + T * x);
        hessian[4] += e;
        hessian[5] += e * x;
        hessian[7] += e * x;
        hessian[8] += e * x * x;
      }
    },
    starts({ rows, data }, y, weights) {
      let most = 0;
      for (let n = 0; n < rows; n++) most = Math.max(most, product(data, n * m));
      if (most === 0) most = 1;
      return [-8, -3, -1, -0.3, 0.3, 1, 3].map((span) => {
        const T = span / most, x = new Float64Array(2 * rows);
        for (let n = 0; n < rows; n++) x.set([1, Math.exp(T * product(data, n * m))], 2 * n);
        const [c, k] = solveWeightedNonNegative(x, rows, 2, y, weights);
        return Float64Array.from([c, Math.log(Math.max(k, 1e-3)), T]);
      });
    },
    value: (p, [c, logK, T]) => c + Math.exp(logK + T * product(p, 0)),
    addShareGradient(p, [, logK, T], scale, out) {
      const e = scale * T * Math.exp(logK + T * product(p, 0));
      for (let j = 0; j < m; j++) out[j] += e * product(p, 0, j);
    },
    addShareHessian(p, [, logK, T], scale, out) {
      const e = scale * T * Math.exp(logK + T * product(p, 0));
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++) {
          const cross = i === j ? 0 : product(p, 0, i, j);
          out[i * m + j] += e * (cross + T * product(p, 0, i) * product(p, 0, j));
        }
      }
    },
  };
}

/** M3: L = c + k exp(T Π_j p_j). */
export const m3 = curveLaw({
  name: "m3",
  formula: "L(p) = c + k exp(T Π_j p_j), T = Π_j t_j",
  source: "Data Mixing Laws M3, arXiv 2403.16952 section 3",
  convex: false,
  hasVertices: true,
  parameters: () => 3,
  obstacle: (table) => {
    const m = table.domains.length, { data } = table.shares;
    const products = new Set(table.runs.map((_, n) => {
      let x = 1;
      for (let j = 0; j < m; j++) x *= data[n * m + j];
      return x.toPrecision(9);
    }));
    return products.size < 3
      ? `m3 sees a mixture only through the product of all shares, and that product has ${products.size} different ` +
        `value${products.size === 1 ? "" : "s"} in this table: wanted at least 3`
      : undefined;
  },
  curve: m3Curve,
});
