/**
 * Mixlab's training half: corpora, models, engines and training; sweeps and mixing methods to come. Needs the training
 * configuration (`deno run -c deno.train.json`); everything that needs no training is in mod.ts.
 *
 * @module
 */

// Sources of documents
export type { DocumentStream, ReaderOptions, SourceDocument, SourceProblem } from "./lib/corpus/document.ts";

export {
  openSource,
  type OpenSourceOptions,
  SOURCE_FORMATS,
  type SourceFormat,
} from "./lib/corpus/readers/open_source.ts";
export { type JsonlOptions, readJsonl } from "./lib/corpus/readers/jsonl.ts";
export { readPile } from "./lib/corpus/readers/pile.ts";
export { readSlimPajamaJsonl } from "./lib/corpus/readers/slimpajama_jsonl.ts";
export { readRedPajama } from "./lib/corpus/readers/redpajama.ts";
export { readFolders } from "./lib/corpus/readers/folders.ts";
export {
  type InstructionOptions,
  type InstructionSplits,
  readNaturalInstructions,
} from "./lib/corpus/readers/natural_instructions.ts";
export { type ParquetOptions, readParquet } from "./lib/corpus/readers/parquet.ts";
export { type ArrowOptions, readArrow } from "./lib/corpus/readers/arrow.ts";
export { readTokenRows, type TokenRow, type TokenRowsOptions } from "./lib/corpus/readers/token_rows.ts";
export { importTokenBins, type TokenBins, type TokenBinsOptions } from "./lib/corpus/readers/token_bins.ts";
export { type DomainMap, parseDomainMap, readDomainMap } from "./lib/corpus/readers/domain_map.ts";
export { applyDomainMap } from "./lib/corpus/readers/apply_domain_map.ts";
export { readInstructionSplits } from "./lib/corpus/readers/read_instruction_splits.ts";
export { INSTRUCTION_TASKS, type InstructionTask } from "./lib/corpus/readers/instruction_tasks.ts";
export { DOMAIN_MAPS } from "./lib/corpus/readers/domain_map_presets.ts";

// Splits that were published, by numpy's generators
export { type NumpyGenerator, numpyGenerator } from "./lib/numerics/numpy/numpy_random.ts";
export { type NumpyRandomState, numpyRandomState } from "./lib/numerics/numpy/numpy_random_state.ts";
export { aioliValTest } from "./lib/corpus/aioli_val_test.ts";
export { AIOLI_INSTANCES } from "./lib/corpus/aioli_instances.ts";
export { aioliInstructionSplits, type InstructionSplit } from "./lib/corpus/aioli_instruction_splits.ts";
export { aioliTestSplit } from "./lib/corpus/aioli_test_split.ts";

// Tokenizers
export type { Tokenizer, TokenizerSpec } from "./lib/corpus/tokenizer.ts";
export { makeTokenizer } from "./lib/corpus/tokenizers/make_tokenizer.ts";
export { bytesTokenizer } from "./lib/corpus/tokenizers/bytes.ts";
export { bpeTokenizer } from "./lib/corpus/tokenizers/bpe.ts";
export { tokenizerFromJson } from "./lib/corpus/tokenizers/tokenizer_json.ts";
export { type NativeTokenizer, nativeTokenizer } from "./lib/corpus/tokenizers/native.ts";
export { tokenizeInOrder, type TokenizeOptions } from "./lib/corpus/tokenizers/pool.ts";
export { trainBpe, type TrainBpeOptions, type TrainedBpe } from "./lib/corpus/tokenizers/bpe_train.ts";

// Corpora of token shards
export type { CorpusIndex, ShardEntry, Split, TokenType } from "./lib/corpus/corpus_index.ts";
export { buildCorpus } from "./lib/corpus/build_corpus.ts";
export type { BuildCorpusOptions, BuildProgress } from "./lib/corpus/build_options.ts";
export type { BuildResult } from "./lib/corpus/run_build.ts";
export { type Corpus, openCorpus, type OpenCorpusOptions } from "./lib/corpus/open_corpus.ts";
export { type CorpusFault, verifyCorpus, type VerifyCorpusOptions } from "./lib/corpus/verify_corpus.ts";
export { parseCorpusIndex } from "./lib/corpus/parse_corpus_index.ts";
export { splitDocuments, type Splitting } from "./lib/corpus/split_documents.ts";
export type { TokenArray } from "./lib/corpus/token_type.ts";
export { corpusTokenizer } from "./lib/corpus/corpus_tokenizer.ts";

