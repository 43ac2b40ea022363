/**
 * `deno task analyse nested-laws`: from short runs of small models to the best mixture of a large one.
 *
 * @module
 */
import { basename } from "node:path";
import { outOfRange, wrongKind } from "../../lib/errors.ts";
import { implicitDomains } from "../../lib/laws/implicit_domains.ts";
import { curveLaws } from "../../lib/laws/registry.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import type { Analysis } from "../analysis.ts";
import { quotedTable } from "../aioli_published/quoted.ts";
import { nestedLaws, type NestedLawsOptions } from "./nested_laws.ts";
import { nestedLead, nestedSections } from "./nested_report.ts";
import { QUOTED_NESTED } from "./quoted.ts";

const TIES = ["none", "targets", "all"] as const;

/**
 * The analysis.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { nestedLawsAnalysis } from "@mixlab/mixlab/analysis";
 *
 * const { report } = await nestedLawsAnalysis.run({ tables: ["data/two_sizes.csv"], options: { law: "log-linear" } });
 * match(report.sections[1].warnings!.join(" "), /Size laws: not fitted: c, N0 and α are 3 numbers/);
 * ```
 */
export const nestedLawsAnalysis: Analysis = {
  name: "nested-laws",
  title: "step, size and mixing laws one after the other, each judged by what was measured at the target",
  source: "Data Mixing Laws, arXiv 2403.16952, section 4 and its pipeline",
  tables: "several updates or sizes a run; each table is taken by itself",
  byDefault: ["data/three_domains_steps.csv", "data/two_sizes.csv"],
  options: {
    targetStep: { kind: "number", above: 0, value: "N", help: "update at which losses are wanted; default: the last" },
    targetParameters: {
      ...{ kind: "number", above: 0, value: "N" },
      help: "parameters for which losses are wanted; default: those of the largest model",
    },
    fromStep: { kind: "number", least: 0, value: "N", help: "first update that step laws are fitted to" },
    toStep: { kind: "number", above: 0, value: "N", help: "last update that step laws are fitted to" },
    stepLaws: { kind: "flag", default: true, help: "step laws; without them, losses measured at the target step" },
    tieSteps: {
      ...{ kind: "choice", choices: TIES, default: "targets" },
      help: "what shares an exponent along the updates",
    },
    tieSizes: { kind: "choice", choices: TIES, default: "all", help: "what shares an exponent along the sizes" },
    chooseByLast: {
      ...{ kind: "number", least: 0, whole: true, value: "N" },
      help: "choose exponents of step laws by how the last N points are predicted, as the paper's code does",
    },
    delta: { kind: "number", above: 0, value: "NATS", help: "Huber delta of all fits; default: least squares" },
    sizes: {
      ...{ kind: "options", value: "JSON" },
      help: 'parameters by name of the model, where the table has no column for them: {"70M": 18915328}',
    },
    law: {
      ...{
        kind: "choice",
        choices: [...curveLaws.filter(({ segments }) => !segments).map(({ name }) => name), "implicit-domains"],
      },
      ...{ value: "NAME", default: "log-linear", help: "the mixing law" },
    },
    hidden: {
      kind: "number",
      least: 1,
      whole: true,
      value: "K",
      help: "hidden domains of implicit-domains; default 3",
    },
    seed: {
      kind: "number",
      least: 0,
      whole: true,
      value: "N",
      help: "seed of the starts of implicit-domains; default 0",
    },
  },
  async run({ tables, where, options }) {
    const { law, hidden, seed, ...rest } = options;
    const implicit = law === "implicit-domains";
    if (!implicit && (hidden !== undefined || seed !== undefined)) {
      throw wrongKind(`nested-laws: hidden and seed are options of the law implicit-domains, got the law ${law}`);
    }
    const chosen = {
      ...(rest as NestedLawsOptions),
      law: implicit
        ? implicitDomains({ hidden: hidden as number | undefined, seed: seed as number | undefined })
        : String(law),
    };
    const found = [];
    for (const path of tables) {
      const table = await readTable(path, where === undefined ? {} : { where });
      found.push({ table, nested: nestedLaws(table, chosen) });
    }
    const names = found.map(({ table }) => basename(table.source)),
      twice = names.find((name, n) => names.indexOf(name) < n);
    if (twice !== undefined) throw outOfRange(`nested-laws: wanted tables of different names, got ${twice} twice`);
    const synthetic = found.some(({ table }) => table.synthetic);
    return {
      report: {
        title: "Nested laws",
        lead: found.map(({ table, nested }) => nestedLead(table, nested)),
        ...(synthetic && { synthetic: "Losses of a table were computed from a planted law, not measured." }),
        sections: [
          {
            heading: "The laws",
            code: [
              "L(x) = c + (x0 / x)^α, x updates or parameters",
              "L(p) by the mixing law, fitted to predicted losses",
            ],
            paragraphs: ["What a table holds at the target itself is never fitted: each stage is judged by it."],
          },
          ...found.flatMap(({ table, nested }) => nestedSections(table, nested, chosen.sizes)),
          { heading: "What the paper found", tables: [quotedTable(QUOTED_NESTED)] },
        ],
      },
      numbers: Object.fromEntries(found.map(({ table, nested }) => [
        basename(table.source),
        { synthetic: table.synthetic === true, ...numbersOf(nested) },
      ])),
    };
  },
};

function numbersOf(
  { stepLaws, sizeLaws, law, best, bestOfMeasured, stages, left, targetStep, targetParameters }: ReturnType<
    typeof nestedLaws
  >,
) {
  const laws = [...stepLaws, ...(sizeLaws ? [sizeLaws] : [])];
  return {
    targetStep: targetStep ?? null,
    targetParameters: targetParameters ?? null,
    law: law.law,
    best: best.mixture,
    bestOfMeasured: bestOfMeasured?.mixture ?? null,
    stages,
    left,
    powerLaws: laws.flatMap(({ along, runs, targets, fits }) =>
      fits.map(({ c, alpha, logX0, standardErrors, alphaInterval, identified, degrees, sd }, f) => ({
        along,
        run: runs[Math.floor(f / targets.length)],
        target: targets[f % targets.length],
        ...{ c, alpha, logX0, standardErrors, alphaInterval, identified, degrees, sd },
      }))
    ),
  };
}
