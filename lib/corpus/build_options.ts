import { got, outOfRange, wrongKind } from "../errors.ts";
import type { Files } from "../files/files.ts";
import type { CorpusIndex } from "./corpus_index.ts";
import type { DocumentStream, ReaderOptions, SourceProblem } from "./document.ts";
import { checkSplitting, type Splitting } from "./split_documents.ts";
import type { TokenizerSpec } from "./tokenizer.ts";

/**
 * How far a build is.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { BuildProgress } from "@mixlab/mixlab/train";
 *
 * const note = ({ phase, documents }: BuildProgress) => `${phase}: ${documents} documents`;
 * equal(note({ phase: "tokenizing", documents: 3, bytes: 120 }), "tokenizing: 3 documents");
 * ```
 */
export interface BuildProgress {
  /** Documents are first divided, where they are, then made tokens of. Each phase reads the source once. */
  readonly phase: "dividing" | "tokenizing";
  /** Documents so far in this phase. */
  readonly documents: number;
  /** UTF-8 bytes of their text. */
  readonly bytes: number;
  /** Bytes of the source's files so far and in all, where the reader tells them. */
  readonly source?: { readonly done: number; readonly total: number | undefined };
}

/**
 * What {@link buildCorpus} is asked for.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { BuildCorpusOptions } from "@mixlab/mixlab/train";
 *
 * const options: BuildCorpusOptions = {
 *   documents: async function* () {
 *     yield { source: "Pile-CC", text: "One document.", where: "00.jsonl:1" };
 *   },
 *   domainOf: (source) => source === "Pile-CC" ? "web" : null,
 *   tokenizer: { kind: "bytes" },
 *   endOfDocument: "append",
 *   splitting: { seed: 0, val: 0, test: 0 },
 *   sources: [{ name: "The Pile", licence: "see its paper" }],
 *   out: "corpora/pile",
 * };
 * equal(options.domainOf!("Pile-CC"), "web");
 * ```
 */
export interface BuildCorpusOptions {
  /** Opens the source; called once a phase, and again after a kill. Must give the same documents each time. */
  readonly documents: (options: ReaderOptions) => DocumentStream;
  /** Domain of a source's name, or null to leave its documents out. Default: the same name. */
  readonly domainOf?: (source: string) => string | null;
  /** The tokenizer, as plain data: every thread makes its own. */
  readonly tokenizer: TokenizerSpec;
  /** Whether the tokenizer's end-of-document id follows every document (DoReMi: "append", Aioli: "none"). */
  readonly endOfDocument: "append" | "none";
  /** Parts of the documents by seed, or "source": each document names its own. */
  readonly splitting: Splitting | "source";
  /** What the corpus is made from, for its index. */
  readonly sources: CorpusIndex["sources"];
  /** Folder to make: new, empty, or with an earlier build of the same corpus. */
  readonly out: string;
  /** Threads that tokenize; the result does not depend on it. Default: the tokenizer pool's. */
  readonly workers?: number;
  /** Whether `.idx` files are written. Default true. */
  readonly documentStarts?: boolean;
  /** Called now and then with how far the build is. */
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Called for what cannot be used, which is then counted and left out; without it the first such thing is an error. */
  readonly onProblem?: (problem: SourceProblem) => void;
  /** Bytes of text after which what was done is made safe against a kill. Default 64 MiB. */
  readonly checkpointBytes?: number;
  /** What the corpus is written through. Default: Deno's files. */
  readonly files?: Files;
}

/** @throws {TypeError | RangeError} when an option is not what it should be. */
export function checkBuildOptions(options: BuildCorpusOptions): void {
  const { documents, endOfDocument, splitting, sources, out, checkpointBytes = 1, workers = 0 } = options;
  if (typeof documents !== "function") {
    throw wrongKind(`buildCorpus: wanted documents as a function that opens the source, got ${got(documents)}`);
  }
  if (typeof out !== "string" || out === "") throw wrongKind(`buildCorpus: wanted a folder as out, got ${got(out)}`);
  if (endOfDocument !== "append" && endOfDocument !== "none") {
    throw outOfRange(`buildCorpus: endOfDocument: wanted "append" or "none", got ${got(endOfDocument)}`);
  }
  if (splitting !== "source") checkSplitting(splitting, "buildCorpus: splitting");
  const named = Array.isArray(sources) &&
    sources.every((source) => typeof source?.name === "string" && typeof source.licence === "string");
  if (!named) throw wrongKind(`buildCorpus: sources: wanted a list of { name, licence }, got ${got(sources)}`);
  if (!(Number.isInteger(workers) && workers >= 0 && workers <= 256)) {
    throw outOfRange(`buildCorpus: workers: wanted a whole number from 0 to 256, got ${got(workers)}`);
  }
  if (!(checkpointBytes > 0)) {
    throw outOfRange(`buildCorpus: checkpointBytes: wanted a number above 0, got ${got(checkpointBytes)}`);
  }
}
