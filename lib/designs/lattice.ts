/**
 * All mixtures whose shares are multiples of 1/parts; in the interior, those with every domain.
 *
 * Source: the {m, parts} simplex lattice, Scheffé, "Experiments with mixtures", J. Royal Statistical Society B 20 (1958);
 * see lib/mixture/simplex_lattice.ts.
 *
 * @module
 */
import { simplexLattice } from "../mixture/simplex_lattice.ts";
import { withinBounds } from "./bounds.ts";
import { CENTRE, even } from "./common_options.ts";
import type { Design } from "./design.ts";

/** The design. */
export const lattice: Design = {
  name: "lattice",
  about: "all mixtures whose shares are multiples of 1/parts",
  source: "simplex lattice, Scheffé, J. Royal Statistical Society B 20 (1958)",
  options: {
    parts: { kind: "number", least: 1, whole: true, value: "K", default: 8, help: "parts of the whole" },
    interior: { kind: "flag", default: true, help: "only mixtures with every domain" },
    centre: CENTRE,
  },
  mixtures({ parts, interior, centre }, { domains, box }) {
    const m = domains.length, rows = simplexLattice(m, parts as number, { interior: interior === true });
    const all: { id?: string; shares: readonly number[] }[] = rows.map((shares) => ({ shares: [...shares] }));
    return withinBounds(centre === true ? [...all, even(m)] : all, box, domains);
  },
};
