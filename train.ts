/**
 * Mixlab's training half: corpora now; models, training and sweeps to come. Needs the training configuration
 * (`deno run -c deno.train.json`); everything that needs no training is in mod.ts.
 *
 * @module
 */

// Sources of documents
export type { DocumentStream, ReaderOptions, SourceDocument, SourceProblem } from "./lib/corpus/document.ts";

// Tokenizers
export type { Tokenizer, TokenizerSpec } from "./lib/corpus/tokenizer.ts";

// Corpora of token shards
export type { CorpusIndex, ShardEntry, Split, TokenType } from "./lib/corpus/corpus_index.ts";
export { aioliTestSplit } from "./lib/corpus/aioli_test_split.ts";

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
