/**
 * Mixlab: mixing laws and data mixtures for language-model pretraining. Everything here needs no training and no
 * native code: tables of runs in; laws, their quality and uncertainty, the best mixture, figures and reports out.
 *
 * @module
 */

// Tables of runs and mixtures
export { type Matrix, matrix } from "./lib/numerics/matrix.ts";
export type { RunKey, RunTable } from "./lib/tables/run_table.ts";
export { readTable } from "./lib/tables/read_table.ts";
export { type ParseOptions, parseTable } from "./lib/tables/parse_table.ts";
export { writeTable } from "./lib/tables/write_table.ts";
export type { ReadOptions } from "./lib/tables/read_options.ts";
export { type Mixture, mixture, type MixtureJSON, type MixtureOptions, type ShareUnit } from "./lib/mixture/mixture.ts";
export { parseMixture } from "./lib/mixture/parse_mixture.ts";
export { readMixture } from "./lib/mixture/read_mixture.ts";
export { writeMixture, type WriteMixtureOptions } from "./lib/mixture/write_mixture.ts";
export type { MixtureFile, MixtureFormat } from "./lib/mixture/mixture_file.ts";
export { dirichlet } from "./lib/mixture/dirichlet.ts";
export { aioliCover, type AioliCoverOptions } from "./lib/mixture/aioli_cover.ts";
export { regMixMixtures, type RegMixMixturesOptions } from "./lib/mixture/regmix_mixtures.ts";
export { parseMixtureRows, writeMixtureRows } from "./lib/mixture/mixture_rows.ts";
export { largestRemainder } from "./lib/mixture/largest_remainder.ts";
export { oneHotFactor, smoothedOneHots } from "./lib/mixture/smoothed_one_hots.ts";
export { simplexLattice } from "./lib/mixture/simplex_lattice.ts";

// Files of numpy and pandas
export type { NpyArray, NpyType } from "./lib/tables/npy.ts";
export { decodeNpy } from "./lib/tables/decode_npy.ts";
export { encodeNpy } from "./lib/tables/encode_npy.ts";
export { parseWeightsPickle, writeWeightsPickle } from "./lib/tables/weights_pickle.ts";
export { parseLossFrame, writeLossFrame } from "./lib/tables/loss_frame.ts";

// Laws
export type { At, FitOptions, FittedLaw, FittedLawJSON, Law, TargetFit, TreesJSON, Warning } from "./lib/laws/law.ts";
export { type CurveLawName, lawNamed, laws } from "./lib/laws/registry.ts";
export type { Curve } from "./lib/laws/curve.ts";
export { type CurveLaw, curveLaw, type CurveLawSpec, type Settings } from "./lib/laws/curve_law.ts";
export { lawFromParameters, loadLaw } from "./lib/laws/load_law.ts";
export { predictTable } from "./lib/laws/predict_table.ts";
export { type Quality, quality } from "./lib/laws/quality.ts";
export { bootstrap, leaveOneOut } from "./lib/laws/resample.ts";
export { type ComparedLaw, compareLaws } from "./lib/laws/compare_laws.ts";
export { fitTable, type FitTableOptions, type TableAnswer } from "./lib/laws/fit_table.ts";
export type { BestAnswer, Rival } from "./lib/laws/best_answer.ts";
export { type Judgement, judgeOn } from "./lib/laws/judge_on.ts";
export { combineTargets } from "./lib/laws/combine_targets.ts";
export type { Interval } from "./lib/laws/intervals.ts";
export { type SeedVariance, seedVariance } from "./lib/laws/seed_variance.ts";

// Step and size laws, implicit domains
export { fitPowerLaws } from "./lib/laws/power/power_law.ts";
export type { PowerCurve, PowerFit, PowerFitOptions } from "./lib/laws/power/power_fit.ts";
export {
  fitPowerTable,
  type PowerAxis,
  type PowerTable,
  type PowerTableOptions,
} from "./lib/laws/power/power_table.ts";
export { implicitDomains, type ImplicitDomainsOptions } from "./lib/laws/implicit_domains.ts";
export { chooseHiddenDomains, type TriedHidden } from "./lib/laws/choose_hidden_domains.ts";