// Batches of any mixture
export type { TokenSource } from "./lib/corpus/sampler/token_source.ts";
export { memorySource, type MemoryTokens } from "./lib/corpus/sampler/memory_source.ts";
export type { Batch, BatchPlan } from "./lib/corpus/sampler/batch.ts";
export type { MixtureSegment } from "./lib/corpus/sampler/schedule.ts";
export type { DomainState, SamplerSettings, SamplerState } from "./lib/corpus/sampler/sampler_state.ts";
export type { SamplerOptions } from "./lib/corpus/sampler/sampler_options.ts";
export type { DomainReport } from "./lib/corpus/sampler/domain_report.ts";
export { type Sampler, sampler } from "./lib/corpus/sampler/sampler.ts";
export { baselineMixture, type BaselineOptions, type BaselineRule } from "./lib/corpus/baseline_mixtures.ts";
export { writeBaselineMixtures, type WrittenBaselines } from "./lib/corpus/write_baseline_mixtures.ts";
export type { Mixture, MixtureJSON, ShareUnit } from "./lib/mixture/mixture.ts";
export type { MixtureFormat } from "./lib/mixture/mixture_file.ts";

// Built-in corpora
export { BUILTIN_CORPORA, type BuiltinCorpus } from "./lib/corpus/builtin/corpora.ts";
export { type BuiltinOptions, openBuiltin } from "./lib/corpus/builtin/open_builtin.ts";
export {
  type BuiltinInstructionOptions,
  type BuiltinInstructionTask,
  builtinInstructionTasks,
  type NaturalInstructionsTask,
} from "./lib/corpus/builtin/instruction_tasks.ts";
export { writeInstructionTasks } from "./lib/corpus/builtin/write_instruction_tasks.ts";
export type { PinnedPackage } from "./lib/corpus/builtin/package_folder.ts";
export type { TextPin } from "./lib/corpus/builtin/text_pin.ts";

// Models
export type { ModelConfig } from "./lib/model/config.ts";
export { checkModelConfig } from "./lib/model/check_model_config.ts";
export { MODEL_PRESETS, modelPreset, type ModelPresetOptions } from "./lib/model/presets.ts";
export { modelParameters, parameterCount } from "./lib/model/parameters.ts";
export { type InitialisationScheme, type InitialOptions, initialParameters } from "./lib/model/initialise.ts";
export { languageModel } from "./lib/model/language_model.ts";
export {
  referenceGradients,
  referenceLogits,
  referenceLosses,
  type ReferenceParameters,
} from "./lib/model/reference.ts";

// Files of models
export { type Model, modelFiles, readModel } from "./lib/model/hugging_face.ts";
export { parseConfigJson, writeConfigJson } from "./lib/model/hugging_face/config_json.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type EncodeSafetensorsOptions,
  type NamedTensor,
  readSafetensors,
  type ReadSafetensorsOptions,
  type ReadTensor,
  type Safetensors,
} from "./lib/model/safetensors.ts";
export type { FloatType } from "./lib/model/safetensors/number_type.ts";
export { modelHash } from "./lib/train/model_hash.ts";

// Engines
export {
  type BackendName,
  BACKENDS,
  type Engine,
  type ParameterSpec,
  type Program,
  type ProgramRows,
  type TensorKind,
  type TokenRows,
  type TokenWeights,
  type Update,
} from "./lib/engine/engine.ts";
export { type EngineOptions, openEngine } from "./lib/engine/open_engine.ts";

// Training
export { train, type TrainResult } from "./lib/train/train.ts";
export type { EvaluationPlan, RunTimes, TrainOptions, TrainProgress } from "./lib/train/train_options.ts";
export { TrainingDiverged } from "./lib/train/diverged.ts";
export type { EvaluationRecord, MetricsWindow, RunRecord, TrainingRecord } from "./lib/train/metrics.ts";
export { ADAMW, type AdamW } from "./lib/train/adamw.ts";
export {
  learningRate,
  type LearningRateSchedule,
  learningRateSchedule,
  type ScheduleName,
  type ScheduleOptions,
  SCHEDULES,
} from "./lib/train/schedule.ts";
export {
  type DomainLoss,
  evaluate,
  type EvaluateOptions,
  type Evaluation,
  type EvaluationSource,
  LossNotFinite,
} from "./lib/train/evaluate.ts";

