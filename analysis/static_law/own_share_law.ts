/**
 * The static law on a target's own share alone, as Aioli's notebook for two domains has it (2_static_law):
 *
 *     L_i(p) = c_i + exp(k_i p_i + b_i)
 *
 * With two domains it is the log-linear law itself, since the other share is 1 − p_i. With more it says that all other
 * domains teach the target the same: what it loses against the full law is what transfer between domains is worth.
 *
 * It is fitted as the log-linear law of two domains, the target's own (exponent k + b) and all others as one (exponent b).
 *
 * @module
 */
import { got, outOfRange } from "../../lib/errors.ts";
import { type Matrix, matrix } from "../../lib/numerics/matrix.ts";
import { type CurveLaw, curveLaw } from "../../lib/laws/curve_law.ts";
import type { Curve } from "../../lib/laws/curve.ts";
import { logLinearCurve } from "../../lib/laws/log_linear.ts";

/**
 * The static law on a target's own share: L = c + exp(k p_own + b), with parameters c, v_own = k + b and v_rest = b. Every
 * target must be a training domain.
 *
 * Source: Aioli, arXiv 2411.05735; repository, notebook 2_static_law.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { fitTable, parseTable } from "@mixlab/mixlab";
 * import { ownShareLaw } from "@mixlab/mixlab/analysis";
 *
 * // Code teaches itself; web and books do not differ for it: L = 1 + exp(−2 p_code).
 * const rows = [0.1, 0.3, 0.5, 0.7, 0.9].map((p, n) =>
 *   `${n},${p},${(1 - p) * n / 4},${(1 - p) * (1 - n / 4)},${1 + Math.exp(-2 * p)}`
 * );
 * const table = parseTable(["run,share:code,share:web,share:books,loss:code", ...rows].join("\n"));
 * const [{ parameters }] = fitTable(table, { law: ownShareLaw, replicates: 0 }).fitted.perTarget;
 * ok(Math.abs(parameters["v:own"] - parameters["v:rest"] - -2) < 1e-6); // k
 * ```
 */
export const ownShareLaw: CurveLaw = curveLaw({
  name: "log-linear-own",
  formula: "L_i(p) = c_i + exp(k_i p_i + b_i)",
  source: "Aioli repository, 2_static_law notebook",
  convex: true,
  parameters: () => 3,
  obstacle: (table) => {
    const foreign = table.targets.filter((target) => !table.domains.includes(target));
    return foreign.length === 0 ? undefined : `log-linear-own needs targets that are training domains; ` +
      `${foreign.join(", ")} ${foreign.length === 1 ? "is" : "are"} not: choose with --targets`;
  },
  curve: (domains, target) => ownShareCurve(domains, target),
});

function ownShareCurve(domains: readonly string[], target: string): Curve {
  const own = domains.indexOf(target), two = logLinearCurve(["own", "rest"]);
  if (own < 0) throw outOfRange(`log-linear-own: wanted a training domain as target, got ${got(target)}`);
  const pair = (p: ArrayLike<number>) => [p[own], 1 - p[own]];
  const pairs = ({ rows, columns, data }: Matrix): Matrix => {
    const out = matrix(rows, 2);
    for (let n = 0; n < rows; n++) out.data.set([data[n * columns + own], 1 - data[n * columns + own]], 2 * n);
    return out;
  };
  /** Adds what two shares do to the share of each domain: all but the target's own are the rest. */
  const spread = (values: ArrayLike<number>, out: Float64Array) => {
    for (let j = 0; j < out.length; j++) out[j] += values[j === own ? 0 : 1];
  };
  return {
    ...two,
    domainOf: [-1, own, -1],
    evaluate: (shares, theta, values, jacobian) => two.evaluate(pairs(shares), theta, values, jacobian),
    addCurvature: (shares, theta, weights, hessian) => two.addCurvature!(pairs(shares), theta, weights, hessian),
    starts: (shares, y, weights) => two.starts(pairs(shares), y, weights),
    value: (p, theta) => two.value(pair(p), theta),
    addShareGradient: (p, theta, scale, out) => {
      const g = new Float64Array(2);
      two.addShareGradient(pair(p), theta, scale, g);
      spread(g, out);
    },
    addShareHessian: (p, theta, scale, out) => {
      const h = new Float64Array(4), m = domains.length;
      two.addShareHessian(pair(p), theta, scale, h);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++) out[i * m + j] += h[(i === own ? 0 : 2) + (j === own ? 0 : 1)];
      }
    },
  };
}
