/**
 * `deno task analyse rank-transfer`: laws of a small model rank the runs of a larger one.
 *
 * @module
 */
import { basename } from "node:path";
import { outOfRange } from "../../lib/errors.ts";
import { regMixSimulation } from "../../lib/laws/best/regmix_simulation.ts";
import type { ReadOptions } from "../../lib/tables/read_options.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import type { Analysis } from "../analysis.ts";
import { rowsOfTable } from "../shared/rows_of_table.ts";
import { REGMIX_OPTIMUM, REGMIX_SPEARMAN, REGMIX_TRANSFER } from "./quoted.ts";
import { rankLead, rankSections } from "./rank_report.ts";
import { type RankedTarget, rankTransfer } from "./rank_transfer.ts";
import { transferByRuns } from "./transfer_by_runs.ts";

interface Options {
  readonly judge?: readonly string[];
  readonly measured?: readonly string[];
  readonly laws: readonly string[];
  readonly target?: string;
  readonly counts?: readonly number[];
  readonly subsets: number;
  readonly leafRuns: number;
  readonly bootstrap: number;
  readonly top: number;
  readonly prior?: Readonly<Record<string, number>>;
  readonly draws: number;
  readonly average: number;
  readonly seed: number;
}

/**
 * The analysis.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { rankTransferAnalysis } from "@mixlab/mixlab/analysis";
 *
 * const { report } = await rankTransferAnalysis.run({
 *   tables: ["data/two_sizes.csv"],
 *   options: { laws: ["log-linear"], subsets: 1, leafRuns: 20, bootstrap: 0, top: 5, draws: 1000, average: 10, seed: 0 },
 * });
 * match(report.lead[0], /^log-linear, fitted to tiny, ranks the runs of pythia-14m with Spearman 0\.988/);
 * ```
 */
export const rankTransferAnalysis: Analysis = {
  name: "rank-transfer",
  title: "laws of a small model rank the runs of a larger one: Spearman, regret, runs that it takes, best mixture",
  source: "RegMix, arXiv 2407.01492, section 3, and the notebook of its regression",
  tables: "runs of two sizes of model (column parameters), or of the small one with --judge for the larger one's",
  byDefault: ["data/two_sizes.csv"],
  options: {
    judge: {
      kind: "names",
      value: "FILES",
      help: "tables of the larger model's runs; default: those with most parameters",
    },
    measured: {
      ...{ kind: "names", value: "FILES" },
      help: "tables of the small model's runs on the larger one's mixtures; default: those that are fitted",
    },
    laws: {
      ...{ kind: "names", value: "A,B", default: ["boosted-trees", "log-linear", "linear"] },
      help: "laws to fit, of deno task fit",
    },
    target: { kind: "text", value: "NAME", help: "one target alone; default: all, and their mean is made least" },
    counts: {
      ...{ kind: "numbers", value: "N,M" },
      help: "numbers of mixtures to fit to; default: an eighth, a quarter, half and all",
    },
    subsets: {
      ...{ kind: "number", value: "N", least: 1, most: 1000, whole: true, default: 5 },
      help: "subsets of each",
    },
    leafRuns: {
      ...{ kind: "number", value: "N", least: 1, whole: true, default: 20 },
      help: "boosted trees: fewest runs in a leaf",
    },
    bootstrap: {
      ...{ kind: "number", value: "N", least: 0, most: 100_000, whole: true, default: 500 },
      help: "draws of runs for intervals; 0 for none",
    },
    top: {
      ...{ kind: "number", value: "N", least: 1, whole: true, default: 5 },
      help: "runs predicted to be best, for the second regret",
    },
    prior: {
      kind: "mixture",
      value: "M",
      help: "shares that mixtures are drawn around, NAME=SHARE,… or a file; default: even",
    },
    draws: {
      ...{ kind: "number", value: "N", least: 1, most: 10_000_000, whole: true, default: 100_000 },
      help: "mixtures drawn for the best one",
    },
    average: { ...{ kind: "number", value: "N", least: 1, whole: true, default: 128 }, help: "best draws averaged" },
    seed: {
      ...{ kind: "number", value: "N", least: 0, most: Number.MAX_SAFE_INTEGER, whole: true, default: 0 },
      help: "seed of draws and subsets",
    },
  },
  async run({ tables, where, options }) {
    const asked = options as unknown as Options,
      { laws, leafRuns, bootstrap, top, draws, average, seed, subsets } = asked;
    const how = {
      ...(where !== undefined && { where }),
      ...(asked.target !== undefined && { targets: [asked.target] }),
    };
    const twice = laws.find((law, n) => laws.indexOf(law) < n);
    if (twice !== undefined) throw outOfRange(`laws: wanted each law once, got ${twice} twice`);
    const { small, large } = await bothModels(tables, asked.judge, how);
    const measured = asked.measured && await readTable(asked.measured, how);
    const transfer = rankTransfer(small, large, { laws, leafRuns, replicates: bootstrap, seed, top, measured });
    if (transfer.laws.length === 0) {
      const why = transfer.without.map(({ law, why }) => `${law}: ${why}`).join("; ");
      throw outOfRange(`${small.source}: wanted runs that one of the laws can be fitted to, got none: ${why}`);
    }
    if (measured !== undefined && transfer.measured === null) {
      throw outOfRange(
        `measured: wanted runs of 3 mixtures of ${large.source} or more, got fewer in ${measured.source}`,
      );
    }
    const byRuns = transferByRuns(small, large, { laws, leafRuns, counts: asked.counts, subsets, seed });
    const optima = transfer.laws.map(({ law, fitted }) => ({
      ...regMixSimulation(fitted, { prior: asked.prior, draws, top: average, seed }),
      name: law,
    }));
    const synthetic = small.synthetic === true || large.synthetic === true;
    const objective = small.targets.length === 1 ? `loss on ${small.targets[0]}` : "mean loss over the targets";
    const found = { transfer, byRuns, optima, objective, top, synthetic, small: nameOf(small), large: nameOf(large) };
    return {
      report: {
        title: "Rank transfer",
        ...(synthetic && { synthetic: "the losses come from a planted law; no model was trained." }),
        lead: rankLead(found),
        sections: rankSections(found),
      },
      numbers: {
        ...{ small: small.source, large: large.source, targets: transfer.targets, seen: transfer.seen, synthetic },
        laws: transfer.laws.map(({ law, targets, mean, meanSpearman }) => ({
          ...{ law, meanSpearman, targets: targets.map(numbersOf), mean: numbersOf(mean) },
        })),
        without: transfer.without,
        measured: transfer.measured && {
          ...{ targets: transfer.measured.targets.map(numbersOf), mean: numbersOf(transfer.measured.mean) },
        },
        byRuns,
        best: optima.map(({ name, mixture, objective, note }) => ({ law: name, mixture, loss: objective, note })),
        quoted: { transfer: REGMIX_TRANSFER, spearman1M: REGMIX_SPEARMAN, optimum: REGMIX_OPTIMUM },
      },
    };
  },
};