// Methods and learners
export type {
  CombineOptions,
  EvaluatedSplit,
  GradientBatch,
  Learner,
  StepOptions,
  StepReport,
  TargetRows,
  TokenBatch,
} from "./lib/methods/learner.ts";
export type { Acting, Action, Batches, Json, Observation } from "./lib/methods/actions.ts";
export type { RoundRecord } from "./lib/methods/round_record.ts";
export type { Rule, RuleAnswer, RuleContext, RuleSpec } from "./lib/methods/rule.ts";
export { ruleNamed, rules } from "./lib/methods/rules.ts";
export { drive, type DriveOptions, type DriveState } from "./lib/methods/drive.ts";
export type { RunMany, RunOutcome, RunSpec } from "./lib/methods/run_spec.ts";
export type { ExpectedCost, Method, MethodSetting, Prepared, Preparing } from "./lib/methods/method.ts";
export type { MethodOption, OptionKind, OptionTable, OptionValues, Presets } from "./lib/methods/options.ts";
export { methodNamed, methods } from "./lib/methods/methods.ts";
export { type MethodResult, runMethod } from "./lib/methods/run_method.ts";
export { skillItUpdate } from "./lib/methods/skill_it_update.ts";
export { estimationError } from "./lib/methods/aioli/estimation_error.ts";
export { meanEffects } from "./lib/methods/aioli/mean_effects.ts";
export { normaliseEffects } from "./lib/methods/aioli/normalise_effects.ts";
export { noiseGain, smoothedEffects } from "./lib/methods/aioli/smoothed_effects.ts";
export { solveEffects } from "./lib/methods/aioli/solve_effects.ts";
export { tiltBounds } from "./lib/methods/aioli/tilt_bounds.ts";
export { domainScores, tiltShares } from "./lib/methods/aioli/tilt_shares.ts";
export type { VisitOrder } from "./lib/methods/aioli/visit_order.ts";
export { averagePerplexity } from "./lib/methods/average_perplexity.ts";
export {
  type ComparedMethod,
  compareMethods,
  type Comparison,
  type JudgedRun,
  type MethodCost,
} from "./lib/methods/compare.ts";

// Planted learners
export { type SimulatedLearner, simulatedLearner } from "./lib/methods/simulated/learner.ts";
export type { SimulatedOptions } from "./lib/methods/simulated/options.ts";
export { simulatedRuns, type SimulatedRunsOptions } from "./lib/methods/simulated/runs.ts";
export type { SimulatedState } from "./lib/methods/simulated/state.ts";
export type { SimulatedWorld, WorldState } from "./lib/methods/simulated/world.ts";
export { linearWorld } from "./lib/methods/simulated/linear_world.ts";
export { transferWorld } from "./lib/methods/simulated/transfer_world.ts";
export { lawWorld } from "./lib/methods/simulated/law_world.ts";

// Best mixtures
export { type BestMixture, bestMixture, type BestMixtureOptions } from "./lib/laws/best/best_mixture.ts";
export type { Objective } from "./lib/laws/best/objective.ts";
export type { TokenSupply } from "./lib/laws/best/constraints.ts";
export { type CriticalShare, criticalShare, type CriticalShareOptions } from "./lib/laws/best/critical_share.ts";
export type { PaperAnswer } from "./lib/laws/best/paper_answer.ts";
export { paperAnswers, type PaperAnswersOptions } from "./lib/laws/best/paper_answers.ts";
export { bestSweptRun } from "./lib/laws/best/best_swept_run.ts";
export { softmaxNelderMead } from "./lib/laws/best/softmax_nelder_mead.ts";
export { dataMixingLawsGrid, type GridOptions } from "./lib/laws/best/data_mixing_laws_grid.ts";
export { regMixSimulation, type RegMixSimulationOptions } from "./lib/laws/best/regmix_simulation.ts";
export { aioliThreeDomains, aioliTwoDomains } from "./lib/laws/best/aioli_optima.ts";

