/**
 * M1 of Data Mixing Laws (arXiv 2403.16952, section 3, table 1): every domain has a curve of its own,
 *
 *     L(p) = c + Σ_j k_j exp(t_j p_j),   c ≥ 0, k_j > 0.
 *
 * As in the paper's code log k_j is what is fitted; −100 stands for k_j = 0.
 *
 * @module
 */
import { additiveCurve, type Part } from "./additive_curve.ts";
import { curveLaw } from "./curve_law.ts";

const exponential: Part = {
  names: ["log k", "t"],
  a: [-100, 50],
  b: [-1000, 50],
  linear: true,
  log: true,
  bends: [-1, -4, -15, -40, 1, 6, 45],
  at(p, logK, t, out) {
    const e = Math.exp(logK + t * p);
    out[0] = e;
    out[1] = t * e;
    out[2] = t * t * e;
    out[3] = e;
    out[4] = p * e;
    out[5] = e;
    out[6] = p * e;
    out[7] = p * p * e;
  },
};

/** M1: L = c + Σ_j k_j exp(t_j p_j). */
export const m1 = curveLaw({
  name: "m1",
  formula: "L(p) = c + Σ_j k_j exp(t_j p_j)",
  source: "Data Mixing Laws M1, arXiv 2403.16952 section 3",
  convex: true,
  hasVertices: true,
  parameters: (m) => 2 * m + 1,
  curve: (domains) => additiveCurve(domains, exponential, true),
});
