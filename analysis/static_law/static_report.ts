/**
 * What the report of the static law says.
 *
 * @module
 */
import { basename } from "node:path";
import type { ReportTable } from "../../lib/figures/report_table.ts";
import { aioliThreeDomains, aioliTwoDomains } from "../../lib/laws/best/aioli_optima.ts";
import type { TableAnswer } from "../../lib/laws/fit_table.ts";
import { atMost, bracket, meanAndSpread, rounded, smallMeanAndSpread, withLeftOut } from "../shared/cells.ts";
import type { FullSection } from "../shared/full_section.ts";
import { ownShareFigure, staticOptimaFigure } from "./static_figures.ts";
import type { StaticForm, StaticLaw } from "./static_law.ts";

/** A sentence that says what one table says. */
export function staticLead({ table, forms: [each] }: StaticLaw): string {
  const { best } = each.all, gain = best.prior.gain;
  return `${basename(table.source)}: R² ${meanAndSpread(each.perFit.r2)} in sample, ${
    meanAndSpread(each.perFit.looR2)
  } with each mixture left out (${each.perFit.r2.count} fits of a seed and a target). Best mixture: ${
    table.domains.map((domain) => `${domain} ${best.mixture[domain].toFixed(3)}`).join(", ")
  }; predicted gain over stratified ${gain.toFixed(4)} nats per token (95 % interval ${
    bracket(best.prior.gainInterval, 4)
  }).`;
}

/**
 * What is said of the static law on one table: how well it fits, and its best mixture.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { staticLaw, staticSections } from "@mixlab/mixlab/analysis";
 *
 * const law = staticLaw(await readTable("data/three_domains.csv"), { replicates: 0 });
 * const { quality: { tables: [forms, targets] }, best } = staticSections(law);
 * deepEqual(forms.rows.map(([form]) => form), ["log-linear", "log-linear-joint", "log-linear-own"]);
 * deepEqual(targets.rows.map(([target]) => target), law.table.targets);
 * deepEqual(best.tables[0].rows.map(([runs]) => runs), ["seed 0", "seed 1", "seed 2", "all seeds"]);
 * ```
 */
export function staticSections(law: StaticLaw): { readonly quality: FullSection; readonly best: FullSection } {
  const { table, forms: [each], without } = law, name = basename(table.source);
  const quality = {
    heading: `${name}: how well the law fits`,
    paragraphs: [
      `${table.runs.length} runs of ${each.all.mixtures} mixtures, ${each.bySeed.length} ${
        each.bySeed.length === 1 ? "seed" : "seeds"
      }. In brackets: with each mixture left out.`,
      "log-linear-joint has the formula of log-linear, fitted as Aioli's code does; around one grand mean of all targets, " +
      "as that code has it, R² looks better, because targets differ in level.",
      ...without.map(({ why }) => `${why}.`),
    ],
    code: law.forms.map(({ law }) => `${law.name}: ${law.formula}`),
    tables: [formsTable(law), targetsTable(each)],
    figures: table.targets.some((target) => table.domains.includes(target))
      ? [{
        figure: ownShareFigure(each.all),
        caption: `${name}: loss of each target against the share of its own domain.`,
      }]
      : [],
  };
  const best = {
    heading: `${name}: best mixture`,
    warnings: [...new Set(each.all.warnings.map(({ message }) => message))],
    paragraphs: [
      "For the mean loss over the targets. Intervals tell of the noise under the law, not of the law's own error.",
    ],
    tables: [optimaTable(each)],
    figures: [{
      figure: staticOptimaFigure(each),
      caption: `${name}: best shares by seed and over all, beside stratified sampling.`,
    }],
  };
  return { quality, best };
}

function formsTable({ forms }: StaticLaw): ReportTable {
  return {
    caption:
      "Quality by form. Fits: one a seed and target, mean ± standard deviation (squared nats; R²). All runs: one fit a " +
      "target, mean over targets. Flattened: all losses of all targets around one grand mean.",
    columns: [
      ...["form", "MSE, fits", "left out", "R², fits", "left out", "R², all runs", "R², flattened", "MSE, flattened"],
    ],
    rows: forms.map(({ law, perFit, all }) => [
      law.name,
      ...[smallMeanAndSpread(perFit.mse), smallMeanAndSpread(perFit.looMse)],
      ...[meanAndSpread(perFit.r2), meanAndSpread(perFit.looR2)],
      withLeftOut(all.average.inSample.r2, all.average.outOfSample?.r2),
      rounded(all.flattened.r2, 4),
      all.flattened.mse.toExponential(2),
    ]),
  };
}

function targetsTable({ bySeed, all }: StaticForm): ReportTable {
  const seeds = bySeed.length > 1 ? bySeed : [];
  const cell = (answer: TableAnswer, i: number) => withLeftOut(answer.inSample[i].r2, answer.outOfSample?.[i].r2);
  return {
    caption: "R² of log-linear by target",
    columns: ["target", ...seeds.map(({ seed }) => `seed ${seed ?? "none"}`), "all runs"],
    rows: all.table.targets.map((target, i) => [target, ...seeds.map(({ answer }) => cell(answer, i)), cell(all, i)]),
  };
}

function optimaTable({ bySeed, all }: StaticForm): ReportTable {
  const { domains } = all.table, m = domains.length;
  const way = m === 2 ? "closed form apart by at most" : m === 3 ? "projected Adam apart by at most" : undefined;
  const row = (name: string, answer: TableAnswer) => {
    const { best, fitted } = answer, { gap, prior } = best;
    const theirs = m === 2 ? aioliTwoDomains(fitted).shares : m === 3 ? aioliThreeDomains(fitted).shares : null;
    const apart = theirs && Math.max(...theirs.map((share, j) => Math.abs(share - best.shares[j])));
    return [
      name,
      ...domains.map((domain) =>
        `${best.mixture[domain].toFixed(3)}${best.intervals ? ` (${bracket(best.intervals[domain])})` : ""}`
      ),
      atMost(gap!),
      ...(way === undefined ? [] : [apart === null ? "none" : atMost(apart)]),
      prior.gain.toFixed(4),
      bracket(prior.gainInterval, 4),
    ];
  };
  return {
    caption:
      "Best shares with 95 % intervals; gain: predicted mean loss of stratified sampling less that of the best mixture " +
      "(nats per token)",
    columns: [
      ...["runs", ...domains, "no mixture better by more than"],
      ...(way === undefined ? [] : [way]),
      ...["gain", "95 % interval"],
    ],
    rows: [
      ...(bySeed.length > 1 ? bySeed.map(({ seed, answer }) => row(`seed ${seed ?? "none"}`, answer)) : []),
      row(bySeed.length > 1 ? "all seeds" : "all runs", all),
    ],
  };
}
