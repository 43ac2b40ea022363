/**
 * The section of a report on Aioli's published static laws.
 *
 * @module
 */
import { curvesFigure } from "../../lib/figures/curves.ts";
import type { Figure } from "../../lib/figures/figure.ts";
import { mixturesFigure } from "../../lib/figures/mixtures.ts";
import type { FullSection } from "../shared/full_section.ts";
import { atMost, rounded } from "../shared/cells.ts";
import { COMPUTED_OPTIMA } from "./computed.ts";
import type { PublishedParameter } from "./law_params.ts";
import { PUBLISHED_SETTINGS, type PublishedSetting } from "./settings.ts";
import { type PublishedOptimum, publishedStaticOptima } from "./static_optima.ts";

const SETTINGS = Object.keys(PUBLISHED_SETTINGS) as PublishedSetting[];

/**
 * What Aioli's published static laws say: curves and best mixtures by seed, beside even shares.
 *
 * @param rows the published parameters; without them the best mixtures that this project computed from them.
 * @param note what is said of where the parameters come from.
 * @returns a section of a report, and its numbers.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { publishedStaticSection } from "@mixlab/mixlab/analysis";
 *
 * const { section } = publishedStaticSection(undefined, "not here");
 * match(section.tables[0].caption!, /computed for this project from the published parameters/);
 * ```
 */
export function publishedStaticSection(
  rows: readonly PublishedParameter[] | undefined,
  note: string,
): { readonly section: FullSection; readonly numbers: unknown } {
  const heading = "Aioli's published static laws";
  if (rows === undefined) {
    const tables = SETTINGS.map((setting) => ({
      caption: `${setting}: best shares by seed, computed for this project from the published parameters`,
      columns: ["seed", ...PUBLISHED_SETTINGS[setting]],
      rows: COMPUTED_OPTIMA[setting].map((shares, seed) => [`${seed}`, ...shares]),
    }));
    return {
      section: { heading, paragraphs: [`${note}.`], tables, figures: [] },
      numbers: { computed: COMPUTED_OPTIMA },
    };
  }
  const optima = SETTINGS.map((setting) => ({ setting, optima: publishedStaticOptima(rows, setting) }));
  const section = {
    heading,
    paragraphs: [
      `${note}. Losses after 5,000 updates, a fit a seed and target. Aioli's own way is the closed form for two domains and ` +
      "projected Adam for three; the exact solver proves its mixture. Losses are nats per token, predicted by the law.",
    ],
    tables: optima.map(({ setting, optima }) => optimaTable(setting, optima)),
    figures: optima.flatMap(({ setting, optima }) => [
      {
        figure: publishedOptimaFigure(setting, optima),
        caption: `${setting}: best shares of each seed's law, and even shares.`,
      },
      {
        figure: publishedCurvesFigure(setting, optima),
        caption:
          `${setting}: the loss of each target against its own share, by seed; of three domains the others share ` +
          `the rest evenly.`,
      },
    ]),
  };
  const numbers = Object.fromEntries(
    optima.map(({ setting, optima }) => [setting, optima.map(({ law: _, ...rest }) => rest)]),
  );
  return { section, numbers };
}

function optimaTable(setting: PublishedSetting, optima: readonly PublishedOptimum[]) {
  const domains = PUBLISHED_SETTINGS[setting];
  const apart = (one: PublishedOptimum) => Math.max(...one.shares.map((share, j) => Math.abs(share - one.theirs[j])));
  return {
    caption: `${setting}: best shares by seed, recomputed from the published parameters`,
    columns: [
      "seed",
      ...domains,
      "no mixture better by more than",
      "Aioli's own way apart by at most",
      "gain over even shares",
    ],
    rows: optima.map((one) => [
      `${one.seed}`,
      ...one.shares.map((share) => rounded(share, 4)),
      atMost(one.gap),
      atMost(apart(one)),
      rounded(one.gain, 4),
    ]),
  };
}

/**
 * Best shares of the published static laws by seed.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseLawParams, publishedOptimaFigure, publishedStaticOptima } from "@mixlab/mixlab/analysis";
 *
 * const row = (group: string, parameter: string, value: number) =>
 *   `arxiv_stackexchange,f.pkl,static_loglinear,,${group},5000,seed,0,,${parameter},${value}\n`;
 * const rows = parseLawParams(
 *   "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value\n" +
 *     row("arxiv", "c", 2.6) + row("arxiv", "k", -3) + row("arxiv", "b", -0.6) +
 *     row("stackexchange", "c", 3) + row("stackexchange", "k", -3) + row("stackexchange", "b", -0.6),
 * );
 * const figure = publishedOptimaFigure("arxiv_stackexchange", publishedStaticOptima(rows, "arxiv_stackexchange"));
 * equal(figure.data.length, 2); // seed 0 and even shares
 * ```
 */
export function publishedOptimaFigure(setting: PublishedSetting, optima: readonly PublishedOptimum[]): Figure {
  const domains = PUBLISHED_SETTINGS[setting];
  return mixturesFigure({
    title: "Best shares of Aioli's published static laws",
    domains,
    mixtures: [
      ...optima.map(({ seed, shares }) => ({ name: `seed ${seed}`, shares })),
      { name: "stratified", shares: domains.map(() => 1 / domains.length), reference: true },
    ],
  });
}

/**
 * The curves of the published static laws: each target's loss against its own share, by seed.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseLawParams, publishedCurvesFigure, publishedStaticOptima } from "@mixlab/mixlab/analysis";
 *
 * const row = (group: string, parameter: string, value: number) =>
 *   `arxiv_stackexchange,f.pkl,static_loglinear,,${group},5000,seed,0,,${parameter},${value}\n`;
 * const rows = parseLawParams(
 *   "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value\n" +
 *     row("arxiv", "c", 2.6) + row("arxiv", "k", -3) + row("arxiv", "b", -0.6) +
 *     row("stackexchange", "c", 3) + row("stackexchange", "k", -3) + row("stackexchange", "b", -0.6),
 * );
 * const figure = publishedCurvesFigure("arxiv_stackexchange", publishedStaticOptima(rows, "arxiv_stackexchange"));
 * equal(figure.data.length, 2); // a curve a target
 * ```
 */
export function publishedCurvesFigure(setting: PublishedSetting, optima: readonly PublishedOptimum[]): Figure {
  const domains = PUBLISHED_SETTINGS[setting], grid = Array.from({ length: 41 }, (_, t) => 0.02 + 0.96 * t / 40);
  return curvesFigure({
    ...{ title: "Aioli's published static laws", x: "share of tokens", y: "loss (nats per token)" },
    panels: domains.map((target, i) => ({
      name: target,
      x: `share of ${target}`,
      series: optima.map(({ seed, law }) => ({
        ...{ name: `seed ${seed}`, kind: "line" as const, x: grid },
        y: grid.map((share) =>
          law.predict(domains.map((_, j) => j === i ? share : (1 - share) / (domains.length - 1)))[i]
        ),
      })),
    })),
    sameY: false,
  });
}
