/**
 * Gains as tables of a report.
 *
 * @module
 */
import type { ReportTable } from "../../lib/figures/report_table.ts";
import type { Gains } from "./gains_of.ts";
import type { OnTop } from "./on_top.ts";
import type { PairedDifference } from "./paired_difference.ts";
import { QUOTED_TABLE_2, tallyQuoted } from "./quoted.ts";
import { signed } from "../shared/cells.ts";

/** A mean with its interval. */
function withInterval({ mean, interval }: PairedDifference, digits = 3): string {
  if (interval === null) return signed(mean, digits);
  return `${signed(mean, digits)} (${interval.map((end) => signed(end, digits)).join(" to ")})`;
}

/** Synthetic numbers say so wherever they stand. */
const mark = (synthetic: boolean) => synthetic ? "SYNTHETIC. " : "";

const probability = (p: number | null) => p === null ? null : p < 0.0001 ? "< 0.0001" : p.toFixed(4);

/**
 * Differences from the baseline with intervals, p-values and verdicts; a row a method, the baseline first.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { gainsOf, gainsTable } from "@mixlab/mixlab/analysis";
 *
 * const { rows } = gainsTable(gainsOf(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * s,0,stratified,0.5,0.5,3,2
 * d,0,doge,0.8,0.2,2.9,2`)));
 * equal(rows[1][2], "−0.956"); // (exp 2.9 − exp 3) / 2
 * ```
 */
export function gainsTable({ baseline, methods, seeds, level, synthetic }: Gains): ReportTable {
  const percent = `${Number((100 * level).toPrecision(6))} %`;
  return {
    caption:
      `${
        mark(synthetic)
      }Average perplexity, and differences from ${baseline.method} paired by seed (${seeds.length} seeds; mean, ` +
      `${percent} interval; below 0 is better)`,
    columns: ["method", "perplexity", "difference", "p", "p (Holm)", "seeds won", "verdict", "after Holm"],
    rows: [
      [baseline.method, baseline.averagePerplexity.toFixed(3), null, null, null, null, null, null],
      ...methods.map(({ method, averagePerplexity, perplexity, adjustedP, adjustedVerdict }) => [
        ...[method, averagePerplexity.toFixed(3), withInterval(perplexity)],
        ...[probability(perplexity.p), probability(adjustedP), `${perplexity.wins} of ${seeds.length}`],
        ...[perplexity.verdict, adjustedVerdict],
      ]),
    ],
  };
}

/**
 * What the methods cost besides their final runs, and their gain for it.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { costsTable, gainsOf } from "@mixlab/mixlab/analysis";
 *
 * const { rows } = costsTable(gainsOf(parseTable(`run,seed,method,extra_runs,extra_steps,extra_tokens,share:a,share:b,loss:a,loss:b
 * s,0,stratified,0,0,0,0.5,0.5,3,2
 * d,0,doge,1,500,2000000,0.8,0.2,2.9,2`)));
 * deepEqual(rows, [["doge", 1, 500, 2000000, "+0.956", "+0.4778"]]);
 * ```
 */
export function costsTable({ methods, synthetic }: Gains): ReportTable {
  return {
    caption: `${mark(synthetic)}What preparation cost (means over seeds), and the gain in average perplexity for it ` +
      "(above 0 is better)",
    columns: ["method", "extra runs", "extra updates", "extra tokens", "gain", "gain per million extra tokens"],
    rows: methods.map(({ method, extra, gain, gainPerMillionTokens }) => [
      ...[method, extra?.runs ?? null, extra?.steps ?? null, extra?.tokens ?? null, signed(gain)],
      gainPerMillionTokens === null ? null : signed(gainPerMillionTokens, 4),
    ]),
  };
}

