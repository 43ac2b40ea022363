/**
 * The m smoothed one-hots: mixture j has f of domain j and (1 − f)/(m − 1) of every other; with ε, f = 1 − ε + ε/m.
 *
 * Source: LearnParams of Aioli (arXiv 2411.05735, algorithm 2) and the `one_hot_factor` of its repository, whose launchers
 * have f = 0.625, 0.5 and 0.75 for 2, 3 and more domains; see lib/mixture/smoothed_one_hots.ts.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { defaultOneHotFactor } from "../methods/aioli/defaults.ts";
import { oneHotFactor, smoothedOneHots } from "../mixture/smoothed_one_hots.ts";
import { withinBounds } from "./bounds.ts";
import { CENTRE, even } from "./common_options.ts";
import type { Design } from "./design.ts";

/** The design. */
export const smoothed: Design = {
  name: "smoothed",
  about: "one mixture leaning to each domain",
  source: "LearnParams of Aioli, arXiv 2411.05735",
  options: {
    factor: {
      kind: "number",
      above: 0,
      most: 1,
      help:
        "share of a mixture's own domain; default: that of Aioli's launchers, 0.625, 0.5, 0.75 for 2, 3, more domains",
    },
    smoothing: { kind: "number", least: 0, help: "ε, in place of the factor, which is then 1 − ε + ε/m" },
    centre: CENTRE,
  },
  mixtures({ factor, smoothing, centre }, { domains, box }) {
    if (factor !== undefined && smoothing !== undefined) {
      throw outOfRange("smoothed: wanted factor or smoothing, got both");
    }
    const m = domains.length;
    const f = factor ?? (smoothing === undefined ? defaultOneHotFactor(m) : oneHotFactor(m, smoothing as number));
    const leaning = smoothedOneHots(m, f as number).map((shares, j) => ({
      ...{ id: `most-${domains[j]}`, shares: [...shares] },
    }));
    return withinBounds(centre === true ? [...leaning, even(m)] : leaning, box, domains);
  },
};
