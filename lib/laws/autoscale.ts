/**
 * AutoScale's law (arXiv 2407.20177, section 3; allenai/olmix "autoscale" regression):
 *
 *     L(p) = ℓ + Σ_j (N_j + R p_j)^(−γ_j),   N_j ≥ 0, γ_j ≥ 0,
 *
 * where R is the number of training tokens and N_j what the other domains are worth in tokens of domain j. Computed as
 * exp(−γ_j (log R + log(n_j + p_j))) with n_j = N_j / R. Without a tokens column R = 1, which is said in the settings.
 *
 * @module
 */
import { additiveCurve, type Part } from "./additive_curve.ts";
import { curveLaw } from "./curve_law.ts";

function equivalentTokens(R: number): Part {
  const logR = Math.log(R);
  return {
    names: ["n", "gamma"],
    a: [1e-9, 100],
    b: [0, 20],
    linear: false,
    firsts: [1.5, 0.3, 0.03, 0.002],
    bends: [6, 2, 0.5, 0.1].map((g) => g / (1 + logR / 2)),
    at(p, n, gamma, out) {
      const x = n + p, l = logR + Math.log(x), h = Math.exp(-gamma * l);
      out[0] = h;
      out[1] = -gamma * h / x;
      out[2] = gamma * (gamma + 1) * h / (x * x);
      out[3] = out[1];
      out[4] = -l * h;
      out[5] = out[2];
      out[6] = h * (gamma * l - 1) / x;
      out[7] = l * l * h;
    },
  };
}

/** AutoScale: L = ℓ + Σ_j (N_j + R p_j)^(−γ_j). */
export const autoscale = curveLaw({
  name: "autoscale",
  formula: "L(p) = c + Σ_j (N_j + R p_j)^(−γ_j), n_j = N_j / R",
  source: "AutoScale, arXiv 2407.20177 section 3, in the form of allenai/olmix",
  convex: true,
  hasVertices: true,
  parameters: (m) => 2 * m + 1,
  settings: (table) => ({ tokens: table.runs[0]?.tokens ?? 1 }),
  obstacle: (table) => {
    const tokens = new Set(table.runs.map((r) => r.tokens));
    return tokens.size > 1
      ? `autoscale needs runs of the same number of tokens; the table has ${tokens.size} different ones: choose with --where`
      : undefined;
  },
  curve: (domains, _, settings) => additiveCurve(domains, equivalentTokens(Number(settings.tokens ?? 1)), true),
});
