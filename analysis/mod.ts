/**
 * Analyses of mixing: what the papers computed from tables of runs, as functions. Needs no training.
 *
 * @module
 */
export type { Analysis, AnalysisAnswer, AnalysisAsk } from "./analysis.ts";
export { analyses, analysisNamed } from "./analyses.ts";
export { type PublishedTable, publishedTable } from "./published.ts";
