/**
 * What the report of instruction tuning says.
 *
 * @module
 */
import { basename } from "node:path";
import { predictedAgainstObservedFigure } from "../../lib/figures/predicted_against_observed.ts";
import type { ReportSection } from "../../lib/figures/report.ts";
import type { ReportTable } from "../../lib/figures/report_table.ts";
import type { TableAnswer } from "../../lib/laws/fit_table.ts";
import { columnOf } from "../../lib/numerics/matrix.ts";
import { bracket, meanAndSpread, rounded, withLeftOut } from "../shared/cells.ts";
import { parentGains, taskGainsFigure } from "./instruction_figures.ts";
import {
  INSTRUCTION_FORMS,
  type InstructionFit,
  type InstructionLaw,
  type InstructionStep,
} from "./instruction_law.ts";

/** A sentence on the static law of a table. */
export function staticInstructionLead({ table, average, best }: TableAnswer): string {
  const left = average.outOfSample?.r2;
  return `${basename(table.source)}: R² of the static law ${average.inSample.r2?.toFixed(3) ?? "unknown"} in sample${
    left === null || left === undefined ? "" : `, ${left.toFixed(3)} with each mixture left out`
  } (mean over ${table.targets.length} tasks). Predicted gain of the best mixture over even shares ${
    best.prior.gain.toFixed(4)
  } nats per token.`;
}

/** A sentence on the dynamic laws of a step. */
export function dynamicInstructionLead({ step, perFit: [loss, , ratio], pooled }: InstructionStep): string {
  const pool = pooled.map(({ r2_k }) => mean(r2_k));
  return `Segments from step ${step}: R² ${meanAndSpread(loss.r2)} parent by parent in sample (${
    meanAndSpread(loss.looR2)
  } with each mixture left out), on log ratios ${meanAndSpread(ratio.r2)} (${
    meanAndSpread(ratio.looR2)
  }), over ${loss.r2.count} fits of a parent and a task. One law for all parents: ${
    INSTRUCTION_FORMS.map(({ name }, f) => `${name} ${pool[f]?.toFixed(3) ?? "unknown"}`).join(", ")
  }.`;
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
}

/**
 * The section of a report on the static law of a table: R² by task, the best mixture, predicted against measured losses.
 *
 * @param answer the fit of a table, as `fitTable` makes it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { fitTable, readTable } from "@mixlab/mixlab";
 * import { staticInstructionSection } from "@mixlab/mixlab/analysis";
 *
 * const { tables } = staticInstructionSection(fitTable(await readTable("data/instruction_static.csv"), { replicates: 0 }));
 * equal(tables[0].rows.length, 6); // six tasks
 * ```
 */
export function staticInstructionSection(
  answer: TableAnswer,
): ReportSection & Required<Pick<ReportSection, "tables" | "figures">> {
  const { table, fitted, inSample, outOfSample, best } = answer, { domains, targets } = table;
  return {
    heading: `${basename(table.source)}: static law`,
    warnings: [...new Set(answer.warnings.map(({ message }) => message))],
    code: [answer.law.formula],
    tables: [{
      caption: `R² by task, with each mixture left out in brackets; ${table.runs.length} runs`,
      columns: ["task", "R²", "mean absolute error (nats per token)", "c"],
      rows: targets.map((target, i) => [
        ...[target, withLeftOut(inSample[i].r2, outOfSample?.[i].r2)],
        ...[withLeftOut(inSample[i].mae, outOfSample?.[i].mae, 4), rounded(fitted.perTarget[i].c)],
      ]),
    }, {
      caption:
        `Best shares for the mean loss; gain over even shares ${best.prior.gain.toFixed(4)} nats per token (95 % ` +
        `interval ${bracket(best.prior.gainInterval, 4)})`,
      columns: ["task", "share", "95 % interval"],
      rows: domains.map((domain) => [domain, rounded(best.mixture[domain]), bracket(best.intervals?.[domain])]),
    }],
    figures: [{
      figure: predictedAgainstObservedFigure({
        panels: targets.map((target, i) => ({
          target,
          observed: columnOf(table.losses, i),
          inSample: columnOf(answer.predicted, i),
          ...(answer.leftOut && { leaveOneOut: columnOf(answer.leftOut, i) }),
          label: table.runs.map(({ id }) => id),
        })),
        ...(table.synthetic && { synthetic: true }),
      }),
      caption: "Predicted against measured losses on the answers.",
    }],
  };
}

