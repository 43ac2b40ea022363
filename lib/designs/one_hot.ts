/**
 * The m pure domains: mixture j is 1 of domain j alone.
 *
 * Source: the vertices of the simplex, Scheffé's {m, 1} lattice (1958); the D-optimal design of the linear law.
 *
 * @module
 */
import { withinBounds } from "./bounds.ts";
import { CENTRE, even } from "./common_options.ts";
import type { Design } from "./design.ts";

/** The design. */
export const oneHot: Design = {
  name: "one-hot",
  about: "each domain pure",
  source: "vertices of the simplex, Scheffé, J. Royal Statistical Society B 20 (1958)",
  options: { centre: CENTRE },
  mixtures({ centre }, { domains, box }) {
    const pure = domains.map((domain, j) => ({ id: `pure-${domain}`, shares: domains.map((_, i) => i === j ? 1 : 0) }));
    return withinBounds(centre === true ? [...pure, even(domains.length)] : pure, box, domains);
  },
};
