/**
 * What the report of nested laws says.
 *
 * @module
 */
import { basename } from "node:path";
import { median } from "simple-statistics";
import type { ReportSection } from "../../lib/figures/report.ts";
import type { ReportCell, ReportTable } from "../../lib/figures/report_table.ts";
import type { PowerTable } from "../../lib/laws/power/power_table.ts";
import { bestSweptRun } from "../../lib/laws/best/best_swept_run.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { nestedAgainstMeasuredFigure, powerLawsFigure } from "./nested_figures.ts";
import type { NestedLaws } from "./nested_laws.ts";
import { joined } from "./rows.ts";
import type { StageErrors, TargetErrors } from "./stage_errors.ts";

const digits = (value: number, n = 4) => value.toFixed(n).replace("-", "−");

/**
 * The errors of all stages, the mean of the targets (or the only one) of each, as a table.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { nestedLaws, stagesTable } from "@mixlab/mixlab/analysis";
 *
 * const table = parseTable("run,share:a,share:b,loss:a\n1,0.1,0.9,3\n2,0.5,0.5,2\n3,0.8,0.2,1.8\n4,0.9,0.1,1.7\n");
 * const { columns, rows } = stagesTable(nestedLaws(table).stages);
 * equal(columns[0], "stage");
 * equal(rows.length, 2);
 * ```
 */
export function stagesTable(stages: readonly StageErrors[]): ReportTable {
  return {
    caption: "Errors in nats per token; of the mean loss over the targets where there are several. Predicted less " +
      "measured. Seen: by the fit.",
    columns: ["stage", "seen", "points", "mean |error|", "mean error", "largest", "Spearman"],
    rows: stages.map(({ stage, seen, errors }) => {
      const { points, mae, bias, largest, spearman } = errors.at(-1)!;
      return [stage, seen ? "yes" : "no", points, digits(mae), digits(bias), digits(largest), rank(spearman)];
    }),
  };
}

function rank(spearman: number | null): string {
  return spearman === null ? "" : digits(spearman, 3);
}

function targetsTable(stages: readonly StageErrors[]): ReportTable {
  const row = (stage: string, { target, mae, bias, spearman, covered }: TargetErrors): ReportCell[] => [
    ...[
      stage,
      target,
      digits(mae),
      digits(bias),
      rank(spearman),
      covered === null ? "" : `${(100 * covered).toFixed(0)} %`,
    ],
  ];
  return {
    caption: "By target, for losses that no fit has seen. Within: part of the losses inside their 95 % interval.",
    columns: ["stage", "target", "mean |error|", "mean error", "Spearman", "within"],
    rows: stages.filter(({ seen }) => !seen).flatMap(({ stage, errors }) =>
      errors.filter(({ target }) => target !== "mean").map((each) => row(stage, each))
    ),
  };
}

/** How far laws extrapolate, and what the data determine of them, in a sentence. */
function reach({ fits, along }: PowerTable, to: number): string {
  const alphas = fits.map(({ alpha }) => alpha), unit = along === "steps" ? "updates" : along;
  const from = Math.min(...fits.map(({ range }) => range.from)), last = Math.max(...fits.map(({ range }) => range.to));
  const exponent = fits.filter(({ identified }) => identified.exponent).length;
  const floor = fits.filter(({ identified }) => identified.floor).length;
  return `${along === "parameters" ? "Size" : "Step"} laws: ${fits.length} curves from ${from} to ${last} ${unit}, ` +
    `predicted at ${to}, ${(to / last).toFixed(2)} times further. Exponent: median ${
      digits(median(alphas), 2)
    }, from ` +
    `${digits(Math.min(...alphas), 2)} to ${
      digits(Math.max(...alphas), 2)
    }; the data determine it for ${exponent} of ` +
    `${fits.length} curves, and tell the floor from 0 for ${floor}.`;
}

