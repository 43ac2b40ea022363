/**
 * Analyses of mixing: what the papers computed from tables of runs, as functions. Needs no training.
 *
 * @module
 */
export type { Analysis, AnalysisAnswer, AnalysisAsk } from "./analysis.ts";
export { analyses, analysisNamed } from "./analyses.ts";
export { type PublishedTable, publishedTable } from "./published.ts";
export { type AgainstBaseline, compareCurves, type CurveComparison } from "./doremi_curves/compare_curves.ts";
export {
  compareOverSeeds,
  type OverSeeds,
  type PairedAgainstBaseline,
  type SeedsComparison,
} from "./doremi_curves/compare_over_seeds.ts";
export { differencesOverSteps } from "./doremi_curves/differences_over_steps.ts";
export { doremiCurvesAnalysis } from "./doremi_curves/doremi_curves_analysis.ts";
export { type EvaluationCurve, evaluationCurves } from "./doremi_curves/evaluation_curves.ts";
export { meanAndWorst } from "./doremi_curves/mean_and_worst.ts";
export { DOREMI_PAPER, type QuotedSummary } from "./doremi_curves/quoted.ts";
export { roundsUntilSettled } from "./doremi_curves/rounds_until_settled.ts";
export { type Crossing, stepsToReach } from "./doremi_curves/steps_to_reach.ts";
export { type WeightsOverSteps, weightsOverSteps } from "./doremi_curves/weights_over_steps.ts";
