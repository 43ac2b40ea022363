/**
 * The report of `deno task analyse doremi-curves`.
 *
 * @module
 */
import type { ReportData, ReportSection } from "../../lib/figures/report.ts";
import type { ReportTable } from "../../lib/figures/report_table.ts";
import type { OverSeeds, PairedAgainstBaseline, SeedsComparison } from "./compare_over_seeds.ts";
import { differencesFigure, lossesFigure, weightsFigure } from "./curves_figures.ts";
import type { CurvesFound } from "./curves_found.ts";
import { DOREMI_PAPER } from "./quoted.ts";
import { signed } from "../shared/cells.ts";

/** The report. */
export function curvesReport(found: CurvesFound): ReportData {
  const { compared, baseline, table, proxies } = found;
  return {
    title: `Runs against ${baseline} over their updates`,
    ...(table.synthetic && { synthetic: "the losses were computed from a planted law." }),
    lead: [...compared].map(([name, comparison]) => inWords(name, baseline, comparison)),
    sections: [
      ...[...compared].map(([name, comparison]): ReportSection => ({
        heading: `${name} against ${baseline}`,
        warnings: unsteady(comparison, baseline),
        tables: [againstTable(name, comparison, found)],
      })),
      {
        heading: "Over the updates",
        paragraphs: ["Lines are means over seeds, bands reach from the least to the largest of them."],
        figures: [lossesFigure(found), differencesFigure(found)],
      },
      ...(proxies.length > 0 ? [weightsSection(found)] : []),
      {
        heading: "DoReMi's own results (quoted)",
        paragraphs: ["From the paper, which tells of one run each. Nothing of this was computed here."],
        tables: [quotedTable()],
      },
    ],
  };
}

/** Before this part of the run a baseline that is as low as at its end no longer falls steadily. */
const EARLY = 0.9;

/** What a comparison says, in a sentence or two. */
function inWords(name: string, baseline: string, found: SeedsComparison): string {
  const { seeds, steps, mean, worst, improved, surelyImproved, targets } = found, k = Object.keys(targets).length;
  return `${name} against ${baseline} after ${steps} updates, ${seeds.length} ${
    seeds.length === 1 ? "seed" : "seeds"
  }: ` +
    `mean log-perplexity ${spread(mean.difference)}, worst ${spread(worst.difference)} nats per token; ` +
    `better on ${improved.map(({ length }) => length).join(", ")} of ${k} domains by seed` +
    `${surelyImproved.length > 0 ? ` (with the whole interval: ${surelyImproved.join(", ")})` : ""}. ` +
    `It reaches the baseline's mean ${reachedInWords(mean, steps)}, its worst ${reachedInWords(worst, steps)}.`;
}

function reachedInWords({ reached, speedUp, own }: PairedAgainstBaseline, steps: number): string {
  const little = Math.min(...own) < EARLY * steps ? " (which says little: see the warning)" : "";
  if (speedUp !== null) return `${factor(speedUp)} times as fast${little}`;
  const there = reached.filter((step) => step !== null).length;
  return there === 0 ? "never" : `with ${there} of ${reached.length} seeds`;
}

/** A difference with its interval. */
export function spread({ mean, interval }: OverSeeds): string {
  const [middle, ...ends] = [mean, ...interval ?? []].map((value) => signed(value, 4));
  return ends.length === 0 ? middle : `${middle} (95 % ${ends.join(" to ")})`;
}

function factor({ mean, interval }: OverSeeds): string {
  return interval === null
    ? mean.toFixed(2)
    : `${mean.toFixed(2)} (95 % ${interval.map((end) => end.toFixed(2)).join(" to ")})`;
}

/** Quantities in which the baseline is early as low as at its end: what reaches that soon need not be faster. */
function unsteady({ mean, worst, targets, steps }: SeedsComparison, baseline: string): string[] {
  const early = Object.entries({ mean, worst, ...targets }).filter(([, { own }]) => Math.min(...own) < EARLY * steps);
  if (early.length === 0) return [];
  const told = early.map(([name, { own }]) => `${name} after ${own.map(Math.round).join(", ")}`).join("; ");
  return [
    `${baseline} itself is as low as at its end long before it, by seed: ${told} of ${steps} updates. What it no longer ` +
    "learns steadily is reached early by chance too: a speed-up there says little.",
  ];
}

function againstTable(name: string, found: SeedsComparison, { baseline, crossing }: CurvesFound): ReportTable {
  const row = (what: string, one: PairedAgainstBaseline) => [
    ...[what, one.goal.toFixed(4), one.end.toFixed(4), spread(one.difference)],
    one.reached.map((step) => step === null ? "never" : String(Math.round(step))).join(", "),
    one.speedUp === null ? "–" : factor(one.speedUp),
  ];
  return {
    caption:
      `Losses on val after ${found.steps} updates (nats per token), means over seeds; the step at which each seed ` +
      `first reaches what ${baseline} of that seed ends with (${
        crossing === "first" ? "first evaluation that is there" : "interpolated between evaluations"
      }), and all steps over it`,
    columns: ["", baseline, name, "difference", "reached at, by seed", "speed-up"],
    rows: [
      row("mean", found.mean),
      row("worst", found.worst),
      ...Object.entries(found.targets).map(([target, one]) => row(target, one)),
    ],
  };
}

function weightsSection(found: CurvesFound): ReportSection {
  const { proxies, baseline, baselineShares, rounds } = found, { domains } = proxies[0];
  const settled = rounds.map(({ seed, moved, settled }) =>
    `seed ${seed}: ${moved.map((most) => most.toFixed(4)).join(", ")}${
      settled === null ? "" : ` (settled in round ${settled})`
    }`
  );
  return {
    heading: "Weights of the proxies",
    paragraphs: [
      "The main run trains on the running mean at the end. Single weights move within wide bounds.",
      ...(settled.length > 0
        ? [
          `Largest move of a weight by round, from ${baseline} on; iterated DoReMi stops below 0.001: ${
            settled.join("; ")
          }.`,
        ]
        : []),
    ],
    tables: [{
      caption: `Shares of ${baseline}, and averaged weights at the end`,
      columns: ["domain", baseline, ...proxies.map(({ run, seed }) => `${run}, seed ${seed}`)],
      rows: domains.map((domain, j) => [
        ...[domain, baselineShares[domain]?.toFixed(4) ?? null],
        ...proxies.map(({ averages }) => averages.at(-1)![j].toFixed(4)),
      ]),
    }],
    figures: [weightsFigure(proxies)],
  };
}

/** DoReMi's tables 3a and 6, as printed. */
function quotedTable(): ReportTable {
  const rows = [...DOREMI_PAPER.large, ...DOREMI_PAPER.sameSize];
  return {
    caption:
      "DoReMi, tables 3a and 6: log-perplexities on The Pile (nats per token) and domains that beat the baseline",
    columns: ["model", "worst", "mean", "domains improved"],
    rows: rows.map(({ model, worst, mean, beating }) => [model, worst, mean, `${beating} of ${DOREMI_PAPER.domains}`]),
  };
}
