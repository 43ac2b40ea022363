/**
 * Gains as a report.
 *
 * @module
 */
import type { Figure } from "../../lib/figures/figure.ts";
import { gainsFigure, type GainsRow } from "../../lib/figures/gains.ts";
import type { ReportData, ReportSection } from "../../lib/figures/report.ts";
import type { Gains } from "./gains_of.ts";
import { costsTable, gainsTable, mixturesTable, onTopTable, quotedGainsTable, targetsTable } from "./gains_tables.ts";
import type { OnTop } from "./on_top.ts";
import type { PairedDifference } from "./paired_difference.ts";
import { QUOTED_TABLE_3 } from "./quoted.ts";
import { signed } from "../shared/cells.ts";

/** The gains of a setting. */
export interface SettingGains {
  /** Its name; null where the table names none. */
  readonly setting: string | null;
  readonly gains: Gains;
  /** Methods with Aioli on top, where there are such. */
  readonly onTop: readonly OnTop[];
}

/** The report of all settings. */
export function gainsReport(
  found: readonly SettingGains[],
  { split, synthetic }: { readonly split: string; readonly synthetic: boolean },
): ReportData {
  return {
    title: "Gains of mixing methods",
    ...(synthetic && { synthetic: "these losses were computed from a planted law, not measured" }),
    lead: found.map(({ setting, gains }) => `${setting === null ? "" : `${setting}: `}${inWords(gains)}`),
    sections: [...found.flatMap((one) => settingSections(one, { split, synthetic })), quotedSection()],
  };
}

/** How many methods are better, worse, or cannot be told from the baseline. */
export function inWords({ tally, methods, baseline, level, seeds }: Gains): string {
  if (tally === null) return `one seed (${seeds[0]}): differences from ${baseline.method} have no interval.`;
  const { better, worse, cannotTell } = tally, n = methods.length;
  const alone = methods.filter(({ adjustedVerdict }) => adjustedVerdict !== "cannot tell");
  return `of ${n} method${n === 1 ? "" : "s"}, ${better} ${better === 1 ? "is" : "are"} better than ` +
    `${baseline.method}, ${worse} worse, and ${cannotTell} cannot be told from it (${seeds.length} seeds, ` +
    `${Number((100 * level).toPrecision(6))} % intervals); ` +
    (alone.length === 0
      ? "adjusted for several methods (Holm), none differs from it."
      : `adjusted for several methods (Holm), ${alone.map(({ method }) => method).join(", ")} still ` +
        `${alone.length === 1 ? "differs" : "differ"} from it.`);
}

/**
 * Differences from the baseline as a figure, a row a method: in average perplexity, or with `byTarget` a panel a target.
 *
 * @param options the `split` that methods were judged by, for the axis (default "test"); a `note` under the title.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { gainsOf, methodGainsFigure } from "@mixlab/mixlab/analysis";
 *
 * const gains = gainsOf(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * s,0,stratified,0.5,0.5,3,2
 * d,0,doge,0.8,0.2,2.9,2`));
 * deepEqual((methodGainsFigure(gains).layout.yaxis as { ticktext: string[] }).ticktext, ["doge"]);
 * ```
 */
export function methodGainsFigure(
  { methods, baseline, targets, seeds, synthetic }: Gains,
  { byTarget = false, split = "test", note }: {
    readonly byTarget?: boolean;
    readonly split?: string;
    readonly note?: string;
  } = {},
): Figure {
  const row = (name: string, { mean, interval, bySeed }: PairedDifference): GainsRow => ({
    ...{ name, mean, interval },
    ...(seeds.length > 1 && { values: bySeed }),
  });
  const panels = byTarget
    ? targets.map((name, i) => ({ name, rows: methods.map((one) => row(one.method, one.byTarget[i].perplexity)) }))
    : [{ name: `average over ${targets.join(", ")}`, rows: methods.map((one) => row(one.method, one.perplexity)) }];
  return gainsFigure({
    panels,
    title: byTarget ? "Differences by domain" : "Differences from the baseline",
    quantity: `difference from ${baseline.method} in ${
      byTarget ? "" : "average "
    }${split} perplexity (below 0 is better)`,
    ...(synthetic && { synthetic }),
    ...(note !== undefined && { note }),
  });
}

