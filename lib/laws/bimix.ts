/**
 * BiMix's law in the shares (arXiv 2405.14908, equation 1, at one step), summed over domains as Olmix does
 * (allenai/olmix, "bimix" regression):
 *
 *     L(p) = Σ_j A_j (p_j + e)^(−α_j),   A_j > 0, 0 ≤ α_j ≤ 10.
 *
 * With e = 0, as published, a share of 0 has an infinite loss. `offset` sets e. log A_j is what is fitted; −100 stands
 * for A_j = 0.
 *
 * @module
 */
import { columnOf } from "../numerics/matrix.ts";
import { outOfRange } from "../errors.ts";
import { additiveCurve, type Part } from "./additive_curve.ts";
import { curveLaw } from "./curve_law.ts";

function power(offset: number): Part {
  return {
    names: ["log A", "alpha"],
    a: [-100, 50],
    b: [0, 10],
    linear: true,
    log: true,
    bends: [0.05, 0.3, 1, 2.5],
    at(p, logA, alpha, out) {
      const x = p + offset, log = Math.log(x), g = Math.exp(logA) * x ** -alpha;
      out[0] = g;
      out[1] = alpha === 0 ? 0 : -alpha * g / x; // flat even at a share of 0
      out[2] = alpha === 0 ? 0 : alpha * (alpha + 1) * g / (x * x);
      out[3] = g;
      out[4] = -g * log;
      out[5] = g;
      out[6] = -g * log;
      out[7] = g * log * log;
    },
  };
}

/** BiMix: L = Σ_j A_j (p_j + e)^(−α_j). */
export const bimix = curveLaw({
  name: "bimix",
  formula: "L(p) = Σ_j A_j (p_j + e)^(−α_j)",
  source: "BiMix, arXiv 2405.14908 equation 1, summed over domains as in allenai/olmix",
  convex: true,
  parameters: (m) => 2 * m,
  settings: (_, { offset = 0 }) => {
    if (!(offset >= 0 && offset < 1)) throw outOfRange(`offset: wanted a number from 0 to below 1, got ${offset}`);
    return { offset };
  },
  obstacle: (table, { offset = 0 }) => {
    if (offset > 0) return undefined;
    const empty = table.domains.filter((_, j) => columnOf(table.shares, j).some((p) => p === 0));
    return empty.length === 0 ? undefined : `bimix has no finite loss at a share of 0, and ${empty.join(", ")} ` +
      `${empty.length === 1 ? "is" : "are"} 0 in some runs: leave those runs out with --where, or give --offset 0.01`;
  },
  curve: (domains, _, settings) => additiveCurve(domains, power(Number(settings.offset ?? 0)), false),
});
