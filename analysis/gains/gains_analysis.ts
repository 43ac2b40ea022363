/**
 * `deno task analyse gains`: methods against stratified sampling, and with Aioli on top of them against themselves.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import type { Analysis } from "../analysis.ts";
import { gainsOf } from "./gains_of.ts";
import { gainsReport, type SettingGains } from "./gains_report.ts";
import { judgedRuns, settingsOf } from "./judged_runs.ts";
import { ON_TOP, onTop } from "./on_top.ts";
import { QUOTED_TABLE_2, QUOTED_TABLE_3 } from "./quoted.ts";

/**
 * The analysis.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { gainsAnalysis } from "@mixlab/mixlab/analysis";
 *
 * equal(gainsAnalysis.options.baseline.default, "stratified");
 * ```
 */
export const gainsAnalysis: Analysis = {
  name: "gains",
  title: "what mixing methods gain over stratified sampling, paired by seed, with intervals and costs",
  source: "Aioli, arXiv 2411.05735, section 6, Tables 2 and 3; Holm (1979)",
  tables: "a row a method and seed: columns method, seed, shares found, losses of the final run; if need be split, " +
    "setting, extra_runs, extra_steps, extra_tokens. M+aioli is compared with M too",
  byDefault: ["data/methods_unrestricted.csv", "data/methods_restricted.csv"],
  options: {
    baseline: { kind: "text", value: "METHOD", help: "what methods are compared with", default: "stratified" },
    level: { kind: "number", above: 0, most: 0.9999, help: "level of the intervals", default: 0.95 },
    split: { kind: "text", value: "NAME", help: "losses that methods are judged by", default: "test" },
  },
  async run({ tables, where, options }) {
    const table = await readTable(tables, { ...(where !== undefined && { where }) });
    const { baseline, level, split } = options as { baseline: string; level: number; split: string };
    const settings = settingsOf(table), named = settings.length > 0 ? settings : [null];
    const found = named.map((setting): SettingGains => {
      const rows = { level, split, ...(setting !== null && { setting }) };
      const pairs = onTop(table, rows), behind = pairs.map(({ method }) => `${method}${ON_TOP}`);
      const all = [...new Set(judgedRuns(table, rows).map(({ method }) => method))];
      // What Aioli is put on top of is compared with that, in a section of its own.
      const methods = all.filter((name) => name === baseline || !behind.includes(name));
      return { setting, gains: gainsOf(table, { baseline, methods, ...rows }), onTop: pairs };
    });
    if (found.every(({ gains, onTop }) => gains.methods.length === 0 && onTop.length === 0)) {
      throw outOfRange(`${table.source}: wanted a method beside the baseline ${baseline} to compare with it, got none`);
    }
    const synthetic = table.synthetic ?? false;
    return {
      report: gainsReport(found, { split, synthetic }),
      numbers: { ...(synthetic && { synthetic }), split, settings: found, quoted: { QUOTED_TABLE_2, QUOTED_TABLE_3 } },
    };
  },
};