/**
 * The section of a report on the segments of one step: R² by task and by parent, one law for all parents, what a task gains by
 * itself.
 *
 * @param law what `instructionLaw` found.
 * @param step one of its steps.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicInstructionSection, instructionLaw } from "@mixlab/mixlab/analysis";
 *
 * const law = instructionLaw(await readTable("data/segments.csv"));
 * match(dynamicInstructionSection(law, law.steps[0]).heading, /^Segments from step 500$/);
 * ```
 */
export function dynamicInstructionSection(
  law: InstructionLaw,
  step: InstructionStep,
): ReportSection & Required<Pick<ReportSection, "tables" | "figures">> {
  const { targets, synthetic, domains } = law, { parents, pooled } = step, gains = parentGains(law, step);
  return {
    heading: `Segments from step ${step.step}`,
    paragraphs: [
      `${parents.length} parents, ${
        parents.reduce((sum, { children }) => sum + children, 0)
      } children. R² is that of what a ` +
      "form is linear in; in brackets with each mixture left out. Of one parent loss and change are one law.",
    ],
    code: INSTRUCTION_FORMS.map(({ name, formula }) => `${name}: ${formula}`),
    tables: [
      byTask(targets, step),
      byParent(step),
      {
        caption:
          "One law for all parents, judged by the losses after the segments: R², in brackets with each mixture left out",
        columns: ["task", ...INSTRUCTION_FORMS.map(({ name }) => name)],
        rows: targets.map((target, i) => [
          target,
          ...pooled.map(({ afterR2_k, afterLooR2_k }) => withLeftOut(afterR2_k[i], afterLooR2_k?.[i])),
        ]),
      },
    ],
    figures: gains.length === 0 || domains.some((domain) => !targets.includes(domain)) ? [] : [{
      figure: taskGainsFigure(domains, gains, {
        note: "Loss after a segment of the task alone, less the mean over segments of another task alone.",
        ...(synthetic && { synthetic: true }),
      }),
      caption: "What a task gains by itself, by parent.",
    }],
  };
}

const cells = (fits: readonly InstructionFit[], i: number) => {
  const over = (of: (fit: InstructionFit) => number | null | undefined) => mean(fits.map((fit) => of(fit) ?? null));
  return withLeftOut(over(({ r2_k }) => r2_k[i]), over(({ looR2_k }) => looR2_k?.[i]));
};

function byTask(targets: readonly string[], { parents, pooled }: InstructionStep): ReportTable {
  return {
    caption: "R² by task: mean over the parents' own laws, and one law for all parents",
    columns: [
      ...["task", "parent by parent: loss, change", "log ratio"],
      ...INSTRUCTION_FORMS.map(({ name }) => `all parents: ${name}`),
    ],
    rows: targets.map((target, i) => [
      target,
      ...[0, 2].map((f) => cells(parents.map(({ fits }) => fits[f]), i)),
      ...pooled.map((fit) => cells([fit], i)),
    ]),
  };
}

function byParent({ parents }: InstructionStep): ReportTable {
  const all = ({ r2_k, looR2_k }: InstructionFit) => withLeftOut(mean(r2_k), looR2_k && mean(looR2_k));
  return {
    caption: "R² by parent: mean over the tasks",
    columns: ["parent", "children", "loss, change", "log ratio"],
    rows: parents.map(({ parent, children, fits }) => [parent, children, all(fits[0]), all(fits[2])]),
  };
}
