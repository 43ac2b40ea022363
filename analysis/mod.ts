/**
 * Analyses of mixing: what the papers computed from tables of runs, as functions. Needs no training.
 *
 * @module
 */
export type { Analysis, AnalysisAnswer, AnalysisAsk } from "./analysis.ts";
export { analyses, analysisNamed } from "./analyses.ts";
export { type PublishedTable, publishedTable } from "./published.ts";
export { averageAsMixture } from "./doremi_curves/average_as_mixture.ts";
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
export { DOREMI_PAPER, type QuotedDoReMi, type QuotedSummary } from "./doremi_curves/quoted.ts";
export { roundsUntilSettled } from "./doremi_curves/rounds_until_settled.ts";
export { type Crossing, stepsToReach } from "./doremi_curves/steps_to_reach.ts";
export { type FormOnWorld, formOnWorld } from "./doremi_curves/form_on_world.ts";
export { shareColumns } from "./doremi_curves/share_columns.ts";
export { proxyRounds, weightsOfRounds } from "./doremi_curves/weights_of_rounds.ts";
export { weightsBarsFigure } from "./doremi_curves/weights_bars_figure.ts";
export { type WeightsOverSteps, weightsOverSteps, writeWeights } from "./doremi_curves/weights_over_steps.ts";

// Static law
export { type StaticForm, type StaticLaw, staticLaw } from "./static_law/static_law.ts";
export { ownShareLaw } from "./static_law/own_share_law.ts";
export { type Spread, spreadOf } from "./shared/spread.ts";
export { ownShareFigure, staticOptimaFigure } from "./static_law/static_figures.ts";
export { staticSections } from "./static_law/static_report.ts";
export type { FullSection } from "./shared/full_section.ts";
export { staticLawAnalysis } from "./static_law/static_law_analysis.ts";
export { QUOTED_STATIC } from "./static_law/quoted.ts";

// Linear dynamic law
export {
  type DynamicForm,
  type DynamicLaw,
  dynamicLaw,
  type ParentLaw,
  type SegmentFit,
  type StepLaw,
} from "./dynamic_law/dynamic_law.ts";
export { type OwnGains, ownGains } from "./dynamic_law/own_gains.ts";
export { effectsByParentFigure, ownGainsFigure } from "./dynamic_law/dynamic_figures.ts";
export { dynamicSections } from "./dynamic_law/dynamic_report.ts";
export { dynamicLawAnalysis } from "./dynamic_law/dynamic_law_analysis.ts";
export { QUOTED_DYNAMIC } from "./dynamic_law/quoted.ts";

// Aioli's published parameters
export { parseLawParams, type PublishedParameter } from "./aioli_published/law_params.ts";
export { publishedParameters } from "./aioli_published/published_parameters.ts";
export { PUBLISHED_SETTINGS, type PublishedSetting } from "./aioli_published/settings.ts";
export { type PublishedOptimum, publishedStaticOptima } from "./aioli_published/static_optima.ts";
export { type PublishedSlopes, publishedSlopes } from "./aioli_published/dynamic_slopes.ts";
export { type PublishedEffects, publishedEffects } from "./aioli_published/effects.ts";
export { COMPUTED_DIRECTIONS, COMPUTED_OPTIMA } from "./aioli_published/computed.ts";
export {
  publishedCurvesFigure,
  publishedOptimaFigure,
  publishedStaticSection,
} from "./aioli_published/static_section.ts";
export { publishedDynamicSection, publishedSlopesFigure } from "./aioli_published/dynamic_section.ts";
export { type Quoted, quotedTable } from "./aioli_published/quoted.ts";

// Rank transfer
export { type RankAgreement, rankAgreement } from "./rank_transfer/rank_agreement.ts";
export {
  type LawRanks,
  type RankedTarget,
  type RankTransfer,
  rankTransfer,
  type RankTransferOptions,
} from "./rank_transfer/rank_transfer.ts";
export { type TransferByRuns, transferByRuns, type TransferByRunsOptions } from "./rank_transfer/transfer_by_runs.ts";
export { ranksFigure, transferByRunsFigure } from "./rank_transfer/rank_figures.ts";
export { ranksTable, transferByRunsTable } from "./rank_transfer/rank_tables.ts";
export { type RegMixTables, regMixTables } from "./rank_transfer/regmix_tables.ts";
export { rankTransferAnalysis } from "./rank_transfer/rank_transfer_analysis.ts";
export {
  type QuotedTransfer,
  REGMIX_OPTIMUM,
  REGMIX_PRIOR,
  REGMIX_SPEARMAN,
  REGMIX_TRANSFER,
} from "./rank_transfer/quoted.ts";

