/**
 * RegMix's sampler around a prior p:
 *
 *     w ~ Dirichlet(s · normalise(p^τ)), s one of the strengths;   rejected where w_i > prior-cap · p_i, or out of bounds
 *
 * Source: RegMix (arXiv 2407.01492, section 3) and `synthesize_mixture.py` of sail-sg/regmix; see
 * lib/mixture/regmix_mixtures.ts.
 *
 * @module
 */
import { isInputError } from "../errors.ts";
import { regMixMixtures } from "../mixture/regmix_mixtures.ts";
import { byName } from "../laws/best/names.ts";
import { isWhole } from "./bounds.ts";
import { RUNS, SEED } from "./common_options.ts";
import type { Design } from "./design.ts";
import { PRIOR, priorOf } from "./prior.ts";

/** Draws for a mixture, at most: with fewer accepted, the bounds are to blame. */
const MOST = 100_000;

/** The design. */
export const regmixDesign: Design = {
  name: "regmix",
  about: "RegMix's sampler: draws about a prior, of few domains as of many",
  source: "RegMix, arXiv 2407.01492, and synthesize_mixture.py of sail-sg/regmix",
  options: {
    runs: RUNS,
    prior: PRIOR,
    temperature: { kind: "number", above: 0, default: 0.5, help: "power of the prior about which mixtures are drawn" },
    strengths: {
      kind: "numbers",
      help: "sums of concentrations: small ones give mixtures of few domains; default: 15 from 0.1 to 5",
    },
    priorCap: { kind: "number", least: 1, default: 15, help: "no share is above this times the prior's" },
    minimumWeight: { kind: "number", least: 0, most: 0.5, default: 2e-4, help: "smaller shares become 0" },
    multiplier: {
      kind: "number",
      least: 1,
      most: MOST,
      whole: true,
      value: "K",
      default: 100,
      help: "draws for each mixture; more where bounds take too many",
    },
    seed: SEED,
  },
  mixtures(options, setting) {
    const prior = priorOf("regmix", options, setting), { box, domains } = setting;
    const { runs: n, temperature, priorCap, minimumWeight, seed } = options as Record<string, number>;
    const strengths = options.strengths as readonly number[] | undefined;
    const bounds = isWhole(box) ? {} : { floors: box.lower, caps: box.upper };
    const draw = (multiplier: number) =>
      regMixMixtures({
        ...{ prior, n, seed, temperature, minimumWeight, multiplier, ...bounds },
        ...{ maxEpochs: priorCap, ...(strengths && { strengths }) },
      });
    for (let multiplier = options.multiplier as number;; multiplier *= 4) {
      try {
        const mixtures = draw(multiplier).map((shares) => ({ shares: [...shares] }));
        return { mixtures, notes: [], record: { prior: byName(domains, prior) } };
      } catch (error) {
        // Too few were accepted: the same draws and more of them, as long as that is no waste.
        const few = isInputError(error) && error.message.includes("different mixtures");
        if (!few || isWhole(box) || multiplier * 4 > MOST) throw error;
      }
    }
  },
};
