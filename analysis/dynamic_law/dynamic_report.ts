/**
 * What the report of the linear dynamic law says.
 *
 * @module
 */
import { mean } from "simple-statistics";
import type { ReportTable } from "../../lib/figures/report_table.ts";
import { meanAndSpread, rounded, smallMeanAndSpread, withLeftOut } from "../shared/cells.ts";
import type { FullSection } from "../shared/full_section.ts";
import { effectsByParentFigure, ownGainsFigure } from "./dynamic_figures.ts";
import type { DynamicLaw, StepLaw } from "./dynamic_law.ts";
import { type OwnGains, ownGains } from "./own_gains.ts";

/** What the signs mean. */
const SIGNS = "a_ij is the change of the loss of target i over a segment that trains on domain j alone (nats per " +
  "token): below 0, the loss falls. The effects A_ij of the methods are −a_ij.";

/** A sentence that says what one step says. */
export function dynamicLead({ step, parents, perFit: [every], pooled: [one] }: StepLaw): string {
  return `Step ${step}: R² ${meanAndSpread(every.r2)} in sample, ${
    meanAndSpread(every.looR2)
  } with each child left out (${every.r2.count} fits of a parent and a target, ${parents.length} parents). One A for all ` +
    `parents: ${mean([...one.r2_k]).toFixed(3)}.`;
}

/**
 * What is said of the linear dynamic law: how well it fits, the effects step by step, and what each target gains by its own
 * domain (absent where the table holds no parent, or no target is a domain).
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicLaw, dynamicSections } from "@mixlab/mixlab/analysis";
 *
 * const { quality, effects, gains } = dynamicSections(dynamicLaw(await readTable("data/segments.csv")));
 * deepEqual(effects.map(({ heading }) => heading), ["Effects by parent, step 500", "Effects by parent, step 750"]);
 * equal(quality.tables.length, 4); // by form, by parent at two steps, one A for all parents
 * equal(gains!.tables[0].rows.length, 6);
 * ```
 */
export function dynamicSections(law: DynamicLaw): {
  readonly quality: FullSection;
  readonly effects: readonly FullSection[];
  readonly gains?: FullSection;
} {
  const gains = ownGains(law), drawn = gains.length > 0;
  const quality = {
    heading: "How well the law fits",
    paragraphs: [
      "R² of the changes of the losses; in brackets with each mixture of children left out. Of one parent that is R² of " +
      "the losses after as well, and Aioli's forms with an intercept are the same fit: L_after = c + t_1 p_1 + t_2 p_2 is " +
      "every domain's form, with c = L_before + a_3 and t_j = a_j − a_3.",
    ],
    code: law.forms.map(({ name, formula }) => `${name}: ${formula}`),
    tables: [formsTable(law), ...law.steps.map((step) => parentsTable(law, step)), pooledTable(law)],
    figures: [],
  };
  const effects = law.steps.map((step) => ({
    heading: `Effects by parent, step ${step.step}`,
    paragraphs: [SIGNS],
    tables: [effectsTable(law, step)],
    figures: drawn && step.parents.some(({ shares_m }) => shares_m)
      ? [{
        figure: effectsByParentFigure(law, step),
        caption: `Step ${step.step}: the effect of each domain against the parent's share of the target's own domain.`,
      }]
      : [],
  }));
  if (!drawn) return { quality, effects };
  const own = {
    heading: "What a target gains by its own domain",
    paragraphs: [
      "The own domain's effect less the mean over the others. A rank correlation above 0 with the parent's share says: the " +
      "less of it was seen, the more is gained.",
    ],
    tables: [gainsTable(gains)],
    figures: [{
      figure: ownGainsFigure(gains, { synthetic: law.synthetic }),
      caption: "The own domain's gain against the parent's share of it.",
    }],
  };
  return { quality, effects, gains: own };
}

function formsTable({ forms, steps }: DynamicLaw): ReportTable {
  return {
    caption: "Quality by form over all fits of a parent and a target: mean ± standard deviation",
    columns: ["step", "form", "MSE (squared nats)", "left out", "R²", "left out"],
    rows: steps.flatMap(({ step, perFit }) =>
      perFit.map(({ mse, looMse, r2, looR2 }, f) => [
        ...[`${step}`, forms[f].name, smallMeanAndSpread(mse), smallMeanAndSpread(looMse)],
        ...[meanAndSpread(r2), meanAndSpread(looR2)],
      ])
    ),
  };
}

/** Shares of a parent as text. */
function mixtureOf(domains: readonly string[], shares_m: readonly number[] | undefined): string {
  return shares_m ? domains.map((domain, j) => `${domain} ${shares_m[j].toFixed(2)}`).join(", ") : "not in the table";
}

function parentsTable({ domains, targets }: DynamicLaw, { step, parents }: StepLaw): ReportTable {
  return {
    caption: `Step ${step}: R² of every domain's form by parent`,
    columns: ["parent", "its mixture", "children", ...targets],
    rows: parents.map(({ parent, shares_m, count, fits: [every] }) => [
      ...[parent, mixtureOf(domains, shares_m), count],
      ...targets.map((_, i) => withLeftOut(every.r2_k[i], every.looR2_k?.[i])),
    ]),
  };
}

function pooledTable({ forms, targets, steps }: DynamicLaw): ReportTable {
  return {
    caption: "One A for all parents of a step: R² of the changes, and of the losses after",
    columns: ["step", "form", ...targets.map((t) => `change, ${t}`), ...targets.map((t) => `after, ${t}`)],
    rows: steps.flatMap(({ step, pooled }) =>
      pooled.map((fit, f) => [
        ...[`${step}`, forms[f].name],
        ...targets.map((_, i) => withLeftOut(fit.r2_k[i], fit.looR2_k?.[i])),
        ...targets.map((_, i) => withLeftOut(fit.afterR2_k[i], fit.afterLooR2_k?.[i])),
      ])
    ),
  };
}

function effectsTable({ domains, targets }: DynamicLaw, { step, parents }: StepLaw): ReportTable {
  return {
    caption: `Step ${step}: a_ij, target ← domain`,
    columns: [
      "parent",
      "its mixture",
      ...targets.flatMap((target) => domains.map((domain) => `${target} ← ${domain}`)),
    ],
    rows: parents.map(({ parent, shares_m, a_km }) => [
      ...[parent, mixtureOf(domains, shares_m)],
      ...a_km.flatMap((row) => row.map((a) => rounded(a))),
    ]),
  };
}

function gainsTable(gains: readonly OwnGains[]): ReportTable {
  return {
    columns: [
      ...[
        "step",
        "target",
        "least gain",
        "most gain",
        "rank with the parent's share",
        "rank with the loss at the break",
      ],
    ],
    rows: gains.map(({ step, target, gains, rankWithShare, rankWithStart }) => [
      ...[`${step}`, target, rounded(Math.max(...gains)), rounded(Math.min(...gains))],
      ...[rounded(rankWithShare, 2), rounded(rankWithStart, 2)],
    ]),
    caption: "Gains in nats per token, over the parents",
  };
}