// Designs of sweeps
export type { BoundedSetting, Design, Designed, DesignedMixture, DesignSetting } from "./lib/designs/design.ts";
export type { Box, Limits } from "./lib/laws/best/constraints.ts";
export { designNamed, designs } from "./lib/designs/designs.ts";
export { type DesignMixtures, designMixtures } from "./lib/designs/design_mixtures.ts";
export {
  type DOptimalDesign,
  dOptimalMixtures,
  type DOptimalOptions,
} from "./lib/designs/d_optimal/d_optimal_mixtures.ts";

// Numerics
export { leastSquares, type LeastSquaresFit, type LeastSquaresProblem } from "./lib/numerics/least_squares.ts";
export {
  type SeparableFit,
  separableLeastSquares,
  type SeparableProblem,
} from "./lib/numerics/separable_least_squares.ts";
export { type LinearFit, linearLeastSquares } from "./lib/numerics/linear_least_squares.ts";
export { nelderMead, type NelderMeadOptions, type NelderMeadResult } from "./lib/numerics/nelder_mead.ts";
export { lbfgs, type LBFGSOptions, type LBFGSResult } from "./lib/numerics/lbfgs.ts";
export { huberLoss } from "./lib/numerics/huber.ts";
export { type Random, random } from "./lib/numerics/random.ts";

// Figures and reports
export { type PowerLawCurve, type PowerLawData, powerLawFigure } from "./lib/figures/power_law.ts";
export type { Figure, FigureLayout, FigureOptions, FigureTrace } from "./lib/figures/figure.ts";
export {
  type LossAgainstShareData,
  lossAgainstShareFigure,
  type SharePanel,
} from "./lib/figures/loss_against_share.ts";
export {
  type PredictedAgainstObservedData,
  predictedAgainstObservedFigure,
  type PredictionPanel,
} from "./lib/figures/predicted_against_observed.ts";
export {
  type SharesOverRun,
  type SharesOverStepsData,
  sharesOverStepsFigure,
  type SharesOverStepsPanel,
} from "./lib/figures/shares_over_steps.ts";
export { type TernaryIsolinesData, ternaryIsolinesFigure } from "./lib/figures/ternary_isolines.ts";
export {
  type TernaryGroup,
  type TernaryPanel,
  type TernaryPointsData,
  ternaryPointsFigure,
} from "./lib/figures/ternary_points.ts";
export { type BestMixtureData, bestMixtureFigure } from "./lib/figures/best_mixture.ts";
export { type Barycentric, type Isoline, isolines, type SimplexGrid, simplexGrid } from "./lib/figures/isolines.ts";
export { type CurvesData, type CurveSeries, curvesFigure, type CurvesPanel } from "./lib/figures/curves.ts";
export { type MixturesData, mixturesFigure, type NamedMixture } from "./lib/figures/mixtures.ts";
export {
  type LossOverStepsData,
  lossOverStepsFigure,
  type LossOverStepsPanel,
  type LossOverStepsSeries,
} from "./lib/figures/loss_over_steps.ts";
export { type GainsData, gainsFigure, type GainsPanel, type GainsRow } from "./lib/figures/gains.ts";
export { type EstimationErrorData, estimationErrorFigure } from "./lib/figures/estimation_error.ts";
export { type TokensByDomainData, tokensByDomainFigure } from "./lib/figures/tokens_by_domain.ts";
export { toSvg } from "./lib/figures/to_svg.ts";
export { toPng } from "./lib/figures/to_png.ts";
export { toHtml } from "./lib/figures/to_html.ts";
export { type FigureBundle, toBundle } from "./lib/figures/to_bundle.ts";
export { type ReportData, type ReportFigure, type ReportSection, toReport } from "./lib/figures/report.ts";
export type { ReportCell, ReportTable } from "./lib/figures/report_table.ts";

// Notebooks
export { show, type Showable, type ShowOptions } from "./lib/notebook/show.ts";
export { type LiveFigure, liveFigure, type LiveOptions } from "./lib/notebook/live_figure.ts";
export { type LiveCurve, liveCurve, type LiveCurveOptions } from "./lib/notebook/live_curve.ts";
export { type NotebookProgress, notebookProgress, type ProgressOptions } from "./lib/notebook/notebook_progress.ts";
export { task, type TaskEnd, type TaskOptions } from "./lib/notebook/task.ts";
export { trainLive, type TrainLiveEnd } from "./lib/notebook/train_live.ts";
