/**
 * M1 of Data Mixing Laws (arXiv 2403.16952, section 3, table 1): every domain has a curve of its own,
 *
 *     L(p) = c + Σ_j k_j exp(t_j p_j),   c ≥ 0, k_j ≥ 0.
 *
 * @module
 */
import { additiveCurve, type Part } from "./additive_curve.ts";
import { curveLaw } from "./curve_law.ts";

const exponential: Part = {
  names: ["k", "t"],
  a: [0, Infinity],
  b: [-Infinity, 50],
  linear: true,
  bends: [-1, -4, -15, -40, 4, 25],
  at(p, k, t, out) {
    const e = Math.exp(t * p);
    out[0] = k * e;
    out[1] = k * t * e;
    out[2] = k * t * t * e;
    out[3] = e;
    out[4] = k * p * e;
    out[5] = 0;
    out[6] = p * e;
    out[7] = k * p * p * e;
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
