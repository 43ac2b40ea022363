/**
 * Mixlab: mixing laws and data mixtures for language-model pretraining. Everything here needs no training.
 *
 * @module
 */
export { type Matrix, matrix } from "./lib/numerics/matrix.ts";
export type { RunKey, RunTable } from "./lib/tables/run_table.ts";
export type { At, FitOptions, FittedLaw, FittedLawJSON, Law, TargetFit, Warning } from "./lib/laws/law.ts";
