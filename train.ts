/**
 * Mixlab's training half: corpora now; models, training and sweeps to come. Needs the training configuration
 * (`deno run -c deno.train.json`); everything that needs no training is in mod.ts.
 *
 * @module
 */
export type { DocumentStream, ReaderOptions, SourceDocument, SourceProblem } from "./lib/corpus/document.ts";
export type { Tokenizer, TokenizerSpec } from "./lib/corpus/tokenizer.ts";
export type { CorpusIndex, ShardEntry, Split, TokenType } from "./lib/corpus/corpus_index.ts";
