/**
 * A cover of the simplex by N mixtures:
 *
 *     N · 2^o points q ~ Dirichlet(α, …, α);   p = floors + (1 − Σ floors) q, drawn again where some p_j > cap_j;
 *     while more than N are left, the two closest become their midpoint.
 *
 * Source: `dirichlet_cover.py` of HazyResearch/aioli (Aioli, arXiv 2411.05735), which has neither floors nor caps; its ten
 * shipped covers have o = 4, and α = 1 (three domains) or 1.5 (nine). See lib/mixture/aioli_cover.ts.
 *
 * @module
 */
import { aioliCover } from "../mixture/aioli_cover.ts";
import { isWhole } from "./bounds.ts";
import { RUNS, SEED } from "./common_options.ts";
import type { Design } from "./design.ts";

/** The design. */
export const cover: Design = {
  name: "cover",
  about: "a Dirichlet cover: many draws, of which the two closest are merged until N are left",
  source: "dirichlet_cover.py of HazyResearch/aioli (Aioli, arXiv 2411.05735)",
  options: {
    runs: RUNS,
    alpha: { kind: "number", above: 0, default: 1, help: "concentration; below 1 towards the edges" },
    oversample: {
      kind: "number",
      least: 0,
      most: 13,
      whole: true,
      value: "O",
      default: 2,
      help: "2^O draws for each mixture; Aioli's script has 4",
    },
    seed: SEED,
  },
  mixtures(options, { domains: { length: m }, box }) {
    const { runs: N, alpha, oversample, seed } = options as Record<string, number>;
    const bounds = isWhole(box) ? {} : { floors: box.lower, caps: box.upper };
    const rows = aioliCover({ m, N, alpha, oversample, seed, ...bounds });
    return { mixtures: rows.map((shares) => ({ shares: [...shares] })), notes: [] };
  },
};
