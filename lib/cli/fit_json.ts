/**
 * The JSON document of `deno task fit --json`.
 *
 * @module
 */
import type { Interval } from "../laws/intervals.ts";
import type { TargetFit } from "../laws/law.ts";
import type { BestAnswer } from "../laws/best_answer.ts";
import type { Quality } from "../laws/quality.ts";
import { VERSION } from "../version.ts";
import type { FitReport } from "./fit_command.ts";

/** Parameters by name, exponents gathered under `vertex` by domain. */
function gather<T>(values: Readonly<Record<string, T>>): Record<string, unknown> {
  const out: Record<string, unknown> = {}, vertex: Record<string, T> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith("v:")) vertex[name.slice(2)] = value;
    else out[name] = value;
  }
  return Object.keys(vertex).length > 0 ? { ...out, vertex } : out;
}

/** Quality with names as in the issue of `perTarget`: in-sample plain, left out with the prefix `loo`. */
export function qualityJson(inSample: Quality, outOfSample?: Quality): Record<string, number | null> {
  const loo = outOfSample;
  return {
    mse: inSample.mse,
    mae: inSample.mae,
    r2: inSample.r2,
    spearman: inSample.spearman,
    kendall: inSample.kendall,
    regretTop1: inSample.regretTop1,
    regretTop5: inSample.regretTop5,
    looMse: loo?.mse ?? null,
    looMae: loo?.mae ?? null,
    looR2: loo?.r2 ?? null,
    looSpearman: loo?.spearman ?? null,
    looKendall: loo?.kendall ?? null,
    looRegretTop1: loo?.regretTop1 ?? null,
  };
}

function targetJson(report: FitReport, fit: TargetFit, i: number): Record<string, unknown> {
  const { answer, delta } = report;
  const intervals = answer.parameterIntervals[i] as Record<string, Interval>;
  return {
    c: fit.c ?? null,
    vertex: fit.vertex ?? null,
    parameters: fit.parameters,
    standardErrors: gather(fit.standardErrors),
    intervals: Object.keys(intervals).length > 0 ? gather(intervals) : null,
    oneSided: gather(fit.oneSided),
    huber: delta === undefined ? null : fit.objective,
    ...qualityJson(answer.inSample[i], answer.outOfSample?.[i]),
    seedSd: answer.seeds?.sd[i] ?? null,
    converged: fit.converged,
    reason: fit.reason,
    iterations: fit.iterations,
    condition: fit.condition,
  };
}

/** The best mixture as JSON. */
export function bestJson(best: BestAnswer): Record<string, unknown> {
  const { shares: _, ...rest } = best;
  return rest;
}

/** The whole document. */
export function answerJson(report: FitReport, seconds: number): Record<string, unknown> {
  const { answer, judged, critical } = report;
  const { table, fitted } = answer;
  return {
    mixlab: VERSION,
    law: fitted.law,
    formula: answer.law.formula,
    huberDelta: report.delta ?? null,
    source: table.source,
    synthetic: table.synthetic ?? false,
    domains: table.domains,
    targets: table.targets,
    runs: table.runs.length,
    mixtures: answer.mixtures,
    ...(answer.folds !== undefined && { folds: answer.folds }),
    perTarget: Object.fromEntries(fitted.perTarget.map((fit, i) => [fit.target, targetJson(report, fit, i)])),
    average: qualityJson(answer.average.inSample, answer.average.outOfSample),
    flattened: answer.flattened,
    ...(answer.comparison && { comparison: answer.comparison }),
    ...(judged && {
      predict: Object.fromEntries(judged.targets.map((t, i) => [t, judged.quality[i]])),
      predictSource: judged.source,
      predictRuns: judged.runs,
    }),
    best: bestJson(answer.best),
    paperAnswers: report.papers.map(({ shares: _, ...rest }) => rest),
    ...(critical && {
      critical: {
        domain: critical.domain,
        baseLoss: critical.baseLoss,
        target: critical.target,
        law: critical.law,
        answer: critical.answer,
        share: critical.share,
        interval: critical.interval,
        others: critical.others,
        mixture: critical.mixture,
        message: critical.message,
        c: critical.fitted.perTarget[0].c ?? null,
        vertex: critical.fitted.perTarget[0].vertex ?? null,
      },
    }),
    ...(report.mixture && { mixture: report.mixture }),
    verdict: answer.verdict,
    warnings: [...answer.warnings, ...(critical?.warnings ?? [])],
    notes: table.notes,
    options: report.options,
    seconds,
  };
}
