/**
 * A D-optimal design: the N mixtures with the largest Σ_targets log det Σ_n J_nᵀ J_n, J the derivatives of a law by its
 * identifiable parameters, existing runs counted in; see d_optimal/d_optimal_mixtures.ts.
 *
 * Source: Fedorov, Theory of Optimal Experiments (1972); Cook and Nachtsheim, Technometrics 22 (1980); local optimality:
 * Chernoff, Annals of Mathematical Statistics 24 (1953).
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { isCurveLaw } from "../laws/curve_law.ts";
import { byName } from "../laws/best/names.ts";
import { lawNamed } from "../laws/registry.ts";
import { coincide } from "./coincide.ts";
import { RUNS, SEED } from "./common_options.ts";
import { dOptimalMixtures } from "./d_optimal/d_optimal_mixtures.ts";
import type { Design } from "./design.ts";

/** The design. */
export const dOptimal: Design = {
  name: "d-optimal",
  about: "the mixtures that tell most of a law's parameters, beside the runs there are",
  source: "Fedorov 1972; Cook and Nachtsheim, Technometrics 22 (1980); locally (Chernoff 1953)",
  options: {
    law: {
      kind: "text",
      value: "NAME",
      default: "log-linear",
      help: "the law; any of deno task fit but boosted-trees",
    },
    runs: { ...RUNS, least: 1, help: "mixtures to add" },
    replicates: { kind: "flag", help: "a mixture may be wanted several times; how often is said" },
    apart: {
      kind: "number",
      least: 0,
      most: 0.5,
      default: 0.01,
      help: "mixtures differ by at least this, ½ Σ |p − q|",
    },
    parts: {
      kind: "number",
      least: 1,
      whole: true,
      value: "K",
      help:
        "candidates are a lattice of so many parts within the bounds; default: as many, up to 50, as give 2,000 points",
    },
    random: { kind: "number", least: 0, whole: true, value: "K", default: 500, help: "random candidates beside it" },
    starts: {
      kind: "number",
      least: 1,
      whole: true,
      value: "K",
      default: 4,
      help: "designs that the search begins from",
    },
    offset: { kind: "number", least: 0, help: "bimix: added to every share" },
    seed: SEED,
  },
  inputs: {
    existing: { kind: "text", value: "TABLE", help: "runs there are: they count, and the law is fitted to them" },
    existingWhere: { kind: "text", value: "COND", help: "which of its rows, as --where of deno task fit" },
    fitted: { kind: "text", value: "LAW.json", help: "the fitted law whose parameters to take, in place of a fit" },
  },
  mixtures(options, setting) {
    const { domains, targets, box, existing, fitted } = setting, law = lawNamed(options.law as string);
    if (!isCurveLaw(law)) throw outOfRange(`d-optimal: law: wanted a law with derivatives, got ${law.name}`);
    const { runs, apart, parts, random, starts, offset, seed } = options as Record<string, number>;
    const found = dOptimalMixtures({
      ...{ law, domains, targets, runs, apart, random, starts, seed, replicates: options.replicates === true },
      ...{ caps: byName(domains, box.upper), floors: byName(domains, box.lower) },
      ...(parts !== undefined && { parts }),
      ...(offset !== undefined && { offset }),
      ...(existing && { existing }),
      ...(fitted && { fitted }),
    });
    const { logDet, parameters, largestVariance, efficiency, candidates } = found;
    const mixtures: { shares: readonly number[]; times: number }[] = [];
    for (const shares of found.mixtures) {
      const twin = mixtures.find((one) => coincide(one.shares, shares));
      if (twin === undefined) mixtures.push({ shares: [...shares], times: 1 });
      else twin.times++;
    }
    const often = mixtures.flatMap(({ times }, n) => times > 1 ? [`mixture ${n + 1} ${times} times`] : []);
    return {
      mixtures: mixtures.map(({ shares }) => ({ shares })),
      notes: [
        ...found.notes,
        `log det of the information ${logDet.toFixed(4)} for ${parameters} parameters` +
        (existing ? `, ${existing.runs.length} existing runs counted in` : ""),
        `efficiency at least ${
          (Math.floor(1e4 * efficiency) / 100).toFixed(2)
        } % of any design of as many runs, replicated or not, out of ` +
        `${candidates} candidates: the approximate design's largest standardised variance is ` +
        `${largestVariance.toFixed(4)}, and ${parameters} proves it optimal`,
        ...(often.length === 0 ? [] : [`wanted ${often.join(", ")}: a plan repeats a mixture by its seeds`]),
      ],
      record: {
        ...{ logDet, parameters, largestVariance, efficiency, candidates },
        ...(often.length > 0 && { times: mixtures.map(({ times }) => times) }),
      },
    };
  },
};
