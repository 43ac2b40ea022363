/**
 * Numbers that a paper or its repository prints and that were not computed here.
 *
 * @module
 */
import type { ReportTable } from "../../lib/figures/report_table.ts";

/**
 * A quoted number.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { type Quoted, QUOTED_STATIC } from "@mixlab/mixlab/analysis";
 *
 * const quoted: readonly Quoted[] = QUOTED_STATIC;
 * ok(quoted.every(({ source }) => source !== ""));
 * ```
 */
export interface Quoted {
  /** What was measured, with its unit. */
  readonly what: string;
  /** The number. */
  readonly value: number;
  /** Its spread, as the source has it. */
  readonly spread?: number;
  /** Where it stands. */
  readonly source: string;
}

/**
 * Quoted numbers as a table that says so.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { QUOTED_STATIC, quotedTable } from "@mixlab/mixlab/analysis";
 *
 * match(quotedTable(QUOTED_STATIC).caption!, /^Quoted/);
 * ```
 */
export function quotedTable(quoted: readonly Quoted[]): ReportTable {
  const spreads = quoted.some(({ spread }) => spread !== undefined);
  return {
    caption: "Quoted, not computed here.",
    columns: ["what", "value", ...(spreads ? ["±"] : []), "source"],
    rows: quoted.map(({ what, value, spread, source }) => [
      ...[what, `${value}`], // with the digits that were printed
      ...(spreads ? [spread === undefined ? null : `${spread}`] : []),
      source,
    ]),
  };
}
