/**
 * The section of a report on Aioli's published linear dynamic laws and A*.
 *
 * @module
 */
import { sampleRankCorrelation } from "simple-statistics";
import { curvesFigure } from "../../lib/figures/curves.ts";
import type { Figure } from "../../lib/figures/figure.ts";
import type { FullSection } from "../shared/full_section.ts";
import { rounded } from "../shared/cells.ts";
import { COMPUTED_DIRECTIONS } from "./computed.ts";
import { type PublishedSlopes, publishedSlopes } from "./dynamic_slopes.ts";
import { type PublishedEffects, publishedEffects } from "./effects.ts";
import type { PublishedParameter } from "./law_params.ts";
import { PUBLISHED_SETTINGS, type PublishedSetting } from "./settings.ts";

const SETTINGS = Object.keys(PUBLISHED_SETTINGS) as PublishedSetting[];

/**
 * What Aioli's published dynamic laws say: what a target gains by its own domain, parent by parent, and the column sums of A*.
 *
 * @param rows the published parameters; without them the directions that this project computed from them.
 * @param note what is said of where the parameters come from.
 * @returns a section of a report, and its numbers.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { publishedDynamicSection } from "@mixlab/mixlab/analysis";
 *
 * const { section } = publishedDynamicSection(undefined, "not here");
 * match(section.tables[0].caption!, /computed for this project from the published parameters/);
 * ```
 */
export function publishedDynamicSection(
  rows: readonly PublishedParameter[] | undefined,
  note: string,
): { readonly section: FullSection; readonly numbers: unknown } {
  const heading = "Aioli's published dynamic laws and A*";
  if (rows === undefined) {
    const tables = SETTINGS.map((setting) => ({
      caption: `${setting}: direction of the column sums of A*, mean over seeds, computed for this project from the ` +
        "published parameters",
      columns: ["method", ...PUBLISHED_SETTINGS[setting]],
      rows: Object.entries(COMPUTED_DIRECTIONS[setting]).map(([method, direction]) => [method, ...direction]),
    }));
    return {
      section: { heading, paragraphs: [`${note}.`], tables, figures: [] },
      numbers: { computed: COMPUTED_DIRECTIONS },
    };
  }
  const all = SETTINGS.map((setting) => ({
    setting,
    slopes: publishedSlopes(rows, setting),
    effects: publishedEffects(rows, setting),
  }));
  const section = {
    heading,
    paragraphs: [
      `${note}. Parents at step 2,000, children of 100 updates. The own domain's gain: loss after a segment of the target's ` +
      "own domain alone less the mean over the others (nats per token); negative, the own domain helps more. The less of it " +
      "the parent had seen, the more it gains: the rank correlation with the parent's share is positive.",
      "A*: column sums, most negative for the domain that lowers the summed loss most. Their scale goes with the length of " +
      "the children and the step of the break, so that only directions compare between methods.",
    ],
    tables: all.flatMap(({ setting, slopes, effects }) => [slopesTable(setting, slopes), sumsTable(setting, effects)]),
    figures: all.map(({ setting, slopes }) => ({
      figure: publishedSlopesFigure(setting, slopes),
      caption: `${setting}: the own domain's gain against the parent's share of it.`,
    })),
  };
  const numbers = Object.fromEntries(all.map(({ setting, slopes, effects }) => [setting, { slopes, effects }]));
  return { section, numbers };
}

function slopesTable(setting: PublishedSetting, slopes: readonly PublishedSlopes[]) {
  const domains = PUBLISHED_SETTINGS[setting];
  const ranks = domains.map((_, i) =>
    sampleRankCorrelation(slopes.map(({ parent }) => parent[i]), slopes.map(({ own }) => own[i]))
  );
  return {
    caption: `${setting}: the own domain's gain by parent, and its rank correlation with the parent's share`,
    columns: [
      ...domains.map((domain) => `parent's share of ${domain}`),
      ...domains.map((domain) => `gain of ${domain}`),
    ],
    rows: [
      ...slopes.map(({ parent, own }) => [...parent, ...own].map((value) => rounded(value))),
      [...domains.map((_, j) => j === 0 ? "rank correlation" : null), ...ranks.map((rank) => rounded(rank, 2))],
    ],
  };
}

function sumsTable(setting: PublishedSetting, effects: readonly PublishedEffects[]) {
  const domains = PUBLISHED_SETTINGS[setting];
  return {
    caption: `${setting}: column sums of A*, recomputed from the published parameters`,
    columns: ["method", "break", "child", "seed", ...domains, ...domains.map((domain) => `direction ${domain}`)],
    rows: effects.map(({ method, step, childSteps, seed, columnSums, direction }) => [
      ...[method, step, childSteps, seed],
      ...[...columnSums, ...direction].map((value) => rounded(value)),
    ]),
  };
}

/**
 * What each target gains by its own domain against the parent's share of it, from the published dynamic laws.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { publishedSlopesFigure } from "@mixlab/mixlab/analysis";
 *
 * const slopes = [0.1, 0.9].map((p) => ({ parent: [p, 1 - p], after_km: [[3, 3], [3, 3]], own: [p - 1, -p] }));
 * const figure = publishedSlopesFigure("arxiv_stackexchange", slopes);
 * deepEqual(figure.data.map(({ name, y }) => [name, y]), [["arxiv", [-0.9, -0.1]], ["stackexchange", [-0.9, -0.1]]]);
 * ```
 */
export function publishedSlopesFigure(setting: PublishedSetting, slopes: readonly PublishedSlopes[]): Figure {
  return curvesFigure({
    title: "Gain by the own domain, Aioli's runs",
    x: "parent's share of the target's own domain",
    y: "own domain less others (nats per token)",
    panels: [{
      name: setting,
      series: PUBLISHED_SETTINGS[setting].map((domain, i) => {
        const order = slopes.toSorted((a, b) => a.parent[i] - b.parent[i]);
        return {
          ...{ name: domain, kind: "both" as const },
          ...{ x: order.map(({ parent }) => parent[i]), y: order.map(({ own }) => own[i]) },
        };
      }),
    }],
  });
}