// Gains of methods
export { holm } from "./gains/holm.ts";
export { type PairedDifference, pairedDifference, type Verdict } from "./gains/paired_difference.ts";
export type { JudgedRows } from "./gains/judged_runs.ts";
export { type Gains, gainsOf, type GainsOptions, type MethodGain } from "./gains/gains_of.ts";
export { type OnTop, onTop } from "./gains/on_top.ts";
export { seedsNeeded } from "./gains/seeds_needed.ts";
export { type ComparisonAsk, comparisonCommands } from "./gains/comparison_commands.ts";
export { type MixResults, readMixResults } from "./gains/mix_results.ts";
export { r2Of, type SimilarityLine, similarityLine } from "./gains/similarity_line.ts";
export { readRounds, type Round, roundPanels, roundsOf } from "./gains/rounds.ts";
export {
  type PlantedComparison,
  plantedComparison,
  type PlantedComparisonOptions,
  type PlantedMethod,
} from "./gains/planted.ts";
export {
  costsTable,
  gainsTable,
  mixturesTable,
  onTopTable,
  quotedGainsTable,
  targetsTable,
} from "./gains/gains_tables.ts";
export { methodGainsFigure, onTopFigure } from "./gains/gains_report.ts";
export { gainsAnalysis } from "./gains/gains_analysis.ts";
export { QUOTED_ABLATIONS, QUOTED_SIMILARITY_R2, QUOTED_TABLE_2, QUOTED_TABLE_3, tallyQuoted } from "./gains/quoted.ts";

// Nested laws
export { type NestedLaws, nestedLaws, type NestedLawsOptions } from "./nested_laws/nested_laws.ts";
export type { StageErrors, TargetErrors } from "./nested_laws/stage_errors.ts";
export { nestedAgainstMeasuredFigure, powerLawsFigure } from "./nested_laws/nested_figures.ts";
export { stagesTable } from "./nested_laws/nested_report.ts";
export { nestedLawsAnalysis } from "./nested_laws/nested_laws_analysis.ts";
export { DML_SIZES, PRINTED_5MIX, QUOTED_NESTED } from "./nested_laws/quoted.ts";
export { type AggregateErrors, aggregateErrors } from "./nested_laws/aggregates.ts";
export { dmlShares, dmlTable, printed5MixTable } from "./nested_laws/dml_tables.ts";

// What methods believe
export {
  believedEffects,
  type EffectRound,
  type EffectTrajectory,
  meanRoundEffects,
  skillItEffects,
} from "./method_effects/believed_effects.ts";
export { diagonalForm } from "./method_effects/diagonal_form.ts";
export { effectReplicates } from "./method_effects/effect_replicates.ts";
export { type EffectScale, effectScale } from "./method_effects/effect_scale.ts";
export { type EffectSimilarity, effectSimilarity } from "./method_effects/effect_similarity.ts";
export { type EffectSumsData, effectSumsFigure } from "./method_effects/effect_sums_figure.ts";
export {
  type ComparedEffects,
  methodEffects,
  type MethodSimilarity,
  similarityByMethod,
} from "./method_effects/method_effects.ts";
export { methodEffectsAnalysis } from "./method_effects/method_effects_analysis.ts";
export { comparedSimilaritiesFigure, comparedSumsFigure } from "./method_effects/compared_figures.ts";
export { type EffectForm, effectForm, type OptimalEffects, optimalEffects } from "./method_effects/optimal_effects.ts";
export { readTrajectories, type Trajectories } from "./method_effects/read_trajectories.ts";
export { type SimilaritiesData, similaritiesFigure } from "./method_effects/similarities_figure.ts";
export { type SimilarityGainData, similarityGainFigure } from "./method_effects/similarity_gain_figure.ts";
export { type SimilarityGains, similarityGains } from "./method_effects/similarity_gains.ts";
export { type PublishedSkillIt, publishedSkillIt } from "./method_effects/skill_it_published.ts";

// A fit as figures and tables
export { type FittedFigures, fittedFigures } from "./fitted/fitted_figures.ts";
export { bestMixtureTable, comparedLawsTable, qualityTable } from "./fitted/fitted_tables.ts";

// Design of a sweep
export { type ErrorByRuns, errorByRuns, type ErrorByRunsOptions } from "./design/error_by_runs.ts";
export {
  type PlantedDesign,
  plantedDesigns,
  type PlantedDesignsOptions,
  type TriedDesign,
} from "./design/planted_designs.ts";
export { boundedCorners } from "./design/bounded_corners.ts";
export { runWorth } from "./design/run_worth.ts";
export { errorByRunsFigure, plantedDesignsFigure } from "./design/design_figures.ts";

// Instruction tuning
export {
  INSTRUCTION_FORMS,
  type InstructionFit,
  type InstructionForm,
  type InstructionLaw,
  instructionLaw,
  type InstructionParent,
  type InstructionStep,
} from "./instruction/instruction_law.ts";
export { ownTaskGain } from "./instruction/own_task_gain.ts";
export { instructionConfirmation } from "./instruction/instruction_confirmation.ts";
export { taskGainsFigure } from "./instruction/instruction_figures.ts";
export { dynamicInstructionSection, staticInstructionSection } from "./instruction/instruction_report.ts";
export { instructionAnalysis } from "./instruction/instruction_analysis.ts";
export {
  PUBLISHED_TASKS,
  type PublishedInstruction,
  publishedInstruction,
  type PublishedInstructionOptimum,
  type PublishedInstructionParent,
} from "./instruction/published_instruction.ts";
export { publishedInstructionSection } from "./instruction/published_section.ts";
export { COMPUTED_INSTRUCTION } from "./instruction/computed.ts";
export { QUOTED_INSTRUCTION } from "./instruction/quoted.ts";
