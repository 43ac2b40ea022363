/**
 * All analyses.
 *
 * @module
 */
import { got, outOfRange } from "../lib/errors.ts";
import { nearest } from "../lib/nearest.ts";
import type { Analysis } from "./analysis.ts";
import { doremiCurvesAnalysis } from "./doremi_curves/doremi_curves_analysis.ts";
import { dynamicLawAnalysis } from "./dynamic_law/dynamic_law_analysis.ts";
import { gainsAnalysis } from "./gains/gains_analysis.ts";
import { methodEffectsAnalysis } from "./method_effects/method_effects_analysis.ts";
import { nestedLawsAnalysis } from "./nested_laws/nested_laws_analysis.ts";
import { instructionAnalysis } from "./instruction/instruction_analysis.ts";
import { rankTransferAnalysis } from "./rank_transfer/rank_transfer_analysis.ts";
import { staticLawAnalysis } from "./static_law/static_law_analysis.ts";

/**
 * All analyses, in the order in which they are shown.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { analyses } from "@mixlab/mixlab/analysis";
 *
 * for (const { source } of analyses) ok(source !== "");
 * ```
 */
export const analyses: readonly Analysis[] = [
  staticLawAnalysis,
  dynamicLawAnalysis,
  methodEffectsAnalysis,
  gainsAnalysis,
  doremiCurvesAnalysis,
  nestedLawsAnalysis,
  rankTransferAnalysis,
  instructionAnalysis,
];

/**
 * The analysis of a name.
 *
 * @throws {RangeError} when there is none.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { analysisNamed } from "@mixlab/mixlab/analysis";
 *
 * throws(() => analysisNamed("astrology"), /there is no analysis "astrology"/);
 * ```
 */
export function analysisNamed(name: string): Analysis {
  const found = analyses.find((analysis) => analysis.name === name);
  if (found !== undefined) return found;
  const names = analyses.map((analysis) => analysis.name), near = nearest(name, names);
  throw outOfRange(
    `there is no analysis ${got(name)}${near ? `; did you mean ${near}?` : ""}; wanted ${names.join(", ")}`,
  );
}
