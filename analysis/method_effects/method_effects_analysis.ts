/**
 * `deno task analyse method-effects`: what methods believe of A against what is best for their trajectories.
 *
 * @module
 */
import { basename } from "node:path";
import { outOfRange } from "../../lib/errors.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import type { Analysis } from "../analysis.ts";
import { gainsOf } from "../gains/gains_of.ts";
import { QUOTED_SIMILARITY_R2 } from "../gains/quoted.ts";
import { type ComparedEffects, methodEffects, similarityByMethod } from "./method_effects.ts";
import { effectSections, gainsSection, similarityLead } from "./method_effects_report.ts";
import { readTrajectories } from "./read_trajectories.ts";
import { similarityGains } from "./similarity_gains.ts";

/**
 * The analysis.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { methodEffectsAnalysis } from "@mixlab/mixlab/analysis";
 *
 * const { report } = await methodEffectsAnalysis.run({
 *   tables: ["data/method_effects_segments.csv", "data/method_effects.json"],
 *   options: { replicates: 0, seed: 0 },
 * });
 * equal(report.lead.length, 4); // a sentence a method
 * ```
 */
export const methodEffectsAnalysis: Analysis = {
  name: "method-effects",
  title: "what methods believe of A, against the best A for their trajectories: similarity, column sums, scale",
  source: "Aioli, arXiv 2411.05735, section 5 and Figure 3, and its parameters and measurements notebooks",
  tables: "children of trajectories (columns method, seed, loss_start:…), and a .json of the methods' rounds",
  byDefault: ["data/method_effects_segments.csv", "data/method_effects.json"],
  options: {
    last: {
      ...{ kind: "number", whole: true, least: 1, value: "N" },
      help: "count only rounds that end in the last N updates before the break (default: all)",
    },
    replicates: {
      kind: "number",
      whole: true,
      least: 0,
      most: 100_000,
      value: "N",
      default: 200,
      help: "of the bootstrap over children",
    },
    seed: { kind: "number", whole: true, least: 0, value: "S", default: 0, help: "of the bootstrap" },
    gains: {
      ...{ kind: "text", value: "TABLE" },
      help:
        "final runs of the same methods and of stratified, as the analysis gains takes them: similarity against gain",
    },
  },
  async run({ tables, where, options }) {
    const { last, replicates, seed, gains } = options as {
      readonly last?: number;
      readonly replicates: number;
      readonly seed: number;
      readonly gains?: string;
    };
    const rounds = tables.filter((path) => path.endsWith(".json")),
      others = tables.filter((path) => !path.endsWith(".json"));
    if (rounds.length !== 1 || others.length === 0) {
      const found = `${rounds.length} and ${others.length}`;
      throw outOfRange(`method-effects: wanted one .json of rounds and a table of children or more, got ${found}`);
    }
    const chosen = ["segment=child", ...(where === undefined ? [] : [where])].join(",");
    const segments = await readTable(others, { where: chosen }), found = await readTrajectories(rounds[0]);
    const compared = methodEffects(segments, found, { replicates, seed, ...(last !== undefined && { last }) });
    const { domains, targets, synthetic = false } = segments, methods = similarityByMethod(compared);
    const against = gains === undefined ? undefined : similarityGains(methods, gainsOf(await readTable(gains)));
    return {
      report: {
        title: `What methods believe: ${others.map((path) => basename(path)).join(", ")}`,
        ...(synthetic && { synthetic: "the losses come from a planted law; no model was trained." }),
        lead: methods.map(similarityLead),
        sections: [
          ...effectSections(domains, targets, compared, { synthetic }),
          ...(against === undefined ? [] : [gainsSection(against, synthetic)]),
        ],
      },
      numbers: {
        ...{ source: segments.source, synthetic, domains, targets, steps: found.steps, breakAt: found.breakAt },
        ...{ trajectories: compared.map(plain), methods },
        ...(against !== undefined && { gains: against, quoted: { r2: QUOTED_SIMILARITY_R2 } }),
      },
    };
  },
};

/** Without the fitted law, which is no plain JSON. */
function plain({ optimal: { fitted: _, ...optimal }, ...rest }: ComparedEffects) {
  return { ...rest, optimal };
}
