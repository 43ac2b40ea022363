/**
 * What the report on methods' beliefs says.
 *
 * @module
 */
import type { Figure } from "../../lib/figures/figure.ts";
import type { ReportSection } from "../../lib/figures/report.ts";
import type { ReportTable } from "../../lib/figures/report_table.ts";
import { QUOTED_SIMILARITY_R2 } from "../gains/quoted.ts";
import { bracket, meanAndSpread, rounded } from "../shared/cells.ts";
import { comparedSimilaritiesFigure, comparedSumsFigure, methodsOf, unit } from "./compared_figures.ts";
import type { ComparedEffects, MethodSimilarity } from "./method_effects.ts";
import type { SimilarityGains } from "./similarity_gains.ts";
import { similarityGainFigure } from "./similarity_gain_figure.ts";

/** What a reader must know before comparing. */
export function effectCaveats(m: number): string[] {
  return [
    m === 2
      ? "Two domains: Spearman is 1 or −1. A similarity says which domain is first, and little more."
      : `${m} domains: Spearman of column sums takes few values${
        m === 3 ? " (1, ½, −½, −1)" : ""
      }, and a cosine of sums ` +
        "above 0 is high whatever the method believes. A belief in equal sums, its ranks drawn by lot, has half of the cosine " +
        "on average: the column by lot. Read cosine and rank apart.",
    "The range is how far the believed sums lie apart, (most − least) / mean. Where it is a few per cent, ranks are decided by " +
    "the last digits.",
    "A* belongs to one trajectory, one break and one length of children: its size, and even signs, change with the horizon. " +
    "Compare only where children are equally long.",
    "Intervals tell of the children that were made; how trajectories differ, the seeds tell. What a method's own estimate " +
    "owes to chance is not in them.",
  ];
}

/** A sentence a method. */
export function similarityLead({ method, similarity, cosine, spearman, untold, chance }: MethodSimilarity): string {
  const missing = untold > 0 ? `; of ${untold} ${untold === 1 ? "seed" : "seeds"} it cannot be told` : "";
  if (similarity === null) return `${method}: the similarity cannot be told${missing}.`;
  const [cos, rank] = [meanAndSpread(cosine), meanAndSpread(spearman)], { count, least, most } = similarity;
  const spread = count === 1 ? "one seed" : `${count} seeds, ${least.toFixed(3)} to ${most.toFixed(3)}`;
  return `${method}: similarity ${similarity.mean.toFixed(3)} (${spread}; cosine ${cos}, Spearman ${rank}${
    chance === null ? "" : `; by lot ${chance.toFixed(3)}`
  })${missing}.`;
}

/** The sections of a comparison. */
export function effectSections(
  domains: readonly string[],
  targets: readonly string[],
  compared: readonly ComparedEffects[],
  { synthetic = false }: { readonly synthetic?: boolean } = {},
): ReportSection[] {
  const mark = synthetic ? { synthetic } : {};
  return [
    {
      heading: "Similarity",
      code: ["sim(A, A*) = ½ cosine(a, a*) + ½ Spearman(a, a*),   a_j = Σ_i A_ij"],
      paragraphs: effectCaveats(domains.length),
      tables: [similarityTable(compared)],
      figures: [{
        figure: comparedSimilaritiesFigure(compared, mark),
        caption: "Similarity by method: a dot a seed with the 95 % interval of children, a line the mean.",
      }],
    },
    {
      heading: "Column sums",
      paragraphs: [
        "What each domain does for all losses together: as the method believes, and as the children of its own trajectory say. " +
        "Both are scaled to length 1, since units differ.",
      ],
      tables: [sumsTable(domains, compared)],
      figures: [{
        figure: comparedSumsFigure(domains, compared, mark),
        caption: "Column sums by method, scaled to length 1, means over seeds.",
      }],
    },
    {
      heading: "A and A*",
      paragraphs: [
        "Entries for target ← domain; positive lowers the loss. A* in nats per token over a child, A scaled by b so that it " +
        "explains the children best. R² of A* is in sample; R² of b A is of one number fitted to all children.",
      ],
      tables: [effectsTable(domains, targets, compared), qualityTable(targets, compared)],
    },
  ];
}

