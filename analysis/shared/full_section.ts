import type { ReportFigure, ReportSection } from "../../lib/figures/report.ts";
import type { ReportTable } from "../../lib/figures/report_table.ts";

/**
 * A section of a report with its tables and figures, of which a notebook shows those that it wants.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { type FullSection, staticLaw, staticSections } from "@mixlab/mixlab/analysis";
 *
 * const law = staticLaw(await readTable("data/three_domains.csv"), { replicates: 0 });
 * const best: FullSection = staticSections(law).best;
 * equal(best.tables.length, 1);
 * ```
 */
export interface FullSection extends ReportSection {
  /** Tables. */
  readonly tables: readonly ReportTable[];
  /** Figures. */
  readonly figures: readonly ReportFigure[];
}