// Run directories and checkpoints
export { openRun, type Run, type RunResult } from "./lib/train/run_directory.ts";
export { runName } from "./lib/train/run_directory_name.ts";
export type { Attempt, AttemptOptions } from "./lib/train/attempt.ts";
export type { RunCheckpoint, RunState } from "./lib/train/run_state.ts";
export type { Checkpoint, CheckpointState } from "./lib/train/checkpoint.ts";
export { saveCheckpoint, type SaveOptions } from "./lib/train/checkpoint_save.ts";
export { type FoundCheckpoint, latestCheckpoint, type LatestOptions } from "./lib/train/checkpoint_latest.ts";
export { readCheckpoint } from "./lib/train/checkpoint_read.ts";
export type { Files, OpenFile, OpenHow } from "./lib/files/files.ts";
export { denoFiles } from "./lib/files/deno_files.ts";
export { canonicalJson } from "./lib/text/canonical_json.ts";

// Methods on language models
export { type LanguageModelLearner, languageModelLearner } from "./lib/learners/language_model_learner.ts";
export type { LanguageModelOptions } from "./lib/learners/language_model_options.ts";
export type { LearnerSettings } from "./lib/learners/learner_settings.ts";
export type { LearnerCheckpoint, LearnerState } from "./lib/learners/learner_state.ts";
export type { MethodEnvironment, MethodProgress, RunLearner } from "./lib/learners/method_environment.ts";
export { methodRun } from "./lib/learners/method_run.ts";
export { methodRuns } from "./lib/learners/method_runs.ts";
export { methodSetting } from "./lib/learners/method_setting.ts";
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
export type { Json } from "./lib/methods/actions.ts";
export type { RoundRecord } from "./lib/methods/round_record.ts";
export type { RuleAnswer, RuleContext, RuleSpec } from "./lib/methods/rule.ts";
export type { RunMany, RunOutcome, RunSpec } from "./lib/methods/run_spec.ts";
export type { MethodSetting } from "./lib/methods/method.ts";
export type { TargetState } from "./lib/learners/target_samplers.ts";

// Sweeps: many runs, planned, made and collected
export type { SweepPlan, SweepRun } from "./lib/sweep/plan.ts";
export {
  type NamedShares,
  planSweep,
  type SegmentsAsk,
  type SweepAsk,
  type SweepModel,
} from "./lib/sweep/plan_sweep.ts";
export { parseSweepPlan } from "./lib/sweep/parse_plan.ts";
export { type DomainEpochs } from "./lib/sweep/cost/epochs.ts";
export { measuredRates } from "./lib/sweep/cost/measured_rates.ts";
export { measureRate, type RateOptions } from "./lib/sweep/cost/measure_rate.ts";
export { memoryEstimate } from "./lib/sweep/cost/memory_estimate.ts";
export { type ModelCost, planCost, type SweepCost } from "./lib/sweep/cost/plan_cost.ts";
export { type SweepRate } from "./lib/sweep/cost/rate.ts";
export { type CostEnvironment, type SweepWork } from "./lib/sweep/cost/run_work.ts";
export { type SweepTime, sweepTime } from "./lib/sweep/cost/sweep_time.ts";
export type { RunKey, RunTable } from "./lib/tables/run_table.ts";
export type { Matrix } from "./lib/numerics/matrix.ts";
export { runOne } from "./lib/sweep/run_one.ts";
export type { SweepJob, SweepReport } from "./lib/sweep/executor.ts";
export { localExecutor } from "./lib/sweep/local/local_executor.ts";
export type { LocalOptions, LocalProgress, LocalRunEnd, LocalWorker } from "./lib/sweep/local/local_options.ts";
export type { MemoryReader, MemoryReadings } from "./lib/sweep/local/memory_readings.ts";
export { slurmExecutor } from "./lib/sweep/slurm/slurm.ts";
export type { SbatchOption, SlurmOptions } from "./lib/sweep/slurm/options.ts";
export { type SlurmStanding, slurmStandings } from "./lib/sweep/slurm/standings.ts";
export { cancelSlurm } from "./lib/sweep/slurm/cancel.ts";
export { type RunStanding, runStandings } from "./lib/sweep/run_standings.ts";
export type { RunFailure } from "./lib/sweep/failures.ts";
export { type StandingCounts, type SweepStatus, sweepStatus } from "./lib/sweep/sweep_status.ts";
export { type CollectOptions, collectSweep, type SweepCollection } from "./lib/sweep/collect/collect_sweep.ts";
