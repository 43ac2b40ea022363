/**
 * `deno task analyse instruction`: mixing laws of instruction tuning, on tables of static and of broken-off runs.
 *
 * @module
 */
import { fitTable, type TableAnswer } from "../../lib/laws/fit_table.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { publishedParameters } from "../aioli_published/published_parameters.ts";
import { quotedTable } from "../aioli_published/quoted.ts";
import type { Analysis } from "../analysis.ts";
import { requireOneStep } from "../static_law/static_law.ts";
import { parentGains } from "./instruction_figures.ts";
import { INSTRUCTION_FORMS, type InstructionLaw, instructionLaw } from "./instruction_law.ts";
import {
  dynamicInstructionLead,
  dynamicInstructionSection,
  staticInstructionLead,
  staticInstructionSection,
} from "./instruction_report.ts";
import { publishedInstructionSection } from "./published_section.ts";
import { QUOTED_INSTRUCTION } from "./quoted.ts";
import { LAW_OPTIONS, type LawOptions } from "../shared/law_options.ts";

/**
 * The analysis.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { instructionAnalysis } from "@mixlab/mixlab/analysis";
 *
 * const { report } = await instructionAnalysis.run({
 *   tables: ["data/instruction_segments.csv"],
 *   options: { bootstrap: 0, seed: 0, published: false },
 * });
 * match(report.lead[0], /^Segments from step 250: R² \d/);
 * ```
 */
export const instructionAnalysis: Analysis = {
  name: "instruction",
  title: "instruction tuning: the static law, and linear laws of losses, changes and log ratios over segments, by task",
  source: "Aioli, arXiv 2411.05735, section 3 and appendix C.1.2, and its instruction notebooks",
  tables:
    "losses on the answers of tasks: tables of runs of one step and size of model, or of parents and children of one length",
  byDefault: ["data/instruction_static.csv", "data/instruction_segments.csv"],
  options: LAW_OPTIONS,
  async run({ tables, where, options }) {
    const { bootstrap, seed, published } = options as unknown as LawOptions;
    const statics: TableAnswer[] = [], dynamics: InstructionLaw[] = [], planted: string[] = [];
    for (const path of tables) {
      const table = await readTable(path, where === undefined ? {} : { where });
      if (table.synthetic) planted.push(table.source);
      if (table.runs.some(({ parent }) => parent !== undefined)) dynamics.push(instructionLaw(table));
      else {
        requireOneStep(table);
        statics.push(fitTable(table, { law: "log-linear", replicates: bootstrap, seed }));
      }
    }
    const { rows, note } = published ? await publishedParameters() : { note: "" };
    const theirs = published ? publishedInstructionSection(rows, note) : undefined;
    return {
      report: {
        title: "Instruction tuning",
        ...(planted.length > 0 && {
          synthetic: `the losses of ${planted.join(", ")} come from a planted law; no model was trained.`,
        }),
        lead: [
          ...statics.map(staticInstructionLead),
          ...dynamics.flatMap(({ steps }) => steps.map(dynamicInstructionLead)),
        ],
        sections: [
          ...statics.map(staticInstructionSection),
          ...dynamics.flatMap((law) => law.steps.map((step) => dynamicInstructionSection(law, step))),
          { heading: "What the paper says", tables: [quotedTable(QUOTED_INSTRUCTION)] },
          ...(theirs ? [theirs.section] : []),
        ],
      },
      numbers: {
        static: statics.map(({ table, law, inSample, outOfSample, average, best }) => ({
          ...{ source: table.source, synthetic: table.synthetic === true, runs: table.runs.length, law: law.name },
          ...{ targets: table.targets, inSample, outOfSample: outOfSample ?? null, average },
          best: { mixture: best.mixture, intervals: best.intervals, loss: best.loss, gain: best.prior.gain },
        })),
        forms: INSTRUCTION_FORMS.map(({ name, formula }) => ({ name, formula })),
        dynamic: dynamics.map((law) => ({
          ...law,
          steps: law.steps.map((step) => ({ ...step, gains: parentGains(law, step) })),
        })),
        quoted: QUOTED_INSTRUCTION,
        ...(theirs && { published: theirs.numbers }),
      },
    };
  },
};
