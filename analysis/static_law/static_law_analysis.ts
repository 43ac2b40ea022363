/**
 * `deno task analyse static-law`: the log-linear static mixing law on tables of runs.
 *
 * @module
 */
import type { TableAnswer } from "../../lib/laws/fit_table.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { publishedParameters } from "../aioli_published/published_parameters.ts";
import { quotedTable } from "../aioli_published/quoted.ts";
import { publishedStaticSection } from "../aioli_published/static_section.ts";
import type { Analysis } from "../analysis.ts";
import { QUOTED_STATIC } from "./quoted.ts";
import { type StaticLaw, staticLaw } from "./static_law.ts";
import { staticLead, staticSections } from "./static_report.ts";
import { LAW_OPTIONS, type LawOptions } from "../shared/law_options.ts";

/**
 * The analysis.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { staticLawAnalysis } from "@mixlab/mixlab/analysis";
 *
 * const { report } = await staticLawAnalysis.run({
 *   tables: ["data/three_domains.csv"],
 *   options: { bootstrap: 20, seed: 0, published: false },
 * });
 * match(report.lead[0], /^three_domains\.csv: R² 0\.966 ± 0\.011 in sample/);
 * ```
 */
export const staticLawAnalysis: Analysis = {
  name: "static-law",
  title: "the log-linear static law: fit, error on mixtures left out, best mixture, by seed and over all",
  source:
    "Data Mixing Laws, arXiv 2403.16952, section 3; Aioli, arXiv 2411.05735, section 3, and its static_law notebooks",
  tables: "runs of one step and one size of model, one table for each set of domains",
  byDefault: ["data/three_domains.csv", "data/six_domains.csv"],
  options: LAW_OPTIONS,
  async run({ tables, where, options }) {
    const { bootstrap, seed, published } = options as unknown as LawOptions;
    const laws: StaticLaw[] = [];
    for (const path of tables) {
      laws.push(
        staticLaw(await readTable(path, where === undefined ? {} : { where }), { replicates: bootstrap, seed }),
      );
    }
    const { rows, note } = published ? await publishedParameters() : { note: "" };
    const theirs = published ? publishedStaticSection(rows, note) : undefined;
    const planted = laws.filter(({ table }) => table.synthetic).map(({ table }) => table.source);
    return {
      report: {
        title: "Static mixing law",
        ...(planted.length > 0 && {
          synthetic: `The losses of ${planted.join(", ")} come from a planted law; no model was trained.`,
        }),
        lead: laws.map(staticLead),
        sections: [
          ...laws.map(staticSections).flatMap(({ quality, best }) => [quality, best]),
          { heading: "What the paper says", tables: [quotedTable(QUOTED_STATIC)] },
          ...(theirs ? [theirs.section] : []),
        ],
      },
      numbers: {
        tables: laws.map(numbersOf),
        quoted: QUOTED_STATIC,
        ...(theirs && { published: theirs.numbers }),
      },
    };
  },
};

function numbersOf({ table, forms, without }: StaticLaw) {
  const fit = ({ fitted, inSample, outOfSample, flattened, best }: TableAnswer) => ({
    parameters: Object.fromEntries(fitted.perTarget.map(({ target, parameters }) => [target, parameters])),
    ...{ inSample, outOfSample: outOfSample ?? null, flattened },
    best: {
      ...{ mixture: best.mixture, intervals: best.intervals, loss: best.loss, gap: best.gap },
      ...{ gain: best.prior.gain, gainInterval: best.prior.gainInterval },
    },
  });
  return {
    ...{ source: table.source, runs: table.runs.length, domains: table.domains, targets: table.targets },
    synthetic: table.synthetic === true,
    forms: forms.map(({ law, perFit, bySeed, all }) => ({
      ...{ law: law.name, formula: law.formula, perFit },
      bySeed: bySeed.map(({ seed, answer }) => ({ seed: seed ?? null, ...fit(answer) })),
      all: fit(all),
    })),
    without,
  };
}