/**
 * Differences by target, in nats per token, and over all targets.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { gainsOf, targetsTable } from "@mixlab/mixlab/analysis";
 *
 * const { rows } = targetsTable(gainsOf(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * s,0,stratified,0.5,0.5,3,2
 * d,0,doge,0.8,0.2,2.9,2.02`)));
 * deepEqual(rows, [["doge", "−0.0400", "−0.1000", "+0.0200"]]);
 * ```
 */
export function targetsTable({ methods, targets, baseline, synthetic }: Gains): ReportTable {
  return {
    caption: `${mark(synthetic)}Differences in loss from ${baseline.method} (nats per token; below 0 is better)`,
    columns: ["method", "mean", ...targets],
    rows: methods.map(({ method, loss, byTarget }) => [
      ...[method, withInterval(loss, 4)],
      ...byTarget.map(({ loss }) => withInterval(loss, 4)),
    ]),
  };
}

/**
 * Mixtures that the methods found: means over seeds.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { gainsOf, mixturesTable } from "@mixlab/mixlab/analysis";
 *
 * const { rows } = mixturesTable(gainsOf(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * s,0,stratified,0.5,0.5,3,2
 * d,0,doge,0.8,0.2,2.9,2.02`)));
 * deepEqual(rows, [["doge", "0.800", "0.200"]]);
 * ```
 */
export function mixturesTable({ methods, domains, synthetic }: Gains): ReportTable {
  return {
    caption:
      `${mark(synthetic)}Mixtures that the methods found (shares, means over seeds; of a method that moves, the ` +
      "mean over its final run)",
    columns: ["method", ...domains],
    rows: methods.map(({ method, shares }) => [method, ...shares.map((share) => share.toFixed(3))]),
  };
}

/**
 * Methods alone and with Aioli on top of them.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { onTop, onTopTable } from "@mixlab/mixlab/analysis";
 *
 * const { rows } = onTopTable(onTop(parseTable(`run,seed,method,share:a,share:b,loss:a,loss:b
 * d,0,doge,0.8,0.2,3,2
 * e,0,doge+aioli,0.6,0.4,2.8,2`)));
 * deepEqual(rows, [["doge", "13.737", "11.917", "−1.820", null, null, "1 of 1", null]]);
 * ```
 */
export function onTopTable(pairs: readonly OnTop[]): ReportTable {
  return {
    caption: "Average perplexity of a method alone and with Aioli on top (paired by seed; below 0, Aioli improves it)",
    columns: ["method", "alone", "with Aioli", "difference", "p", "p (Holm)", "seeds won", "verdict"],
    rows: pairs.map(({ method, alone, together, perplexity, adjustedP }) => [
      ...[method, alone.toFixed(3), together.toFixed(3), withInterval(perplexity)],
      ...[probability(perplexity.p), probability(adjustedP)],
      ...[`${perplexity.wins} of ${perplexity.bySeed.length}`, perplexity.verdict],
    ]),
  };
}

/**
 * The paper's Table 2, quoted, with the means and wins that follow from its cells.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { quotedGainsTable } from "@mixlab/mixlab/analysis";
 *
 * deepEqual(quotedGainsTable().rows.at(-1)!.slice(-3), ["−0.2743", "6 of 6", "0"]); // Aioli
 * ```
 */
export function quotedGainsTable(): ReportTable {
  const { datasets, stratified, differences, extraRuns } = QUOTED_TABLE_2;
  return {
    caption:
      `${QUOTED_TABLE_2.source}: average test perplexity of stratified sampling, and differences from it; mean ` +
      "and wins follow from the cells",
    columns: ["method", ...datasets, "mean", "better on", "extra runs"],
    rows: [
      ["stratified", ...stratified.map((value) => value.toFixed(3)), null, null, "0"],
      ...Object.entries(differences).map(([method, row]) => {
        const { mean, wins } = tallyQuoted(row);
        return [
          ...[method, ...row.map((value) => signed(value)), signed(mean, 4), `${wins} of ${row.length}`],
          extraRuns[method as keyof typeof extraRuns],
        ];
      }),
    ],
  };
}