/** The section on gains. */
export function gainsSection(found: SimilarityGains, synthetic = false): ReportSection {
  const { points, line, chance, without } = found;
  return {
    heading: "Similarity against gain",
    paragraphs: [
      line === null || chance === null
        ? `With ${points.length} methods there is no line to tell of.`
        : `R² ${line.r2.toFixed(3)} of ${points.length} points, a method each. Unrelated points have ${
          chance.mean.toFixed(2)
        } on average, and pass ${chance.atFivePercent.toFixed(2)} in 5 % of cases: ${
          line.r2 > chance.atFivePercent ? "more than chance, on these domains" : "this says nothing either way"
        }. Aioli's Figure 3 reports ${QUOTED_SIMILARITY_R2} (quoted) over methods and data sets together.`,
      ...(without.length > 0 ? [`Left out, for want of a gain or a similarity: ${without.join(", ")}.`] : []),
    ],
    tables: [{
      caption: "Gain: average perplexity of stratified sampling less that of the method; above 0 is better",
      columns: ["method", "similarity", "gain", "95 % interval"],
      rows: points.map(({ name, similarity, gain, gainInterval }) => [
        ...[name, rounded(similarity), rounded(gain)],
        bracket(gainInterval),
      ]),
    }],
    figures: points.length === 0 ? [] : [{
      figure: gainsFigure(found, synthetic),
      caption: "A point a method: similarity (least to most of its seeds) against gain (95 % interval).",
    }],
  };
}

/** Similarity against gain as a figure. */
export function gainsFigure({ points, line }: SimilarityGains, synthetic = false): Figure {
  return similarityGainFigure({
    points,
    gainName: "gain over stratified (average perplexity)",
    ...(line && { line, note: `R² ${line.r2.toFixed(3)} of ${points.length} points` }),
    ...(synthetic && { synthetic }),
  });
}

function similarityTable(compared: readonly ComparedEffects[]): ReportTable {
  return {
    caption: "Similarity by trajectory; intervals of children",
    columns: ["method", "seed", "range", "cosine", "Spearman", "similarity", "95 % interval", "by lot"],
    rows: compared.map(({ method, seed, range, similarity: alike, similarityInterval, chance }) => {
      const { cosine, spearman, similarity } = alike;
      return [
        ...[method, seed, range === null ? "cannot tell" : `${(100 * range).toPrecision(2)} %`],
        ...[rounded(cosine), rounded(spearman), similarity === null ? "cannot tell" : rounded(similarity)],
        ...[bracket(similarityInterval), rounded(chance)],
      ];
    }),
  };
}

function sumsTable(domains: readonly string[], compared: readonly ComparedEffects[]): ReportTable {
  return {
    caption:
      "Column sums: believed, scaled to length 1; A* in nats per token over a child, with 95 % intervals of children",
    columns: ["method", "seed", ...domains.map((domain) => `A ${domain}`), ...domains.map((domain) => `A* ${domain}`)],
    rows: compared.map(({ method, seed, believedSums, optimalSums, sumIntervals }) => [
      ...[method, seed, ...unit(believedSums).map((sum) => rounded(sum))],
      ...optimalSums.map((sum, j) => sumIntervals ? `${sum.toFixed(3)} (${bracket(sumIntervals[j])})` : sum.toFixed(3)),
    ]),
  };
}

function effectsTable(
  domains: readonly string[],
  targets: readonly string[],
  compared: readonly ComparedEffects[],
): ReportTable {
  const mean = (rows: readonly (readonly (readonly number[])[])[], i: number, j: number) =>
    rows.length === 0 ? "cannot tell" : rounded(rows.reduce((sum, row) => sum + row[i][j], 0) / rows.length);
  return {
    caption: "Means over seeds, nats per token over a child: b A of the method, A* of its children",
    columns: ["method", "matrix", ...targets.flatMap((target) => domains.map((domain) => `${target} ← ${domain}`))],
    rows: methodsOf(compared).flatMap((name) => {
      const own = compared.filter(({ method }) => method === name);
      const scaled = own.flatMap(({ believed, scale: { b } }) =>
        b === null ? [] : [believed.map((row) => row.map((a) => a * b))]
      );
      const best = own.map(({ optimal }) => optimal.A_km);
      return ([["b A", scaled], ["A*", best]] as const).map(([what, rows]) => [
        ...[name, what],
        ...targets.flatMap((_, i) => domains.map((_, j) => mean(rows, i, j))),
      ]);
    }),
  };
}

function qualityTable(targets: readonly string[], compared: readonly ComparedEffects[]): ReportTable {
  return {
    caption: "How well children are explained",
    columns: ["method", "seed", ...targets.map((target) => `R² of A*, ${target}`), "b", "R² of b A"],
    rows: compared.map(({ method, seed, optimal: { quality }, scale: { b, r2 } }) => [
      ...[method, seed, ...quality.map((own) => rounded(own.r2))],
      ...[b === null ? "cannot tell" : b.toPrecision(3), r2 === null ? "cannot tell" : rounded(r2)],
    ]),
  };
}
