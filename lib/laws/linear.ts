/**
 * Laws that are linear in the shares: exact least squares (one Newton step, from anywhere).
 *
 * Because Σ_j p_j = 1, an intercept is already among Σ_j a_j p_j: the full laws have none. a_j is what pure domain j
 * would give.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import type { Matrix } from "../numerics/matrix.ts";
import type { Curve } from "./curve.ts";
import { curveLaw } from "./curve_law.ts";
import { solveWeighted } from "./solve_weighted.ts";

/** f = Σ_j a_j p_j. */
function linearCurve(domains: readonly string[]): Curve {
  const m = domains.length;
  return {
    names: domains.map((d) => `a:${d}`),
    lower: new Float64Array(m).fill(-Infinity),
    upper: new Float64Array(m).fill(Infinity),
    domainOf: domains.map((_, j) => j),
    evaluate({ rows, data }, theta, values, jacobian) {
      for (let n = 0; n < rows; n++) {
        let sum = 0;
        for (let j = 0; j < m; j++) sum += theta[j] * data[n * m + j];
        values[n] = sum;
      }
      jacobian?.set(data);
    },
    starts: (shares, y, weights) => [solveWeighted(shares.data, shares.rows, m, y, weights)],
    value(p, theta) {
      let sum = 0;
      for (let j = 0; j < m; j++) sum += theta[j] * p[j];
      return sum;
    },
    addShareGradient(_, theta, scale, out) {
      for (let j = 0; j < m; j++) out[j] += scale * theta[j];
    },
    addShareHessian() {},
  };
}

/** f = b + k p_own, or k p_own without intercept: what a target owes to its own domain. */
function ownCurve(domains: readonly string[], target: string, intercept: boolean): Curve {
  const own = domains.indexOf(target), m = domains.length, q = intercept ? 2 : 1;
  if (own < 0) throw outOfRange(`linear-dynamic-diagonal: wanted a training domain as target, got ${got(target)}`);
  return {
    names: intercept ? ["k", "b"] : ["k"],
    lower: new Float64Array(q).fill(-Infinity),
    upper: new Float64Array(q).fill(Infinity),
    domainOf: [own, -1].slice(0, q),
    evaluate({ rows, data }, theta, values, jacobian) {
      for (let n = 0; n < rows; n++) {
        const p = data[n * m + own];
        values[n] = theta[0] * p + (intercept ? theta[1] : 0);
        jacobian?.set(intercept ? [p, 1] : [p], n * q);
      }
    },
    starts: ({ rows, data }, y, weights) => {
      const x = new Float64Array(rows * q).fill(1);
      for (let n = 0; n < rows; n++) x[n * q] = data[n * m + own];
      return [solveWeighted(x, rows, q, y, weights)];
    },
    value: (p, theta) => theta[0] * p[own] + (intercept ? theta[1] : 0),
    addShareGradient(_, theta, scale, out) {
      out[own] += scale * theta[0];
    },
    addShareHessian() {},
  };
}

/** Linear static law: L = Σ_j a_j p_j. */
export const linear = curveLaw({
  name: "linear",
  formula: "L(p) = Σ_j a_j p_j",
  source: "RegMix's linear regression, arXiv 2407.01492 section 3.2",
  convex: true,
  parameters: (m) => m,
  curve: linearCurve,
});

/** Linear dynamic law: the change of a loss over a segment is Σ_j A_ij p_j. */
export const linearDynamic = curveLaw({
  name: "linear-dynamic",
  formula: "L_end(p) − L_start = Σ_j A_ij p_j",
  source: "Aioli, arXiv 2411.05735, equation of the linear dynamic law; 3_dynamic_law notebook",
  convex: true,
  response: "change",
  parameters: (m) => m,
  curve: linearCurve,
});

/** Diagonal variant: the change of a loss depends on the share of its own domain alone. */
export const linearDynamicDiagonal = curveLaw({
  name: "linear-dynamic-diagonal",
  formula: "L_end(p) − L_start = k_i p_i + b_i   (b_i = 0 without intercept)",
  source: "Aioli, 2_dynamic_law notebook",
  convex: true,
  response: "change",
  parameters: (_, { intercept = true }) => intercept ? 2 : 1,
  settings: (_, { intercept = true }) => ({ intercept }),
  obstacle: (table) => {
    const foreign = table.targets.filter((t) => !table.domains.includes(t));
    return foreign.length === 0 ? undefined : `linear-dynamic-diagonal needs targets that are training domains; ` +
      `${foreign.join(", ")} ${foreign.length === 1 ? "is" : "are"} not: choose with --targets`;
  },
  curve: (domains, target, settings) => ownCurve(domains, target, settings.intercept !== false),
});

/** The log-linear law on the logarithm of the loss ratio, as for Aioli's instruction data. */
export const logRatio = curveLaw({
  name: "log-ratio",
  formula: "log(L_end(p) / L_start) = Σ_j a_j p_j",
  source: "Aioli, instruction_dynamic_law notebook (params_log_dynamic)",
  convex: true,
  response: "log-ratio",
  parameters: (m) => m,
  obstacle: (table) => {
    const zero = (losses: Matrix) => losses.data.findIndex((l) => !(l > 0));
    const at = [zero(table.losses), zero(table.startLosses!)].find((n) => n >= 0);
    if (at === undefined) return undefined;
    const k = table.targets.length;
    return `log-ratio takes logarithms of losses, and ${table.targets[at % k]} of run ` +
      `${table.runs[Math.floor(at / k)].id} is 0: leave the run out with --where, or the target with --targets`;
  },
  curve: linearCurve,
});
