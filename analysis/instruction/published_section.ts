/**
 * The section of a report on Aioli's published laws of instruction tuning.
 *
 * @module
 */
import { mean, sampleRankCorrelation } from "simple-statistics";
import type { ReportSection } from "../../lib/figures/report.ts";
import type { PublishedParameter } from "../aioli_published/law_params.ts";
import { rounded } from "../shared/cells.ts";
import { spreadOf } from "../shared/spread.ts";
import { COMPUTED_INSTRUCTION } from "./computed.ts";
import { taskGainsFigure } from "./instruction_figures.ts";
import { PUBLISHED_TASKS, type PublishedInstruction, publishedInstruction } from "./published_instruction.ts";

/**
 * What Aioli's published laws of instruction tuning say.
 *
 * @param rows the published parameters; without them the best mixtures that this project computed from them.
 * @param note what is said of where the parameters come from.
 * @returns a section of a report, and its numbers.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { publishedInstructionSection } from "@mixlab/mixlab/analysis";
 *
 * const { section } = publishedInstructionSection(undefined, "not here");
 * match(section.tables[0].caption!, /computed for this project from the published parameters/);
 * ```
 */
export function publishedInstructionSection(
  rows: readonly PublishedParameter[] | undefined,
  note: string,
): {
  readonly section: ReportSection & Required<Pick<ReportSection, "tables">>;
  readonly numbers: unknown;
} {
  const heading = "Aioli's published laws of instruction tuning";
  const head = ["seed", ...PUBLISHED_TASKS, "gain over even shares"];
  if (rows === undefined) {
    return {
      section: {
        heading,
        paragraphs: [`${note}.`],
        tables: [{
          caption:
            "Best shares of the static laws, computed for this project from the published parameters; gain of the mean " +
            "loss (nats per token)",
          columns: head,
          rows: COMPUTED_INSTRUCTION.map(({ seed, shares, gain }) => [seed, ...shares, gain]),
        }],
      },
      numbers: { computed: COMPUTED_INSTRUCTION },
    };
  }
  const found = publishedInstruction(rows), { optima, parents } = found;
  return {
    section: {
      heading,
      paragraphs: [
        `${note}. Pythia-160M, nine tasks of Natural Instructions, losses on the answers. No loss was published: what stands ` +
        "here follows from the fitted parameters.",
        `Static law, step 1,000: ${
          optima.length * PUBLISHED_TASKS.length
        } fits of ${optima.length} seeds (that of a fifth ` +
        "seed is empty). Dynamic laws: children of 100 updates of parents broken off at 500. Where both forms hold they give one " +
        "loss at the break for every mixture; how far it moves with the mixture, as a part of it, is told by task.",
      ],
      tables: [{
        caption:
          "Best shares of the static laws, recomputed from the published parameters; gain of the mean loss (nats per token)",
        columns: head,
        rows: optima.map((
          { seed, shares, gain },
        ) => [seed, ...shares.map((share) => rounded(share)), rounded(gain, 4)]),
      }, slopesTable(found)],
      figures: [{
        figure: taskGainsFigure(PUBLISHED_TASKS, parents.map(({ parent, gains }) => ({ shares: parent, gains })), {
          title: "What a task gains by itself: Aioli's runs",
        }),
        caption: "What a task gains by itself against the parent's share of it, from the published dynamic laws.",
      }],
    },
    numbers: { optima: optima.map(({ law: _, ...optimum }) => optimum), parents },
  };
}

function slopesTable({ parents }: PublishedInstruction) {
  return {
    caption:
      `What a task gains by itself over ${parents.length} parents: loss after itself alone less the mean over the others ` +
      "(nats per token); its rank correlation with the parent's share; how far the loss at the break moves",
    columns: [
      "task",
      "mean gain",
      "standard deviation",
      "strongest",
      "weakest",
      "rank correlation",
      "loss at the break moves",
    ],
    rows: PUBLISHED_TASKS.map((task, i) => {
      const gains = parents.map((parent) => parent.gains[i]), spread = spreadOf(gains);
      const rank = sampleRankCorrelation(parents.map(({ parent }) => parent[i]), gains);
      return [
        task,
        ...[spread.mean, spread.sd, spread.least, spread.most].map((value) => rounded(value)),
        rounded(rank, 2),
        rounded(mean(parents.map(({ apart_k }) => apart_k[i])), 4),
      ];
    }),
  };
}
