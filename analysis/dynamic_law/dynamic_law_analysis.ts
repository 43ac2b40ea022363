/**
 * `deno task analyse dynamic-law`: the linear dynamic mixing law on a table of segments.
 *
 * @module
 */
import { basename } from "node:path";
import { readTable } from "../../lib/tables/read_table.ts";
import { publishedDynamicSection } from "../aioli_published/dynamic_section.ts";
import { publishedParameters } from "../aioli_published/published_parameters.ts";
import { quotedTable } from "../aioli_published/quoted.ts";
import type { Analysis } from "../analysis.ts";
import { type DynamicLaw, dynamicLaw, type SegmentFit } from "./dynamic_law.ts";
import { dynamicLead, dynamicSections } from "./dynamic_report.ts";
import { ownGains } from "./own_gains.ts";
import { QUOTED_DYNAMIC } from "./quoted.ts";

/**
 * The analysis.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { dynamicLawAnalysis } from "@mixlab/mixlab/analysis";
 *
 * const { report } = await dynamicLawAnalysis.run({ tables: ["data/segments.csv"], options: { published: false } });
 * match(report.lead[0], /^Step 500: R² 0\.924 ± 0\.032 in sample/);
 * ```
 */
export const dynamicLawAnalysis: Analysis = {
  name: "dynamic-law",
  title: "the linear dynamic law: fit parent by parent, one A for all, what a domain gains by its own share",
  source: "Aioli, arXiv 2411.05735, section 3, and its dynamic_law notebooks",
  tables: "parents and children of one length, with parent, start_step and loss_start: columns",
  byDefault: ["data/segments.csv"],
  options: { published: { kind: "flag", default: true, help: "also Aioli's published laws, where they are" } },
  async run({ tables, where, options: { published } }) {
    const law = dynamicLaw(await readTable(tables, where === undefined ? {} : { where }));
    const { quality, effects, gains } = dynamicSections(law);
    const theirs = published
      ? await publishedParameters().then(({ rows, note }) => publishedDynamicSection(rows, note))
      : null;
    return {
      report: {
        title: `Linear dynamic mixing law: ${basename(law.source)}`,
        ...(law.synthetic && { synthetic: "The losses come from a planted law; no model was trained." }),
        lead: law.steps.map(dynamicLead),
        sections: [
          ...[quality, ...effects, ...(gains ? [gains] : [])],
          { heading: "What the paper says", tables: [quotedTable(QUOTED_DYNAMIC)] },
          ...(theirs ? [theirs.section] : []),
        ],
      },
      numbers: { ...numbersOf(law), quoted: QUOTED_DYNAMIC, ...(theirs && { published: theirs.numbers }) },
    };
  },
};

function numbersOf(law: DynamicLaw) {
  const fit = ({ answer: _, ...quality }: SegmentFit) => quality;
  return {
    ...{ source: law.source, synthetic: law.synthetic, domains: law.domains, targets: law.targets },
    forms: law.forms.map(({ name, formula }) => ({ name, formula })),
    steps: law.steps.map(({ step, parents, perFit, pooled }) => ({
      ...{ step, perFit, pooled: pooled.map(fit) },
      parents: parents.map(({ fits, ...parent }) => ({ ...parent, fits: fits.map(fit) })),
    })),
    ownGains: ownGains(law),
  };
}
