/**
 * The published tables of Data Mixing Laws, where they are on this machine, and its fits beside ours.
 *
 * @module
 */
import type { ReportTable } from "../../lib/figures/report_table.ts";
import type { FittedLaw } from "../../lib/laws/law.ts";
import type { ReadOptions } from "../../lib/tables/read_options.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { readText } from "../../lib/text/read_text.ts";
import { publishedTable } from "../published.ts";
import { PRINTED_5MIX } from "./quoted.ts";

/** Groups of the Pile's domains in the 5Mix notebook. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  academic: [
    ...["ArXiv", "PubMed_Abstracts", "PhilPapers", "NIH_ExPorter", "FreeLaw", "USPTO_Backgrounds", "PubMed_Central"],
  ],
  prose: ["PG19", "Books3", "BookCorpus2"],
  dialogue: ["Ubuntu_IRC", "OpenSubtitles", "EuroParl", "Enron_Emails", "HackerNews", "YoutubeSubtitles"],
  symbolic: ["DM_Mathematics", "Github"],
  internet: ["Pile-CC", "OpenWebText2", "StackExchange", "Wikipedia_en"],
};

/**
 * A table of Data Mixing Laws' runs: 2mix, 3mix, 5mix (losses on 22 domains), 5mix_aggregated (on five groups of them
 * and all) or ct (continued pretraining).
 *
 * @param options which rows and targets, and `folders` to look in, as of {@link publishedTable}.
 * @returns the table where it is here; a note that says whose it is, or that it is not here.
 *
 * @example
 * ```ts
 * import { equal, match } from "node:assert/strict";
 * import { dmlTable } from "@mixlab/mixlab/analysis";
 *
 * const { table, note } = await dmlTable("5mix", { folders: [] });
 * equal(table, undefined);
 * match(note, /^dml\/dml_5mix\.csv is not here/);
 * ```
 */
export async function dmlTable(
  name: "2mix" | "3mix" | "5mix" | "5mix_aggregated" | "ct",
  { folders, ...options }: ReadOptions & { readonly folders?: readonly string[] } = {},
): Promise<{ readonly table?: RunTable; readonly note: string }> {
  const { path, note } = await publishedTable(`dml/dml_${name}.csv`, folders && { folders });
  return path === undefined ? { note } : { note, table: await readTable(path, options) };
}

/**
 * The shares s_i of the validation data of Data Mixing Laws: of the Pile's 22 domains, and of the five groups.
 *
 * @param options `folders` to look in, as of {@link publishedTable}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { dmlShares } from "@mixlab/mixlab/analysis";
 *
 * equal((await dmlShares({ folders: [] })).domains, undefined);
 * ```
 */
export async function dmlShares({ folders }: { readonly folders?: readonly string[] } = {}): Promise<{
  readonly domains?: Readonly<Record<string, number>>;
  readonly groups?: Readonly<Record<string, number>>;
  readonly note: string;
}> {
  const { path, note } = await publishedTable("dml/valid_weight.json", folders && { folders });
  if (path === undefined) return { note };
  const domains: Record<string, number> = JSON.parse(await readText(path));
  const groups = Object.fromEntries(
    Object.entries(GROUPS).map(([group, members]) => [group, members.reduce((sum, name) => sum + domains[name], 0)]),
  );
  return { domains, groups, note };
}

/**
 * Our fit of 5Mix beside the printed one (see {@link PRINTED_5MIX}): mean Huber loss, floor, and the exponent of the
 * group itself.
 *
 * @param fitted the log-linear law, its targets the five groups.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { lawFromParameters } from "@mixlab/mixlab";
 * import { printed5MixTable } from "@mixlab/mixlab/analysis";
 *
 * const law = lawFromParameters("log-linear", ["academic", "prose", "dialogue", "symbolic", "internet"], [{
 *   target: "symbolic",
 *   parameters: { c: 1.6, "v:academic": 0, "v:prose": 0, "v:dialogue": 0, "v:symbolic": -20, "v:internet": 0 },
 * }]);
 * deepEqual(printed5MixTable(law).rows.map(([group, , , c, printed]) => [group, c, printed]), [["symbolic", "1.6000", "1.6080"]]);
 * ```
 */
export function printed5MixTable({ perTarget, domains }: FittedLaw): ReportTable {
  const at = (value: number, n: number) => value.toFixed(n).replace("-", "−");
  return {
    caption:
      "Mean Huber loss × 10⁴, floor c (nats per token), exponents v in the order of the domains. Printed: quoted " +
      "from mix_5_domains.ipynb of the paper's repository.",
    columns: ["group", "Huber, ours", "printed", "c, ours", "printed", "v, ours", "printed"],
    rows: perTarget.filter(({ target }) => Object.hasOwn(PRINTED_5MIX, target)).map((fit) => {
      const { target, objective, parameters: { c } } = fit, printed = PRINTED_5MIX[target];
      return [
        ...[target, at(1e4 * objective, 4), at(1e4 * printed.huber, 4), at(c, 4), at(printed.c, 4)],
        domains.map((domain) => at(fit.parameters[`v:${domain}`], 2)).join(", "),
        printed.vertex.map((v) => at(v, 2)).join(", "),
      ];
    }),
  };
}
