/**
 * The log-linear law as Aioli's `linreg` fits it (Aioli repository, mixing_law_fitting.py): one start, a = 1, b = 1,
 * M = −1, plain least squares, no bounds, all targets in one problem of 2k + km parameters.
 *
 * The problem falls apart into one a target, because no parameter is shared: it is solved so. One parameter a target
 * is redundant (a scales with M, the shares sum to 1), which is why m + 1 are fitted here. What differs from
 * `log-linear` is the single start and that c may become negative: it can end in a worse place, as the original can.
 *
 * @module
 */
import { curveLaw } from "./curve_law.ts";
import { logLinearCurve } from "./log_linear.ts";

/** The log-linear law as in Aioli's linreg: a single start, no bounds. */
export const logLinearJoint = curveLaw({
  name: "log-linear-joint",
  formula: "L_i(p) = b_i + a_i exp(Σ_j M_ij p_j), all targets at once; reported as c_i + exp(Σ_j v_ij p_j)",
  source: "Aioli repository, linreg",
  convex: true,
  hasVertices: true,
  parameters: (m) => m + 1,
  curve: (domains) => ({
    ...logLinearCurve(domains),
    lower: new Float64Array(domains.length + 1).fill(-Infinity),
    starts: () => [Float64Array.from([1, ...domains.map(() => -1)])],
  }),
});
