/**
 * A prior p, and for each domain j the prior with less of it, the others in their old proportions:
 *
 *     p^(j)_j = (1 − s) p_j,   p^(j)_i = p_i (1 − p^(j)_j)/(1 − p_j);   s = 1 leaves the domain out
 *
 * and, where asked for, with more of it: p^(j)_j = u p_j.
 *
 * Source: each step goes along Cox's direction of domain j (Cox, "A note on polynomial response functions for mixtures",
 * Biometrika 58, 1971), as screening designs do (Snee and Marquardt, Technometrics 18, 1976). Strengths and the choice of
 * runs are ours.
 *
 * @module
 */
import { byName } from "../laws/best/names.ts";
import { coincide } from "./coincide.ts";
import { withinBounds } from "./bounds.ts";
import type { Design } from "./design.ts";
import { PRIOR, priorOf } from "./prior.ts";

/** The design. */
export const leaveOneOut: Design = {
  name: "leave-one-out",
  about: "a prior, and the prior without each of its domains in turn",
  source: "Cox's directions, Biometrika 58 (1971); strengths are ours",
  options: {
    prior: PRIOR,
    strength: {
      kind: "number",
      above: 0,
      most: 1,
      default: 1,
      help: "part of the domain that goes: 1 leaves it out, 0.5 halves it",
    },
    up: { kind: "number", above: 1, help: "also the prior with each domain's share times this" },
  },
  mixtures(options, setting) {
    const prior = priorOf("leave-one-out", options, setting), { domains, box } = setting, notes: string[] = [];
    const strength = options.strength as number, up = options.up as number | undefined;
    const mixtures: { id: string; shares: readonly number[] }[] = [{ id: "prior", shares: [...prior] }];
    const add = (id: string, j: number, share: number) => {
      const shares = towards(prior, j, share);
      if (shares === undefined) {
        notes.push(`${id} left out: its share would be ${share}, and the prior has no other domain`);
      } else if (coincide(shares, prior)) notes.push(`${id} left out: it is the prior`);
      else mixtures.push({ id, shares });
    };
    domains.forEach((domain, j) => {
      add(`${strength === 1 ? "without" : "less"}-${domain}`, j, (1 - strength) * prior[j]);
    });
    if (up !== undefined) {
      domains.forEach((domain, j) => {
        if (up * prior[j] <= 1) add(`more-${domain}`, j, up * prior[j]);
        else notes.push(`more-${domain} left out: ${up} times its share in the prior is above 1`);
      });
    }
    const within = withinBounds(mixtures, box, domains);
    return {
      mixtures: within.mixtures,
      notes: [...notes, ...within.notes],
      record: { prior: byName(domains, prior) },
    };
  },
};

/** The prior with another share of domain j; undefined where the others have none to grow from. */
function towards(prior: Float64Array, j: number, share: number): number[] | undefined {
  const others = prior.reduce((sum, p, i) => i === j ? sum : sum + p, 0);
  if (others <= 0) return share === prior[j] ? [...prior] : undefined;
  return Array.from(prior, (p, i) => i === j ? share : p * (1 - share) / others);
}
