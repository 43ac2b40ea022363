/**
 * What an analysis is: tables in, a report and the numbers behind it out.
 *
 * @module
 */
import type { ReportData } from "../lib/figures/report.ts";
import type { Json } from "../lib/methods/actions.ts";
import type { OptionTable } from "../lib/methods/options.ts";

/**
 * An analysis that `deno task analyse NAME` runs.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { analyses, type Analysis } from "@mixlab/mixlab/analysis";
 *
 * const names = analyses.map(({ name }: Analysis) => name);
 * equal(new Set(names).size, names.length);
 * ```
 */
export interface Analysis {
  /** Name on the command line. */
  readonly name: string;
  /** What it finds out, in one line. */
  readonly title: string;
  /** Paper, section or equation. */
  readonly source: string;
  /** What the tables must hold, in one or two lines. */
  readonly tables: string;
  /** Tables that it takes where none is given, by their path from the root of the repository. */
  readonly byDefault: readonly string[];
  /** Its options. */
  readonly options: OptionTable;
  /** Runs it. */
  run(ask: AnalysisAsk): Promise<AnalysisAnswer>;
}

/**
 * What an analysis is asked.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { AnalysisAsk } from "@mixlab/mixlab/analysis";
 *
 * const ask: AnalysisAsk = { tables: ["data/three_domains.csv"], where: "seed=0", options: {} };
 * equal(ask.tables.length, 1);
 * ```
 */
export interface AnalysisAsk {
  /** Paths of the tables. */
  readonly tables: readonly string[];
  /** Which rows to take, as `--where` of `deno task fit`. */
  readonly where?: string;
  /** Its options, checked, with defaults filled in. */
  readonly options: Readonly<Record<string, Json>>;
}

/**
 * What an analysis found out.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { AnalysisAnswer } from "@mixlab/mixlab/analysis";
 *
 * const answer: AnalysisAnswer = { report: { title: "Nothing", lead: [], sections: [] }, numbers: {} };
 * equal(answer.report.sections.length, 0);
 * ```
 */
export interface AnalysisAnswer {
  /** In words, tables and figures, for a page, a terminal or a notebook. */
  readonly report: ReportData;
  /** The numbers, as plain JSON. */
  readonly numbers: unknown;
}
