/**
 * `deno task analyse doremi-curves`: runs against their baseline over the updates, as DoReMi compares them.
 *
 * @module
 */
import { wrongKind } from "../../lib/errors.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { readText } from "../../lib/text/read_text.ts";
import type { Analysis } from "../analysis.ts";
import { findCurves } from "./curves_found.ts";
import { curvesReport } from "./curves_report.ts";
import type { Crossing } from "./steps_to_reach.ts";
import { isWeightsTable, type WeightsOverSteps, weightsOverSteps } from "./weights_over_steps.ts";

/**
 * The analysis.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { doremiCurvesAnalysis } from "@mixlab/mixlab/analysis";
 *
 * const { report } = await doremiCurvesAnalysis.run({
 *   tables: ["data/doremi_curves.csv"],
 *   options: { baseline: "natural", crossing: "interpolated" },
 * });
 * equal(report.sections[0].heading, "doremi against natural");
 * ```
 */
export const doremiCurvesAnalysis: Analysis = {
  name: "doremi-curves",
  title: "a run against its baseline over the updates: worst and mean loss, domains improved, speed-up",
  source: "DoReMi, arXiv 2305.10429, tables 3a and 6, section 3.2 (rounds)",
  tables: "evaluations over steps of runs and a baseline, paired by seed, and weights of proxies over steps",
  byDefault: ["data/doremi_curves.csv", "data/doremi_weights.csv"],
  options: {
    baseline: { kind: "text", value: "RUN", default: "natural", help: "run that the others are compared with" },
    crossing: {
      ...{ kind: "choice", value: "NAME", choices: ["interpolated", "first"], default: "interpolated" },
      help: "step at which a goal is reached: on the line between two evaluations, or of the first that is there",
    },
  },
  async run({ tables, where, options }) {
    const runs: string[] = [], proxies: WeightsOverSteps[] = [];
    for (const path of tables) {
      const text = await readText(path);
      if (isWeightsTable(text)) proxies.push(...weightsOverSteps(text, path));
      else runs.push(path);
    }
    if (runs.length === 0) throw wrongKind(`doremi-curves: wanted a table of evaluations, got ${tables.join(", ")}`);
    const table = await readTable(runs, where === undefined ? {} : { where });
    const found = findCurves(table, proxies, options as { baseline: string; crossing: Crossing });
    const { baseline, crossing, compared, rounds } = found;
    return {
      report: curvesReport(found),
      numbers: {
        ...{ baseline, crossing, runs: Object.fromEntries(compared) },
        weights: proxies.map(({ run, seed, domains, averages }) => ({
          ...{ run, seed },
          average: Object.fromEntries(domains.map((domain, j) => [domain, averages.at(-1)![j]])),
        })),
        rounds,
      },
    };
  },
};
