/**
 * What the report of a fit says.
 *
 * @module
 */
import type { ReportData, ReportSection } from "../figures/report.ts";
import { VERSION } from "../version.ts";
import type { FitReport } from "./fit_command.ts";
import type { NamedFigure } from "./fit_figures.ts";
import type { Input } from "./fit_outputs.ts";

/** Runs shown in the report; the others are in the table itself. */
const RUNS_SHOWN = 40;

/** The report as plain data. */
export function fitReport(report: FitReport, figures: readonly NamedFigure[], inputs: readonly Input[]): ReportData {
  const { answer } = report, { table, fitted, best } = answer;
  const drawn = (...names: string[]) =>
    figures.filter((f) => names.some((n) => f.name.startsWith(n))).map(({ figure, caption, svg }) => ({
      figure,
      caption,
      svg,
    }));
  const round = (v: number | null | undefined, digits = 4) =>
    v === null || v === undefined ? null : Number(v.toFixed(digits));
  const span = (i: readonly [number, number] | null | undefined) =>
    i ? `${i[0].toFixed(4)} to ${i[1].toFixed(4)}` : "not known";

  const sections: ReportSection[] = [];
  const warnings = [...answer.warnings, ...(report.critical?.warnings ?? [])].map((w) => w.message);
  if (warnings.length > 0) sections.push({ heading: "Warnings", warnings });

  sections.push({
    heading: "Best mixture",
    paragraphs: [
      ...answer.verdict,
      `${best.proof[0].toUpperCase()}${best.proof.slice(1)}.`,
      `Predicted objective ${best.loss.toFixed(4)} nats per token, 95 % interval ${span(best.objectiveInterval)}.`,
    ],
    tables: [{
      columns: ["domain", "share", "95 % interval", "prior", `best run (${best.bestRun.run})`],
      rows: table.domains.map((d) => [
        d,
        round(best.mixture[d]),
        span(best.intervals?.[d]),
        round(best.prior.mixture[d]),
        round(best.bestRun.mixture[d]),
      ]),
      caption: "Shares of training tokens",
    }, {
      columns: ["against", "predicted objective", "gain", "95 % interval of the gain", "probability"],
      rows: [
        [
          "prior",
          round(best.prior.objective),
          round(best.prior.gain),
          span(best.prior.gainInterval),
          round(best.probabilityBeatsPrior, 3),
        ],
        [
          `best run (${best.bestRun.run})`,
          round(best.bestRun.objective),
          round(best.bestRun.gain),
          span(best.bestRun.gainInterval),
          round(best.probabilityBeatsBestRun, 3),
        ],
      ],
      caption: "Probability: part of bootstrap refits in which the best mixture has the lower predicted objective",
    }, {
      columns: ["way", "objective", "mixture or why there is none"],
      rows: report.papers.map((p) => [
        p.name,
        round(p.objective),
        p.mixture ? Object.entries(p.mixture).map(([d, s]) => `${d} ${s.toFixed(3)}`).join(", ") : p.note,
      ]),
      caption: "What the papers' code would answer",
    }],
    figures: drawn("best_mixture", "ternary"),
  });

  if (report.critical) {
    const { domain, baseLoss, message, interval, target, law, others } = report.critical;
    sections.push({
      heading: "Critical share of continued pretraining",
      paragraphs: [
        `${domain}, source loss: ${target}, to be kept at ${baseLoss} nats per token; law: ${law}.`,
        message,
        `95 % interval ${span(interval)}.`,
        ...others.map((o) => `${o.law}: ${o.message}.`),
      ],
    });
  }

  if (answer.comparison) {
    sections.push({
      heading: "Laws compared",
      paragraphs: ["By the mean absolute error on mixtures left out (nats per token, mean over targets)."],
      tables: [{
        columns: ["law", "parameters", "MAE", "leave-one-out MAE", "leave-one-out R²", "left out because"],
        rows: answer.comparison.map((c) => [
          c.law,
          c.parameters ?? null,
          round(c.mae, 5),
          round(c.looMae, 5),
          round(c.looR2),
          c.leftOut ?? null,
        ]),
      }],
    });
  }

  sections.push({
    heading: "Law",
    paragraphs: [
      `${fitted.law}, after ${answer.law.source}. ` +
      (report.delta === undefined ? "Least squares." : `Huber loss, δ = ${report.delta} nats per token.`),
    ],
    code: [answer.law.formula],
    tables: fitted.perTarget.map((fit, i) => ({
      columns: ["parameter", "value", "standard error", "95 % interval (bootstrap)"],
      rows: Object.entries(fit.parameters).map(([name, value]) => {
        const bound = fit.oneSided[name]?.atMost, bracket = answer.parameterIntervals[i][name];
        return [
          name,
          round(value),
          round(fit.standardErrors[name]),
          bound !== undefined ? `at most ${bound.toFixed(2)}` : bracket ? span(bracket) : "not known",
        ];
      }),
      caption: fitted.stepwise ? `${fit.target}: ${fit.reason}` : `${fit.target}: ${fit.reason} after ` +
        `${fit.iterations} iterations; condition number ${fit.condition.toPrecision(3)}`,
    })),
  });

  sections.push({
    heading: "Quality",
    tables: [{
      columns: [
        "target",
        "MAE",
        "leave-one-out MAE",
        "MSE",
        "leave-one-out MSE",
        "R²",
        "leave-one-out R²",
        "Spearman",
        "leave-one-out Spearman",
        "Kendall",
        "top-1 regret",
      ],
      rows: table.targets.map((target, i) => {
        const q = answer.inSample[i], o = answer.outOfSample?.[i];
        return [
          target,
          round(q.mae, 5),
          round(o?.mae, 5),
          round(q.mse, 7),
          round(o?.mse, 7),
          round(q.r2),
          round(o?.r2),
          round(q.spearman),
          round(o?.spearman),
          round(q.kendall),
          round(q.regretTop1),
        ];
      }),
      caption: "Nats per token; leave-one-out: predictions by fits that have not seen the run's mixture" +
        (answer.folds === undefined ? "" : `; mixtures were left out in ${answer.folds} groups`),
    }],
    figures: drawn("predicted_against_observed"),
  });
  if (report.judged) {
    const { judged } = report;
    sections.push({
      heading: "On another table",
      paragraphs: [`${judged.source}, ${judged.runs} runs.`],
      tables: [{
        columns: ["target", "Spearman", "Kendall", "MAE", "R²", "top-1 regret"],
        rows: judged.targets.map((target, i) => {
          const q = judged.quality[i];
          return [target, round(q.spearman), round(q.kendall), round(q.mae, 5), round(q.r2), round(q.regretTop1)];
        }),
      }],
    });
  }
  sections.push({ heading: "Loss against share", figures: drawn("loss_against_share") });

  const m = table.domains.length, k = table.targets.length;
  sections.push({
    heading: "Runs",
    paragraphs: [
      `${table.source}: ${table.runs.length} runs of ${answer.mixtures} mixtures` +
      (table.runs.length > RUNS_SHOWN ? `; the first ${RUNS_SHOWN} are shown.` : "."),
      ...table.notes,
    ],
    tables: [{
      columns: ["run", ...table.domains.map((d) => `share ${d}`), ...table.targets.map((t) => `loss ${t}`)],
      rows: table.runs.slice(0, RUNS_SHOWN).map((run, n) => [
        run.seed === undefined ? run.id : `${run.id}, seed ${run.seed}`,
        ...table.shares.data.subarray(n * m, (n + 1) * m),
        ...table.losses.data.subarray(n * k, (n + 1) * k),
      ]),
    }],
  });
  sections.push({
    heading: "Provenance",
    tables: [{
      columns: ["what", "value"],
      rows: [
        ["Mixlab", VERSION],
        ["Deno", Deno.version.deno],
        ["command", ["deno task fit", ...report.args].join(" ")],
        ...inputs.map(({ path, sha256 }): [string, string] => [`SHA-256 of ${path}`, sha256]),
      ],
    }],
  });
  return {
    title: `Mixlab: ${fitted.law} fitted to ${table.source}`,
    lead: answer.verdict.slice(0, 3),
    ...(table.synthetic && { synthetic: "Synthetic data: the losses come from a planted law; no model was trained." }),
    sections,
  };
}