/** The two models' runs: of two files, or by the column parameters of one. */
async function bothModels(paths: readonly string[], judge: readonly string[] | undefined, how: ReadOptions) {
  const table = await readTable(paths, how);
  const sizes = [...new Set(table.runs.map(({ parameters }) => parameters))];
  if (judge !== undefined) {
    if (sizes.length > 1) {
      throw outOfRange(
        `${table.source}: wanted runs of one size of model beside --judge, got ${sizes.join(", ")} parameters; ` +
          "without --judge, the larger of two is judged",
      );
    }
    return { small: table, large: await readTable(judge, how) };
  }
  if (sizes.length < 2 || sizes.includes(undefined)) {
    throw outOfRange(
      `${table.source}: wanted runs of two sizes of model in its column parameters, got ${
        sizes.map((size) => size ?? "none").join(", ")
      }; give the larger model's runs with --judge FILE`,
    );
  }
  if (sizes.length > 2) {
    throw outOfRange(
      `${table.source}: wanted runs of two sizes of model, got ${
        sizes.join(", ")
      } parameters; choose two with --where, or ` +
        "give the larger model's runs with --judge FILE",
    );
  }
  const known = sizes as number[],
    ofSize = (size: number) => {
      const rows = table.runs.flatMap(({ parameters }, n) => parameters === size ? [n] : []);
      return rowsOfTable(table, rows, `${size} parameters`);
    };
  return { small: ofSize(Math.min(...known)), large: ofSize(Math.max(...known)) };
}

/** The model's name where the table has one for all of its runs, else the file's. */
function nameOf({ runs, source }: RunTable): string {
  const models = new Set(runs.map(({ labels }) => labels.model));
  const [model] = models;
  return models.size === 1 && model ? model : basename(source);
}

function numbersOf({ target, agreement, unseen }: RankedTarget) {
  return { target, ...agreement, unseen };
}
