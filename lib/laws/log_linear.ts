/**
 * The log-linear mixing law, which is M4 of Data Mixing Laws (arXiv 2403.16952, section 3):
 *
 *     L(p) = c + exp(Σ_j v_j p_j)
 *
 * The paper writes c + k exp(Σ_j t_j p_j). Because Σ_j p_j = 1, adding a constant to every t_j and taking it from
 * log k changes nothing; the gauge is fixed here by v_j = log k + t_j. Then c + exp(v_j) is the loss of pure domain j.
 *
 * @module
 */
import type { Matrix } from "../numerics/matrix.ts";
import type { Curve } from "./curve.ts";
import { curveLaw } from "./curve_law.ts";
import { solveWeighted } from "./solve_weighted.ts";

/** The log-linear law, M4: L = c + exp(Σ_j v_j p_j). */
export const logLinear = curveLaw({
  name: "log-linear",
  formula: "L(p) = c + exp(Σ_j v_j p_j)",
  source: "Data Mixing Laws M4, arXiv 2403.16952 section 3; gauge fixed, v_j = log k + t_j",
  convex: true,
  hasVertices: true,
  parameters: (m) => m + 1,
  curve: logLinearCurve,
});

/** θ = (c, v_1 … v_m), c ≥ 0. */
export function logLinearCurve(domains: readonly string[]): Curve {
  const m = domains.length, q = m + 1;
  const lower = new Float64Array(q).fill(-Infinity);
  lower[0] = 0; // a loss is never negative, whatever the mixture
  return {
    names: ["c", ...domains.map((d) => `v:${d}`)],
    lower,
    upper: new Float64Array(q).fill(Infinity),
    domainOf: [-1, ...domains.map((_, j) => j)],

    evaluate({ rows, data }, theta, values, jacobian) {
      for (let n = 0; n < rows; n++) {
        const at = n * m;
        let exponent = 0;
        for (let j = 0; j < m; j++) exponent += theta[j + 1] * data[at + j];
        const e = Math.exp(exponent);
        values[n] = theta[0] + e;
        if (jacobian === undefined) continue;
        const to = n * q;
        jacobian[to] = 1;
        for (let j = 0; j < m; j++) jacobian[to + 1 + j] = e * data[at + j];
      }
    },

    addCurvature({ rows, data }, theta, weights, hessian) {
      for (let n = 0; n < rows; n++) {
        const at = n * m;
        let exponent = 0;
        for (let j = 0; j < m; j++) exponent += theta[j + 1] * data[at + j];
        const w = weights[n] * Math.exp(exponent);
        if (w === 0) continue;
        for (let i = 0; i < m; i++) {
          const wi = w * data[at + i];
          if (wi === 0) continue;
          const row = (i + 1) * q + 1;
          for (let j = 0; j <= i; j++) hessian[row + j] += wi * data[at + j];
        }
      }
    },

    starts: (shares, y, weights) => logLinearStarts(shares, y, weights),

    value(p, theta) {
      return theta[0] + Math.exp(dot(p, theta));
    },
    addShareGradient(p, theta, scale, out) {
      const e = scale * Math.exp(dot(p, theta));
      for (let j = 0; j < m; j++) out[j] += e * theta[j + 1];
    },
    addShareHessian(p, theta, scale, out) {
      const e = scale * Math.exp(dot(p, theta));
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++) out[i * m + j] += e * theta[i + 1] * theta[j + 1];
      }
    },
  };

  function dot(p: ArrayLike<number>, theta: Float64Array): number {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += theta[j + 1] * p[j];
    return sum;
  }
}

/**
 * How far below the smallest loss c is supposed to lie, as a part of the losses' range. For each supposed c the
 * exponents are solved: log(y − c) is linear in them.
 */
const BELOW = [0.02, 0.1, 0.3, 1, 3];

function logLinearStarts({ rows, columns, data }: Matrix, y: Float64Array, weights: Float64Array): Float64Array[] {
  let low = Infinity, high = -Infinity;
  for (let n = 0; n < rows; n++) {
    if (weights[n] === 0) continue;
    low = Math.min(low, y[n]);
    high = Math.max(high, y[n]);
  }
  const z = new Float64Array(rows), w = new Float64Array(rows);
  return BELOW.map((part) => {
    const c = Math.max(0, low - part * (high - low));
    for (let n = 0; n < rows; n++) {
      // floor: c = 0 may touch a loss of 0, and rows of weight 0 may lie below c
      const above = Math.max(y[n] - c, 1e-3 * (high - low));
      z[n] = Math.log(above);
      w[n] = weights[n] * above * above; // an error of dy in y is one of dy / (y − c) in the logarithm
    }
    const v = solveWeighted(data, rows, columns, z, w);
    return Float64Array.from([c, ...v]);
  });
}