/**
 * What Aioli on top changes, as a figure: a row a method.
 *
 * @param options the `split` that methods were judged by (default "test"), and `synthetic` where the losses were computed.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { onTop, onTopFigure } from "@mixlab/mixlab/analysis";
 *
 * const pairs = onTop(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * d,0,doge,0.8,0.2,3,2
 * e,0,doge+aioli,0.6,0.4,2.8,2`));
 * deepEqual((onTopFigure(pairs).layout.yaxis as { ticktext: string[] }).ticktext, ["doge"]);
 * ```
 */
export function onTopFigure(pairs: readonly OnTop[], { split = "test", synthetic = false } = {}): Figure {
  return gainsFigure({
    title: "Aioli on top of other methods",
    quantity: `change of average ${split} perplexity by Aioli on top (below 0, it improves the method)`,
    panels: [{
      name: "method + Aioli, minus the method alone",
      rows: pairs.map(({ method, perplexity: { mean, interval, bySeed } }) => ({
        ...{ name: method, mean, interval },
        ...(bySeed.length > 1 && { values: bySeed }),
      })),
    }],
    ...(synthetic && { synthetic }),
  });
}

function settingSections(
  { setting, gains, onTop }: SettingGains,
  options: { readonly split: string; readonly synthetic: boolean },
): ReportSection[] {
  const { methods, targets } = gains, heading = setting ?? "All methods";
  const costs = methods.some(({ extra }) => extra !== null);
  const own: ReportSection = {
    heading,
    tables: [
      ...[gainsTable(gains), ...(costs ? [costsTable(gains)] : []), targetsTable(gains), mixturesTable(gains)],
    ],
    figures: methods.length === 0 ? [] : [
      { figure: methodGainsFigure(gains, options), caption: `${heading}: differences in average perplexity.` },
      ...(targets.length > 1
        ? [{
          figure: methodGainsFigure(gains, { ...options, byTarget: true }),
          caption: `${heading}: differences in perplexity by domain.`,
        }]
        : []),
    ],
    ...(gains.tally !== null && methods.length > 1 && { paragraphs: [holmRemark(gains)] }),
  };
  if (onTop.length === 0) return [own];
  const improved = onTop.filter(({ perplexity }) => perplexity.mean < 0).length;
  const sure = onTop.filter(({ perplexity }) => perplexity.verdict === "better").length;
  const mean = onTop.reduce((sum, { perplexity }) => sum + perplexity.mean, 0) / onTop.length;
  return [own, {
    heading: `${setting === null ? "" : `${setting}: `}Aioli on top`,
    paragraphs: [
      `Aioli on top lowers the mean of ${improved} of ${onTop.length} methods, ` +
      `${sure} of them beyond its interval; the mean change is ${signed(mean)}. Quoted: ` +
      `${QUOTED_TABLE_3.improved} of ${QUOTED_TABLE_3.settings}, mean change −${QUOTED_TABLE_3.meanImprovement}, largest ` +
      `−${QUOTED_TABLE_3.largestImprovement} (${QUOTED_TABLE_3.source}).`,
    ],
    tables: [onTopTable(onTop)],
    figures: [{
      figure: onTopFigure(onTop, options),
      caption: "Aioli on top of each method, against the method alone.",
    }],
  }];
}

/** Why a verdict of one interval among many is weak. */
function holmRemark({ methods, level }: Gains): string {
  const n = methods.length, chance = 1 - level ** n;
  return `Of ${n} intervals of ${
    Number((100 * level).toPrecision(6))
  } % at least one misses 0 by chance with a probability ` +
    `of up to ${(100 * Math.min(1, n * (1 - level))).toFixed(0)} % (${
      (100 * chance).toFixed(0)
    } % were they independent) ` +
    "when no method differs from the baseline: the column after Holm allows for that.";
}

function quotedSection(): ReportSection {
  return {
    heading: "What the paper reports (quoted)",
    paragraphs: [
      "None of these numbers was computed here. Models of 160M parameters, 5,000 to 40,000 updates of 8 × 2,048 tokens; the " +
      "paper gives no interval for a difference.",
    ],
    tables: [quotedGainsTable()],
  };
}