/** A sentence that says what one table says. */
export function nestedLead(table: RunTable, nested: NestedLaws): string {
  const { stages, best, targetStep, targetParameters } = nested, name = basename(table.source);
  const at = stages.find(({ stage }) => stage === "nested laws at the target");
  const where = [
    ...(targetStep === undefined ? [] : [`update ${targetStep}`]),
    ...(targetParameters === undefined ? [] : [`${targetParameters} parameters`]),
  ].join(" of ");
  const shares = Object.entries(best.mixture).map(([domain, share]) => `${domain} ${share.toFixed(3)}`).join(", ");
  const error = at?.errors.at(-1);
  return `${name}: best mixture for ${where || "its runs"}: ${shares}. ` +
    (error === undefined
      ? "Nothing was measured there that no fit has seen."
      : `The mean loss measured there is missed by ${digits(error.mae)} nats per token on average (mean error ${
        digits(error.bias)
      }), its ranks are met with Spearman ${rank(error.spearman) || "unknown"}.`);
}

/** The sections on one table. */
export function nestedSections(
  table: RunTable,
  nested: NestedLaws,
  sizes?: Readonly<Record<string, number>>,
): ReportSection[] {
  const { stepLaws, sizeLaws, targetStep, targetParameters, stages, left, law } = nested, name = basename(table.source);
  const against = nestedAgainstMeasuredFigure(nested);
  const figures = [
    ...stepLaws.map((laws) => ({
      figure: powerLawsFigure(table, laws, targetStep!, sizes),
      caption:
        `${name}: losses of three runs over the updates, their step laws with 95 % intervals, and what came later.`,
    })),
    ...(sizeLaws
      ? [{
        figure: powerLawsFigure(
          joined([nested.atStep!, ...(nested.measured ? [nested.measured] : [])]),
          sizeLaws,
          targetParameters!,
          sizes,
        ),
        caption: `${name}: size laws of three runs with 95 % intervals.`,
      }]
      : []),
    ...(against ? [{ figure: against, caption: `${name}: losses at the target, measured and predicted.` }] : []),
  ];
  return [{
    heading: `${name}: from stage to stage`,
    paragraphs: [
      ...stepLaws.map((laws) => reach(laws, targetStep!)),
      ...(sizeLaws ? [reach(sizeLaws, targetParameters!)] : []),
      `Mixing law: ${law.law}, fitted to ${nested.predicted.runs.length} runs.`,
    ],
    warnings: left.map((why) => `${why[0].toUpperCase()}${why.slice(1)}.`),
    tables: [stagesTable(stages), targetsTable(stages)],
    figures,
  }, {
    heading: `${name}: best mixture`,
    paragraphs: [nested.best.proof + "."],
    warnings: [...new Set(law.warnings.map(({ message }) => message))],
    tables: [bestTable(nested)],
  }];
}

function bestTable({ best, bestOfMeasured, lawOfMeasured, law, measured }: NestedLaws): ReportTable {
  const { domains } = law,
    row = (what: string, shares: Readonly<Record<string, number>>): ReportCell[] => [
      what,
      ...domains.map((domain) => digits(shares[domain], 3)),
      digits(meanLoss(law, shares)),
      lawOfMeasured ? digits(meanLoss(lawOfMeasured, shares)) : null,
    ];
  const swept = measured && bestSweptRun(measured);
  return {
    caption:
      "Shares of tokens, and the mean loss that the nested laws and the law of the losses measured at the target " +
      "give each (nats per token).",
    columns: ["mixture", ...domains, "nested laws", "law of measured"],
    rows: [
      row("best under the nested laws", best.mixture),
      ...(bestOfMeasured ? [row("best under the law of measured losses", bestOfMeasured.mixture)] : []),
      ...(swept ? [row("best run measured at the target", swept.mixture!)] : []),
    ],
  };
}

function meanLoss(law: NestedLaws["law"], shares: Readonly<Record<string, number>>): number {
  const losses = law.predict(law.domains.map((domain) => shares[domain]));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
